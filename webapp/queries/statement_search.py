"""Whom the lines of a bank statement name: bills by their words, payers by their accounts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from peewee import JOIN

from webapp.domain.statements import (
    END_TO_END,
    NUMBER,
    REFERENCE,
    Named,
    Sought,
    filled,
    plain,
    shape_of,
)
from webapp.models.allocations import Allocation
from webapp.models.bank_entries import BankEntry
from webapp.models.base import tuples_of
from webapp.models.companies import Company
from webapp.models.debts import Debt
from webapp.models.invoices import Invoice
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_settings import MoneySetting

# A company writes its references in a handful of shapes; its newest bills show them.
SHOWN_BY = 200

Answers = list[tuple[str, list[Named]]]


@dataclass(frozen=True, kw_only=True)
class Account:
    """How a company's statements are read: its account, and how it writes numbers."""

    company_id: int
    iban: str
    currency: str
    pattern: str
    shapes: frozenset[str]


def account_of(*, company_id: int) -> Account | None:
    """The company's account, or None where it takes no money here."""
    rows = tuples_of(
        MoneySetting.select(MoneySetting.iban, MoneySetting.number_pattern, Company.currency)
        .join(Company, on=(Company.id == MoneySetting.company_id))
        .where(MoneySetting.company_id == company_id)
    )
    if not rows:
        return None
    iban, pattern, currency = rows[0]
    newest = tuples_of(
        Invoice.select(Invoice.reference)
        .where(Invoice.company_id == company_id)
        .order_by(Invoice.id.desc())
        .limit(SHOWN_BY)
    )
    return Account(
        company_id=company_id,
        iban=plain(iban),
        currency=currency,
        pattern=pattern,
        shapes=frozenset(shape_of(reference) for (reference,) in newest),
    )


def named_by(*, account: Account, sought: Sequence[Sought]) -> list[Answers]:
    """What each line names, the strongest way first; three queries for any number of lines."""
    words = [_words_of(one, account.shapes) for one in sought]
    everything = {text for one in words for _, texts in one for text in texts}
    known = _bills_called(account, everything) if everything else {}
    return [[(why, _known(known, texts)) for why, texts in one] for one in words]


def payers(*, company_id: int, accounts: Iterable[str]) -> dict[str, list[int]]:
    """The customers for whom money came from these accounts before."""
    wanted = sorted({one for one in accounts if one})
    found: dict[str, list[int]] = {}
    if not wanted:
        return found
    rows = tuples_of(
        BankEntry.select(BankEntry.payer_iban, LedgerEntry.customer_id)
        .join(
            LedgerEntry,
            on=(
                (LedgerEntry.company_id == BankEntry.company_id)
                & (LedgerEntry.id == BankEntry.entry_id)
            ),
        )
        .where(
            BankEntry.company_id == company_id,
            BankEntry.payer_iban.in_(wanted),
            BankEntry.state == "matched",
        )
        .distinct()
    )
    for payer, customer_id in rows:
        found.setdefault(payer, []).append(customer_id)
    return found


def payments_told(
    *, company_id: int, amount: int, end_to_end: str | None = None, payer: str | None = None
) -> list[int]:
    """The ledger's entries of matched lines of this amount, by their bank's key or their payer."""
    same = BankEntry.end_to_end == end_to_end if end_to_end else BankEntry.payer_iban == payer
    rows = tuples_of(
        BankEntry.select(BankEntry.entry_id)
        .where(
            BankEntry.company_id == company_id,
            same,
            BankEntry.state == "matched",
            BankEntry.amount == amount,
        )
        .order_by(BankEntry.booked_on.desc(), BankEntry.id.desc())
        .limit(10)
    )
    return [entry_id for (entry_id,) in rows]


def payments_for(*, company_id: int, amount: int, debt_ids: Iterable[int]) -> list[int]:
    """Payments of this amount that settled one of these debts and came by no card."""
    wanted = list(debt_ids)
    if not wanted:
        return []
    rows = tuples_of(
        LedgerEntry.select(LedgerEntry.id)
        .join(
            Allocation,
            on=(
                (Allocation.company_id == LedgerEntry.company_id)
                & (Allocation.entry_id == LedgerEntry.id)
            ),
        )
        .where(
            Allocation.company_id == company_id,
            Allocation.debt_id.in_(wanted),
            LedgerEntry.kind == "payment",
            LedgerEntry.payment_id.is_null(),
            LedgerEntry.amount == amount,
        )
        .distinct()
        .limit(10)
    )
    return [entry_id for (entry_id,) in rows]


def _words_of(one: Sought, shapes: Iterable[str]) -> list[tuple[str, list[str]]]:
    by_symbol = [
        text for symbol in one.symbols for shape in shapes
        if (text := filled(shape=shape, symbol=symbol))
    ]  # fmt: skip
    return [
        (REFERENCE, [*one.references, *one.symbols, *by_symbol]),
        (END_TO_END, list(one.end_to_end)),
        (NUMBER, list(one.numbers)),
    ]


def _known(known: dict[str, list[Named]], texts: Iterable[str]) -> list[Named]:
    found = dict.fromkeys(named for text in texts for named in known.get(text, ()))
    return list(found)


def _bills_called(account: Account, texts: Iterable[str]) -> dict[str, list[Named]]:
    known: dict[str, list[Named]] = {}
    for text, customer_id, debt_id in _named_rows(account, sorted(texts)):
        known.setdefault(text, []).append(
            Named(customer_id=customer_id, debt_id=debt_id, outstanding=0)
        )
    return known


def _named_rows(account: Account, texts: Sequence[str]) -> Iterator[tuple[str, int, int | None]]:
    for column in (Invoice.reference, Invoice.number):
        yield from tuples_of(
            Invoice.select(column, Invoice.customer_id, Debt.id)
            .join(
                Debt,
                JOIN.LEFT_OUTER,
                on=(
                    (Debt.company_id == Invoice.company_id)
                    & (Debt.invoice_id == Invoice.id)
                    & (Debt.kind == "invoice")
                ),
            )
            .where(
                Invoice.company_id == account.company_id,
                Invoice.currency == account.currency,
                column.in_(texts),
            )
        )
    yield from tuples_of(
        Debt.select(Debt.number, Debt.customer_id, Debt.id).where(
            Debt.company_id == account.company_id,
            Debt.currency == account.currency,
            Debt.number.in_(texts),
        )
    )
