"""The statements that were taken in, the newest first, and what became of their lines."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import Tuple, fn

from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.models.bank_entries import BankEntry
from webapp.models.base import dicts_of, tuples_of
from webapp.models.import_batches import ImportBatch

MOST_SHOWN = 60
# What is counted no further than this; nobody works off more in a day.
MOST_COUNTED = 1_000


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many lines of a statement are in which state, and from when till when they are."""

    open: int = 0
    matched: int = 0
    ignored: int = 0
    since: date | None = None
    until: date | None = None

    @property
    def all(self) -> int:
        """Every line that was kept."""
        return self.open + self.matched + self.ignored


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A statement as it was taken in."""

    company_id: int
    id: int
    source: str
    made_at: datetime
    undone_at: datetime | None
    counts: Counts


@dataclass(frozen=True, kw_only=True)
class Statements:
    """The last statements of the companies whose money somebody handles, and all that is open."""

    rows: Sequence[Statement]
    open: int
    """No more than MOST_COUNTED of them are counted."""
    next_open: int | None
    """The oldest open line."""


def statements_page(*, person: Person) -> Statements:
    """What was taken in lately; raises nothing, as who handles no money has no statements."""
    companies = money_companies(person)
    rows = _batches(companies)
    counts: dict[int, Counts] = {}
    for company_id in companies:
        ids = [row["id"] for row in rows if row["company_id"] == company_id]
        counts.update(counts_of(company_id=company_id, import_ids=ids))
    waiting = open_lines_of(companies=companies, most=MOST_COUNTED)
    return Statements(
        rows=[Statement(**row, counts=counts.get(row["id"], Counts())) for row in rows],
        open=len(waiting),
        next_open=waiting[0] if waiting else None,
    )


def money_companies(person: Person) -> list[int]:
    """The companies whose money this person handles."""
    return [tie.company_id for tie in companies_with(person, Permission.HANDLE_MONEY)]


def open_lines_of(
    *, companies: Collection[int], most: int, after: tuple[date, int] | None = None
) -> list[int]:
    """The open lines in the order in which they are worked off: the oldest first."""
    query = BankEntry.select(BankEntry.id).where(
        BankEntry.company_id.in_(list(companies)), BankEntry.state == "open"
    )
    if after is not None:
        query = query.where(Tuple(BankEntry.booked_on, BankEntry.id) > Tuple(*after))
    rows = tuples_of(query.order_by(BankEntry.booked_on, BankEntry.id).limit(most))
    return [line_id for (line_id,) in rows]


def next_open(*, person: Person, after: tuple[date, int]) -> int | None:
    """The open line to go on with: the next after this place, else the oldest of all."""
    companies = money_companies(person)
    found = open_lines_of(companies=companies, most=1, after=after)
    found = found or open_lines_of(companies=companies, most=1)
    return found[0] if found else None


def counts_of(*, company_id: int, import_ids: Collection[int]) -> dict[int, Counts]:
    """The lines of these imports by state; an import with none is left out."""
    rows = dicts_of(
        BankEntry.select(
            BankEntry.import_id,
            BankEntry.state,
            fn.COUNT(BankEntry.id).alias("number"),
            fn.MIN(BankEntry.booked_on).alias("since"),
            fn.MAX(BankEntry.booked_on).alias("until"),
        )
        .where(BankEntry.company_id == company_id, BankEntry.import_id.in_(list(import_ids)))
        .group_by(BankEntry.import_id, BankEntry.state)
    )
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(row["import_id"], {"since": row["since"], "until": row["until"]})
        one["since"] = min(one["since"], row["since"])
        one["until"] = max(one["until"], row["until"])
        # A payment that was taken back later had been matched.
        state = "matched" if row["state"] == "reversed" else row["state"]
        one[state] = one.get(state, 0) + row["number"]
    return {import_id: Counts(**one) for import_id, one in found.items()}


def _batches(companies: Collection[int]) -> list[dict[str, Any]]:
    return dicts_of(
        ImportBatch.select(
            ImportBatch.company_id, ImportBatch.id, ImportBatch.source, ImportBatch.made_at,
            ImportBatch.undone_at,
        )
        .where(ImportBatch.company_id.in_(list(companies)), ImportBatch.kind == "statement")
        .order_by(ImportBatch.made_at.desc(), ImportBatch.id.desc())
        .limit(MOST_SHOWN)
    )  # fmt: skip
