"""Whether an import may still be undone, and if not, what keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from webapp.domain.words import N_
from webapp.models.advances import Advance
from webapp.models.allocations import Allocation
from webapp.models.bank_entries import BankEntry
from webapp.models.base import Table
from webapp.models.claims import Claim
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.exchanges import Exchange
from webapp.models.invoice_routes import InvoiceRoute
from webapp.models.invoices import Invoice
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.memberships import Membership
from webapp.models.meters import Meter
from webapp.models.money_decisions import MoneyDecision
from webapp.models.money_proposals import MoneyProposal
from webapp.models.money_tasks import MoneyTask
from webapp.models.payment_items import PaymentItem
from webapp.models.payments import Payment
from webapp.models.reading_windows import ReadingWindow
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.service_points import ServicePoint
from webapp.models.submissions import Submission
from webapp.models.supplies import Supply

# What can be undone at all.
UNDOABLE = (
    "customers", "service-points", "meters", "invoices", "papers", "debts", "payments",
    "statement",
)  # fmt: skip
READINGS, WEATHER = "readings", "weather"

READ = N_("readings are not undone, a clerk corrects them")
COLD = N_("days are not undone, a later file puts them right")
OTHER = N_("what a company began with is not undone")
RESTS = N_("rests on it: %(what)s")

Child = tuple[type[Table], str, str]

_ROUTES = N_("ways of bills")
# Entries stay in the books, and those against them do.
_BOOKED = N_("payments, also such as were undone")
_MOVED = N_("money that was given or taken back")
_PEOPLE = N_("what customers sent or staff decided")
# Whatever points to a row that would leave: the table, its column, and what people call it. What
# rests there most often comes first: then little is looked at.
RESTING: Mapping[type[Table], Sequence[Child]] = {
    Customer: (
        (Supply, "customer_id", N_("supplies")),
        (InvoiceRoute, "customer_id", _ROUTES),
        (Invoice, "customer_id", N_("bills")),
        (Debt, "customer_id", N_("debts")),
        (Advance, "customer_id", N_("advances")),
        (Payment, "customer_id", N_("payments")),
        (LedgerEntry, "customer_id", _BOOKED),
        (Submission, "customer_id", _PEOPLE),
        (MoneyDecision, "customer_id", _PEOPLE),
        (MoneyProposal, "customer_id", _PEOPLE),
        (MoneyTask, "customer_id", _PEOPLE),
        (Membership, "customer_id", N_("people who sign in")),
    ),
    ServicePoint: (
        (Meter, "service_point_id", N_("meters")),
        (Supply, "service_point_id", N_("supplies")),
        (ReadingWindow, "service_point_id", N_("times for reading")),
        (InvoiceRoute, "service_point_id", _ROUTES),
        (Invoice, "service_point_id", N_("bills")),
        (Advance, "service_point_id", N_("advances")),
        (Submission, "service_point_id", _PEOPLE),
        (Exchange, "service_point_id", _PEOPLE),
    ),
    Meter: (
        (Register, "meter_id", N_("registers")),
        (Submission, "meter_id", _PEOPLE),
        (Exchange, "old_meter_id", _PEOPLE),
        (Exchange, "new_meter_id", _PEOPLE),
    ),
    Register: (
        (Reading, "register_id", N_("readings")),
        (Claim, "register_id", _PEOPLE),
    ),
    Invoice: (
        (Debt, "invoice_id", N_("debts")),
        (Advance, "settled_by", N_("advances")),
    ),
    Debt: (
        (Allocation, "debt_id", _BOOKED),
        (PaymentItem, "debt_id", N_("payments")),
        (Debt, "about_debt_id", N_("interest")),
        (Advance, "debt_id", N_("advances")),
        (MoneyProposal, "debt_id", _PEOPLE),
    ),
}  # fmt: skip
# The tables a kind of import fills that something can rest on.
FILLS: Mapping[str, Sequence[type[Table]]] = {
    "customers": (Customer,),
    "service-points": (ServicePoint,),
    "meters": (Meter, Register),
    "invoices": (Invoice, Debt),
    "debts": (Debt,),
}


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Why an import stays: a sentence, with what rests on it where that is why."""

    message: str
    what: str = ""


def why_kept(
    *, company_id: int, import_id: int, kind: str, source: str, undone_at: datetime | None
) -> Kept | None:
    """What keeps an import that was not undone; None where it may be."""
    if undone_at is not None:
        return None
    if kind not in UNDOABLE or source == "demo":
        return Kept(message={READINGS: READ, WEATHER: COLD}.get(kind, OTHER))
    what = resting_on(company_id=company_id, import_id=import_id, kind=kind)
    return Kept(message=RESTS, what=what) if what else None


def resting_on(*, company_id: int, import_id: int, kind: str) -> str | None:
    """What rests on the rows of an import, in people's words; None for nothing."""
    about = {"company_id": company_id, "import_id": import_id}
    filled = FILLS.get(kind, ())
    words = (
        word
        for parent in filled
        for child, column, word in RESTING[parent]
        if _rests(company_id, import_id, parent, child, column)
    )
    if found := next(words, None):
        return found
    if Debt in filled and _disputed(company_id, import_id):
        return _PEOPLE
    if kind == "statement" and statement_touched(**about):
        return _PEOPLE
    return _MOVED if money_moved_on(**about) else None


def money_moved_on(*, company_id: int, import_id: int) -> bool:
    """Whether something took from an import's money later, or that took from earlier money."""
    root = LedgerEntry.alias()
    of_both = (root.company_id == LedgerEntry.company_id) & (root.id == LedgerEntry.reverses)
    pairs = LedgerEntry.select(LedgerEntry.id).join(root, on=of_both)
    # What the file brought and took back itself goes as it came.
    later = pairs.where(
        root.company_id == company_id,
        root.import_id == import_id,
        LedgerEntry.import_id.is_null() | (LedgerEntry.import_id != import_id),
    )
    earlier = pairs.where(
        LedgerEntry.company_id == company_id,
        LedgerEntry.import_id == import_id,
        root.import_id.is_null() | (root.import_id != import_id),
    )
    return bool(later.exists() or earlier.exists())


def statement_touched(*, company_id: int, import_id: int) -> bool:
    """Whether a clerk has decided about one of its lines, or one took another's payment back."""
    by_hand = BankEntry.select().where(
        BankEntry.company_id == company_id,
        BankEntry.import_id == import_id,
        ~BankEntry.changed_by.is_null(),
    )
    # What took back a payment cannot itself be taken back.
    returns = LedgerEntry.select().where(
        LedgerEntry.company_id == company_id,
        LedgerEntry.import_id == import_id,
        ~LedgerEntry.reverses.is_null(),
    )
    return bool(by_hand.exists() or returns.exists())


def _rests(
    company_id: int, import_id: int, parent: type[Table], child: type[Table], column: str
) -> bool:
    """Whether a row points there that would not leave together with it."""
    above: Any = parent.alias()
    there = (above.company_id == child.company_id) & (above.id == getattr(child, column))  # type: ignore[attr-defined]
    found = child.select(child.company_id).join(above, on=there)  # type: ignore[attr-defined]
    of_import = found.where(above.company_id == company_id, above.import_id == import_id)
    if hasattr(child, "import_id") and child in _LEAVING:
        of_import = of_import.where(child.import_id.is_null() | (child.import_id != import_id))
    return bool(of_import.limit(1).exists())


def _disputed(company_id: int, import_id: int) -> bool:
    """A dispute names its debt in words."""
    of_debts = MoneyDecision.subject.startswith("debt:")
    number = fn.SUBSTR(MoneyDecision.subject, len("debt:") + 1).cast("BIGINT")
    mine = Debt.select(Debt.id).where(
        Debt.company_id == company_id, Debt.import_id == import_id, Debt.id == number
    )
    asked = MoneyDecision.select().where(MoneyDecision.company_id == company_id, of_debts)
    return bool(asked.where(fn.EXISTS(mine)).exists())


_LEAVING = (Supply, InvoiceRoute, Invoice, Debt, Meter, ReadingWindow, Register)
