"""Write what billing has to know as CSV: readings, payments, decisions."""

import csv
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console

from webapp.actions.billing_list import list_for_billing
from webapp.actions.export_list import list_for_export
from webapp.models.connection import connect_to
from webapp.queries.billing import COLUMNS, company_of_slug, told_since
from webapp.queries.exports import DecidedLine, PaidLine, decisions_since, payments_since
from webapp.settings import Settings


@dataclass(frozen=True, kw_only=True)
class _List:
    """Something that goes out: its columns, what is to be listed first, and its lines."""

    columns: Sequence[str]
    fill: Callable[[int, datetime], int]
    since: Callable[..., Iterator[Any]]


LISTS = {
    "readings": _List(
        columns=COLUMNS,
        fill=lambda _company_id, now: list_for_billing(now=now, whole=True),
        since=told_since,
    ),
    "payments": _List(
        columns=tuple(PaidLine.__dataclass_fields__),
        fill=lambda company_id, now: list_for_export(
            company_id=company_id, what="payments", now=now
        ),
        since=payments_since,
    ),
    "decisions": _List(
        columns=tuple(DecidedLine.__dataclass_fields__),
        fill=lambda company_id, now: list_for_export(
            company_id=company_id, what="decisions", now=now
        ),
        since=decisions_since,
    ),
}


def export(
    *,
    settings: Settings,
    problems: Console,
    what: str,
    since: int,
    company: str | None,
    file: str | None,
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
        try:
            last = _write(LISTS[what], company_id, since, file)
        except BrokenPipeError:
            _let_go()
            problems.print("Whoever reads this has stopped before its end.")
            return 1
        except OSError:
            problems.print("The file cannot be written.")
            return 1
    problems.print(f"{last - since} lines. Next time: --since {last}")
    return 0


def _write(kept: _List, company_id: int, since: int, file: str | None) -> int:
    kept.fill(company_id, datetime.now(UTC))
    last = since
    with _opened(file) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(kept.columns)
        for told in kept.since(company_id=company_id, sequence=since):
            writer.writerow(_cell(getattr(told, name)) for name in kept.columns)
            last = told.sequence
        # Here and not when the program ends, where nobody could say that it went nowhere.
        out.flush()
    return last


def _let_go() -> None:
    """What is still to be written goes nowhere, or the program would end with a complaint."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _cell(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _opened(file: str | None) -> AbstractContextManager[TextIO]:
    if file is None:
        return nullcontext(sys.stdout)
    return Path(file).open("w", newline="", encoding="utf-8")
