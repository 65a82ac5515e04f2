"""Whose an open line may be: customers by how much speaks for them, each with the reasons."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from peewee import JOIN, Function, fn

from webapp.domain.statements import BankLine, Named, plain, sought_in
from webapp.models.allocations import Allocation
from webapp.models.base import dicts_of, tuples_of
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.invoices import Invoice
from webapp.models.ledger_entries import LedgerEntry
from webapp.queries.statement_lines import Line
from webapp.queries.statement_search import account_of, named_by, payers

MOST_SUGGESTED, MOST_DEBTS, MOST_OF_AMOUNT = 6, 8, 40
# How much each reason speaks for somebody.
WEIGHTS = {
    "searched": 100, "reference": 50, "end_to_end": 40, "number": 30, "account": 25,
    "customer_number": 25, "name": 15, "amount": 10,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OwedLine:
    """Something a suggested customer owes."""

    id: int
    customer_id: int
    number: str
    kind: str
    description: str
    due_on: date
    outstanding: int
    named: bool = False
    fits: bool = False
    """Whether exactly this amount is outstanding of it."""


@dataclass(frozen=True, kw_only=True)
class PaidLine:
    """A payment that a return may take back."""

    entry_id: int
    customer_id: int
    value_on: date
    reference: str
    amount: int


@dataclass(kw_only=True)
class Suggestion:
    """A customer whose money this may be."""

    customer_id: int
    number: str = ""
    name: str = ""
    reasons: dict[str, None] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)
    owed: list[OwedLine] = field(default_factory=list)
    paid: list[PaidLine] = field(default_factory=list)

    @property
    def weight(self) -> int:
        """How much speaks for this customer."""
        return sum(WEIGHTS[reason] for reason in self.reasons)

    @property
    def total(self) -> int:
        """All that is shown as owed."""
        return sum(one.outstanding for one in self.owed)


def suggestions_for(*, line: Line, wanted: str = "") -> list[Suggestion]:
    """Customers for an open line, the likeliest first; what a clerk looks for comes before all."""
    found: dict[int, Suggestion] = {}
    sought = [one for one in {wanted.strip(), plain(wanted)} if one]
    _note_words(found, line, wanted=sought)
    _note_customers(found, line, wanted=sought)
    for customer_id in _payers(line):
        _note(found, customer_id, "account")
    if not line.returns:
        for customer_id, debt_id in _owing_exactly(line):
            _note(found, customer_id, "amount", debt_id)
    chosen = sorted(found.values(), key=lambda one: (-one.weight, one.customer_id))
    return _filled(line, chosen[: MOST_SUGGESTED * 2])[:MOST_SUGGESTED] if chosen else []


def _note(
    found: dict[int, Suggestion], customer_id: int, reason: str, debt_id: int | None = None
) -> None:
    one = found.setdefault(customer_id, Suggestion(customer_id=customer_id))
    one.reasons[reason] = None
    if debt_id is not None:
        one.named.add(debt_id)


def _note_words(found: dict[int, Suggestion], line: Line, *, wanted: Sequence[str]) -> None:
    asked = [line.said, _only(line.said, " ".join(wanted))] if wanted else [line.said]
    for reason, one in _named_in(line, asked):
        _note(found, one.customer_id, reason, one.debt_id)
    for text in wanted:
        for customer_id, debt_id in _billed_under(line, text):
            _note(found, customer_id, "searched", debt_id)


def _named_in(line: Line, asked: Sequence[BankLine]) -> Iterator[tuple[str, Named]]:
    """What the line itself names, and then what the search words name."""
    account = account_of(company_id=line.company_id)
    if account is None:
        return
    sought = [sought_in(one, pattern=account.pattern) for one in asked]
    for place, answers in enumerate(named_by(account=account, sought=sought)):
        yield from (("searched" if place else why, one) for why, all_ in answers for one in all_)


def _only(said: BankLine, words: str) -> BankLine:
    """A line that says nothing but what a clerk has typed."""
    return replace(said, words=words, reference="", end_to_end="")


def _note_customers(found: dict[int, Suggestion], line: Line, *, wanted: Sequence[str]) -> None:
    """Customers whose number stands in the words, or is looked for."""
    texts = {text.strip(".,;:") for text in (line.words or "").upper().split()} | set(wanted)
    if not texts:
        return
    rows = tuples_of(
        Customer.select(Customer.id, Customer.number).where(
            Customer.company_id == line.company_id, Customer.number.in_(sorted(texts))
        )
    )
    for customer_id, number in rows:
        _note(found, customer_id, "searched" if number in wanted else "customer_number")


def _billed_under(line: Line, text: str) -> list[tuple[int, int | None]]:
    """Whose bill or debt has this number, however short it is."""
    bills = tuples_of(
        Invoice.select(Invoice.customer_id, Debt.id)
        .join(
            Debt, JOIN.LEFT_OUTER,
            on=((Debt.company_id == Invoice.company_id) & (Debt.invoice_id == Invoice.id)),
        )
        .where(Invoice.company_id == line.company_id, Invoice.number == text)
    )  # fmt: skip
    debts = tuples_of(
        Debt.select(Debt.customer_id, Debt.id).where(
            Debt.company_id == line.company_id, Debt.number == text
        )
    )
    return [*bills, *debts]


def _payers(line: Line) -> Collection[int]:
    if not line.payer_iban:
        return ()
    known = payers(company_id=line.company_id, accounts=[line.payer_iban])
    return known.get(line.payer_iban, ())


def _owing_exactly(line: Line) -> list[tuple[int, int]]:
    """Who has a debt of exactly this amount, with all of it still open or open again."""
    rows = tuples_of(
        Debt.select(Debt.customer_id, Debt.id)
        .where(
            Debt.company_id == line.company_id,
            Debt.amount == line.amount,
            Debt.currency == line.currency,
            _settled() == 0,
        )
        .order_by(Debt.id.desc())
        .limit(MOST_OF_AMOUNT)
    )
    return list(rows)


def _filled(line: Line, chosen: Sequence[Suggestion]) -> list[Suggestion]:
    """Names, and what each owes or has paid; who bears the payer's name comes further up."""
    ids = [one.customer_id for one in chosen]
    names = {
        row["id"]: row
        for row in dicts_of(
            Customer.select(Customer.id, Customer.number, Customer.name).where(
                Customer.company_id == line.company_id, Customer.id.in_(ids)
            )
        )
    }
    owed = {} if line.returns else _owed(line, ids)
    paid = _paid(line, ids) if line.returns else {}
    payer = _name_words(line.payer or "")
    for one in chosen:
        one.number, one.name = names[one.customer_id]["number"], names[one.customer_id]["name"]
        if len(payer & _name_words(one.name)) >= 2:
            one.reasons["name"] = None
        one.owed = _marked(one, owed.get(one.customer_id, []), line.amount)
        one.paid = paid.get(one.customer_id, [])
    useful = [one for one in chosen if one.paid or not line.returns]
    return sorted(useful, key=lambda one: (-one.weight, one.name))


def _marked(one: Suggestion, owed: Sequence[OwedLine], amount: int) -> list[OwedLine]:
    """What is named comes first, then what fits, then the oldest."""
    marked = [
        replace(debt, named=debt.id in one.named, fits=debt.outstanding == amount) for debt in owed
    ]
    marked.sort(key=lambda debt: (not debt.named, not debt.fits, debt.due_on, debt.id))
    return marked[:MOST_DEBTS]


def _settled() -> Function:
    """What has been put to a debt; what was taken back no longer counts."""
    return fn.COALESCE(
        Allocation.select(fn.SUM(Allocation.amount)).where(
            Allocation.company_id == Debt.company_id, Allocation.debt_id == Debt.id
        ),
        0,
    )


def _owed(line: Line, customer_ids: Iterable[int]) -> Mapping[int, list[OwedLine]]:
    rows = dicts_of(
        Debt.select(
            Debt.id, Debt.customer_id, Debt.number, Debt.kind, Debt.description, Debt.due_on,
            (Debt.amount - _settled()).alias("outstanding"),
        )
        .where(
            Debt.company_id == line.company_id,
            Debt.customer_id.in_(list(customer_ids)),
            Debt.currency == line.currency,
        )
        .order_by(Debt.due_on, Debt.id)
    )  # fmt: skip
    found: dict[int, list[OwedLine]] = {}
    for row in rows:
        if row["outstanding"] > 0:
            found.setdefault(row["customer_id"], []).append(OwedLine(**row))
    return found


def _paid(line: Line, customer_ids: Iterable[int]) -> Mapping[int, list[PaidLine]]:
    """Payments of exactly this amount that came by no card, the newest first."""
    rows = dicts_of(
        LedgerEntry.select(
            LedgerEntry.id.alias("entry_id"), LedgerEntry.customer_id, LedgerEntry.value_on,
            LedgerEntry.reference, LedgerEntry.amount,
        )
        .where(
            LedgerEntry.company_id == line.company_id,
            LedgerEntry.customer_id.in_(list(customer_ids)),
            LedgerEntry.kind == "payment",
            LedgerEntry.payment_id.is_null(),
            LedgerEntry.amount == -line.amount,
        )
        .order_by(LedgerEntry.value_on.desc(), LedgerEntry.id.desc())
        .limit(MOST_OF_AMOUNT)
    )  # fmt: skip
    gone = _taken_back(line.company_id, [row["entry_id"] for row in rows]) if rows else set()
    found: dict[int, list[PaidLine]] = {}
    for row in rows:
        if row["entry_id"] not in gone:
            found.setdefault(row["customer_id"], []).append(PaidLine(**row))
    return found


def _taken_back(company_id: int, entry_ids: Collection[int]) -> set[int]:
    rows = tuples_of(
        LedgerEntry.select(LedgerEntry.reverses).where(
            LedgerEntry.company_id == company_id,
            LedgerEntry.reverses.in_(list(entry_ids)),
            LedgerEntry.amount < 0,
        )
    )
    return {reverses for (reverses,) in rows}


def _name_words(name: str) -> set[str]:
    return {word for word in _plain_name(name).split() if len(word) > 1}


def _plain_name(name: str) -> str:
    """A name without accents and capitals, as banks mangle them."""
    apart = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter if letter.isalnum() else " " for letter in apart
                   if not unicodedata.combining(letter))  # fmt: skip
