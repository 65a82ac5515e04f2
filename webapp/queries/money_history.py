"""The history of a customer's money: what came, what went, and attempts that brought nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from peewee import fn

from webapp.domain.movements import CAME_TO_NOTHING
from webapp.domain.people import Person
from webapp.domain.refusals import NotFound
from webapp.models.base import dicts_of, tuples_of
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.payments import Payment
from webapp.queries.billed import Billed, billed_customers, of_customers
from webapp.queries.money_rows import Movement, Part, movements

A_PAGE = 20
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A payment that was begun and has brought no money (yet)."""

    id: str
    company_id: int
    customer_id: int
    amount: int
    currency: str
    state: str
    created_at: datetime

    @property
    def came_to_nothing(self) -> bool:
        """Whether it is over, and nothing was taken."""
        return self.state in CAME_TO_NOTHING


@dataclass(frozen=True, order=True)
class Place:
    """Where a line stands in the history; within a day attempts come before what was booked."""

    day: date
    source: str
    number: str

    def __str__(self) -> str:
        return f"{self.day.isoformat()}.{self.source}.{self.number}"


@dataclass(frozen=True, kw_only=True)
class History:
    """One page of it, the newest first; `next` is the place after which the following begins."""

    billed: tuple[Billed, ...]
    lines: tuple[Movement | Attempt, ...]
    years: tuple[int, ...]
    next: Place | None


@dataclass(frozen=True, kw_only=True)
class WholeMovement:
    """One entry, with all that was taken from it later and what it settles now."""

    billed: Billed
    entry: Movement
    later: tuple[Movement, ...]

    @property
    def root(self) -> bool:
        """Whether it brought something, and takes from no other."""
        return self.entry.reverses is None

    @property
    def returned(self) -> int:
        """What was taken from it since."""
        return -sum(one.amount for one in self.later)

    @property
    def left(self) -> int:
        """What of it is still with the company."""
        return self.entry.amount - self.returned

    @property
    def settles(self) -> tuple[Part, ...]:
        """What it settles now, after all that was taken back."""
        sums: dict[int, int] = {}
        known: dict[int, Part] = {}
        for part in (part for one in (self.entry, *self.later) for part in one.parts):
            sums[part.debt_id] = sums.get(part.debt_id, 0) + part.amount
            known.setdefault(part.debt_id, part)
        return tuple(
            Part(**{**vars(known[debt_id]), "amount": amount})
            for debt_id, amount in sums.items()
            if amount
        )

    @property
    def on_account(self) -> int:
        """What of it settles nothing now."""
        return self.left - sum(part.amount for part in self.settles)

    @property
    def can_be_proved(self) -> bool:
        """Whether there is a payment to give a proof of: money that came, and is still here."""
        return self.entry.kind == "payment" and self.left > 0


def money_history(
    *, person: Person, now: datetime, year: int | None = None, after: Place | None = None
) -> History:
    """One page of what this person may see, in five queries however long it is."""
    billed = billed_customers(person=person, now=now)
    lines: list[Movement | Attempt] = [
        *_booked(billed, year, after),
        *_attempts(billed, year, after),
    ]
    lines.sort(key=place_of, reverse=True)
    shown = lines[:A_PAGE]
    return History(
        billed=tuple(billed),
        lines=tuple(shown),
        years=_years(billed),
        next=place_of(shown[-1]) if len(lines) > A_PAGE else None,
    )


def whole_movement(*, person: Person, entry_id: int, now: datetime) -> WholeMovement:
    """One entry of a customer whose bills this person may see; raises NotFound."""
    billed = billed_customers(person=person, now=now)
    found = movements(
        billed=billed,
        narrowed=LedgerEntry.select()
        .where((LedgerEntry.id == entry_id) | (LedgerEntry.reverses == entry_id))
        .order_by(LedgerEntry.value_on, LedgerEntry.id),
    )
    entry = next((one for one in found if one.id == entry_id), None)
    if entry is None:
        raise NotFound
    owner = next(one for one in billed if one.customer_id == entry.customer_id)
    return WholeMovement(
        billed=owner, entry=entry, later=tuple(one for one in found if one.id != entry_id)
    )


def place_of(line: Movement | Attempt) -> Place:
    """Where a line stands; ids of one length, so that they sort as text."""
    if isinstance(line, Movement):
        return Place(line.value_on, "a", f"{line.id:020d}")
    moment = (line.created_at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return Place(line.created_at.date(), "b", f"{moment:020d}{line.id}")


def _booked(billed: Sequence[Billed], year: int | None, after: Place | None) -> list[Movement]:
    query = LedgerEntry.select()
    if year is not None:
        query = query.where(LedgerEntry.value_on.between(*_ends(year)))
    if after is not None and after.source == "a":
        same = (LedgerEntry.value_on == after.day) & (LedgerEntry.id < int(after.number))
        query = query.where((LedgerEntry.value_on < after.day) | same)
    elif after is not None:
        query = query.where(LedgerEntry.value_on <= after.day)
    newest = query.order_by(LedgerEntry.value_on.desc(), LedgerEntry.id.desc())
    return movements(billed=billed, narrowed=newest.limit(A_PAGE + 1))


def _attempts(billed: Sequence[Billed], year: int | None, after: Place | None) -> list[Attempt]:
    query = Payment.select(
        Payment.id, Payment.company_id, Payment.customer_id, Payment.amount, Payment.currency,
        Payment.state, Payment.created_at,
    ).where(of_customers(Payment, billed), Payment.state != "succeeded")  # fmt: skip
    if year is not None:
        first, last = _ends(year)
        query = query.where(Payment.created_at >= _start(first))
        query = query.where(Payment.created_at < _start(last + DAY))
    if after is not None:
        query = query.where(_before(after))
    newest = query.order_by(Payment.created_at.desc(), Payment.id.desc())
    return [Attempt(**row) for row in dicts_of(newest.limit(A_PAGE + 1))]


def _before(after: Place) -> Any:
    if after.source == "a":
        return Payment.created_at < _start(after.day)
    moment, attempt = int(after.number[:20]), after.number[20:]
    return (Payment.created_at < moment) | ((Payment.created_at == moment) & (Payment.id < attempt))


def _years(billed: Sequence[Billed]) -> tuple[int, ...]:
    """The years in which something was booked, and this one, the newest first."""
    rows = tuples_of(
        LedgerEntry.select(fn.MIN(LedgerEntry.value_on), fn.MAX(LedgerEntry.value_on)).where(
            of_customers(LedgerEntry, billed)
        )
    )
    # SQLite gives an aggregate of dates back as its text.
    known = [int(str(day)[:4]) for day in rows[0] if day is not None]
    known += [one.today.year for one in billed]
    return tuple(range(max(known), min(known) - 1, -1)) if known else ()


def _ends(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
