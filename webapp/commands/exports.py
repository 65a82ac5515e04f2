"""Write what billing has to know as CSV."""

import csv
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from rich.console import Console

from webapp.actions.billing_list import list_for_billing
from webapp.models.connection import connect_to
from webapp.queries.billing import COLUMNS, company_of_slug, told_since
from webapp.settings import Settings


def export_readings(
    *, settings: Settings, problems: Console, since: int, company: str | None, file: str | None
) -> int:
    """List what is due, then print everything after `since`, to a file or to the terminal."""
    db = connect_to(url=settings.database_url)
    with db.connection_context():
        company_id = company_of_slug(slug=company)
        if company_id is None:
            problems.print(
                f"There is no company called {company}."
                if company
                else "There is more than one company here; please say which with --company."
            )
            return 1
        list_for_billing(now=datetime.now(UTC), whole=True)
        last = since
        with _opened(file) as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(COLUMNS)
            for told in told_since(company_id=company_id, sequence=since):
                writer.writerow(getattr(told, name) for name in COLUMNS)
                last = told.sequence
    problems.print(f"{last - since} lines. Next time: --since {last}")
    return 0


def _opened(file: str | None) -> AbstractContextManager[TextIO]:
    if file is None:
        return nullcontext(sys.stdout)
    return Path(file).open("w", newline="", encoding="utf-8")
