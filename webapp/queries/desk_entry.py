"""One entry of a customer's ledger at the desk: what became of it, and what could go back."""

from dataclasses import dataclass
from datetime import datetime

from peewee import fn

from webapp.domain.people import Person
from webapp.domain.refusals import NotFound
from webapp.models.base import dicts_of
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.refunds import Refund
from webapp.queries.desk_customer import DeskCustomer, desk_customer
from webapp.queries.desk_customer_money import MONEY, Movement, parts_of
from webapp.queries.desk_proposals import MoneyProposed, proposals_about

UNDER_WAY = ("asked", "submitted")


@dataclass(frozen=True, kw_only=True)
class WholeEntry:
    """An entry with all that took from it, the oldest first, and the proposals about it."""

    who: DeskCustomer
    root: Movement
    later: tuple[Movement, ...]
    under_way: int
    proposals: tuple[MoneyProposed, ...]

    @property
    def left(self) -> int:
        """What could still be given back: what came, less what went or is on its way."""
        went = sum(one.amount for one in self.later)
        return max(0, self.root.amount + went - self.under_way)

    @property
    def online(self) -> bool:
        """Whether it came through a bank that can give it back."""
        return bool(self.root.payment_id)

    @property
    def waiting(self) -> MoneyProposed | None:
        """The proposal that waits for an answer."""
        return next((one for one in self.proposals if one.outcome is None), None)


def whole_entry(*, person: Person, customer_id: int, entry_id: int, now: datetime) -> WholeEntry:
    """The entry of this customer in five queries; raises NotFound for what brought no money."""
    who = desk_customer(person=person, customer_id=customer_id, now=now)
    rows = dicts_of(
        LedgerEntry.select()
        .where(
            LedgerEntry.company_id == who.company_id,
            LedgerEntry.customer_id == who.id,
            (LedgerEntry.id == entry_id) | (LedgerEntry.reverses == entry_id),
        )
        .order_by(LedgerEntry.booked_at, LedgerEntry.id)
    )
    root = next((row for row in rows if row["id"] == entry_id), None)
    if root is None or root["kind"] not in MONEY:
        raise NotFound
    parts = parts_of(company_id=who.company_id, entry_ids=[row["id"] for row in rows])
    found = {
        row["id"]: Movement(
            what="entry",
            id=str(row["id"]),
            payment_id=row["payment_id"] or "",
            kind=row["kind"],
            state="",
            amount=row["amount"],
            currency=row["currency"],
            at=row["booked_at"],
            day=row["value_on"],
            reference=row["reference"],
            parts=parts.get(row["id"], ()),
        )
        for row in rows
    }
    return WholeEntry(
        who=who,
        root=found.pop(entry_id),
        later=tuple(found.values()),
        under_way=_under_way(who.company_id, root["payment_id"]),
        proposals=proposals_about(company_id=who.company_id, customer_id=who.id, entry_id=entry_id),
    )


def _under_way(company_id: int, payment_id: str | None) -> int:
    if payment_id is None:
        return 0
    asked = Refund.select(fn.COALESCE(fn.SUM(Refund.amount), 0)).where(
        Refund.company_id == company_id,
        Refund.payment_id == payment_id,
        Refund.state.in_(UNDER_WAY),
    )
    return int(asked.scalar())
