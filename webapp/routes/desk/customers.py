"""Finding a customer at the desk by whatever somebody remembers of them."""

from flask import Blueprint, Response, request

from webapp.domain.people import StaffTie
from webapp.domain.permissions import Permission, companies_with
from webapp.forms.numbers import id_in
from webapp.queries.customer_search import Place, find_customers
from webapp.web.access import allow, asker
from webapp.web.respond import respond

bp = Blueprint("desk_customers", __name__)

LONGEST_TYPED = 100
MARK = "~"


@bp.get("/desk/customers")
@allow(Permission.HANDLE_MONEY)
def page() -> Response:
    """One field, and the customers who fit what stands in it."""
    ties = companies_with(asker(), Permission.HANDLE_MONEY)
    chosen = _company(ties)
    found = find_customers(
        company_id=chosen.company_id,
        typed=request.args.get("q", "")[:LONGEST_TYPED],
        after=_after(request.args.get("after", "")),
    )
    return respond(
        page="desk/customers.html",
        fragment="desk/_found.html",
        found=found,
        companies=ties,
        chosen=chosen,
        further=f"{found.after[1]}{MARK}{found.after[0]}" if found.after else "",
    )


def _company(ties: tuple[StaffTie, ...]) -> StaffTie:
    wanted = id_in(request.args.get("company", ""))
    return next((tie for tie in ties if tie.company_id == wanted), ties[0])


def _after(text: str) -> Place | None:
    """The place after which the page begins; what cannot be read begins at the front."""
    customer, mark, word = text.partition(MARK)
    customer_id = id_in(customer)
    return (word[:LONGEST_TYPED], customer_id) if mark and customer_id is not None else None
