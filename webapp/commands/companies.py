"""Set up a real company, and find one by its short name."""

from datetime import UTC, datetime

from rich.console import Console

from webapp.actions.companies import NewCompany, create_company
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.connection import connect_to
from webapp.models.migrations import migrate
from webapp.queries.companies import CompanyKey, company_key
from webapp.settings import Settings


def create(
    *, settings: Settings, console: Console, problems: Console, values: dict[str, str | None]
) -> int:
    """Create the company and print the administrator's first password once."""
    db = connect_to(url=settings.database_url)
    migrate(db=db)
    given = {name: value for name, value in values.items() if value}
    try:
        with db.connection_context():
            password = create_company(new=NewCompany(**given), now=datetime.now(UTC))
    except Refusal as refusal:
        problems.print(f"Nothing was created. {refusal}")
        return 1
    console.print(f"{given['name']} is ready.")
    if password:
        console.print(f"{given['admin_email']} signs in with this password: {password}")
    else:
        console.print(f"{given['admin_email']} signs in as before.")
    return 0


def company_of(*, slug: str) -> CompanyKey:
    """The company of this short name; raises Refusal for none."""
    company = company_key(slug=slug)
    if company is None:
        raise Refusal("company", N_("There is no company with this short name."))
    return company
