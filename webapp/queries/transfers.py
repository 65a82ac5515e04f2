"""What is owed as an order for the payer's own bank: one line, or several at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peewee import JOIN

from webapp.domain.money import Money
from webapp.domain.payment_codes import PaymentOrder
from webapp.domain.transfers import MOST_NAMED, transfer_words
from webapp.models.base import dicts_of
from webapp.models.debts import Debt
from webapp.models.invoices import Invoice
from webapp.models.money_settings import MoneySetting
from webapp.queries.billed import Billed
from webapp.queries.debts import DebtLine

# A code for what is overdue must still be good for a while.
STILL_GOOD = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A customer's order: `order` is None where there are too many lines to be named."""

    kind: str
    order: PaymentOrder | None
    lines: tuple[DebtLine, ...]

    @property
    def amount(self) -> int:
        """What all of it comes to."""
        return sum(line.outstanding for line in self.lines)


def transfers(*, wanted: Sequence[tuple[Billed, Sequence[DebtLine]]]) -> dict[int, Transfer]:
    """The orders for these lines by customer, in one query; none where no account is known."""
    lines = [line for _, each in wanted for line in each[:MOST_NAMED]]
    known = _known(lines) if lines else {}
    return {
        billed.customer_id: _transfer(billed, tuple(each), known)
        for billed, each in wanted
        if each and each[0].id in known
    }


def _known(lines: Sequence[DebtLine]) -> dict[int, dict[str, Any]]:
    """Each line's own words and its company's account, where the company takes transfers."""
    rows = dicts_of(
        Debt.select(
            Debt.id, Debt.number, Debt.kind, Invoice.number.alias("bill"), Invoice.reference,
            MoneySetting.payee, MoneySetting.iban, MoneySetting.bic, MoneySetting.bank,
            MoneySetting.tax_number, MoneySetting.qr_kind,
        )
        .join(MoneySetting, on=(MoneySetting.company_id == Debt.company_id))
        .join_from(
            Debt,
            Invoice,
            JOIN.LEFT_OUTER,
            on=(Invoice.company_id == Debt.company_id) & (Invoice.id == Debt.invoice_id),
        )
        .where(
            Debt.company_id.in_(sorted({line.company_id for line in lines})),
            Debt.id.in_(sorted(line.id for line in lines)),
            MoneySetting.iban != "",
        )
    )  # fmt: skip
    return {row["id"]: row for row in rows}


def _transfer(
    billed: Billed, lines: tuple[DebtLine, ...], known: Mapping[int, dict[str, Any]]
) -> Transfer:
    facts = known[lines[0].id]
    words = _words([known[line.id] for line in lines if line.id in known], len(lines))
    order = None if words is None else _order(billed, lines, facts, words)
    return Transfer(kind=facts["qr_kind"], order=order, lines=lines)


def _words(rows: Sequence[dict[str, Any]], count: int) -> str | None:
    if count == 1:
        return str(rows[0]["reference"] or rows[0]["number"])
    # A bill goes by its number, which stands in running text; all else by its own.
    names = [str(row["bill"] or row["number"]) for row in rows]
    return transfer_words(names=names) if len(rows) == count else None


def _order(
    billed: Billed, lines: Sequence[DebtLine], facts: Mapping[str, Any], words: str
) -> PaymentOrder:
    one = lines[0] if len(lines) == 1 else None
    good = max(billed.today + STILL_GOOD, max(line.due_on for line in lines))
    return PaymentOrder(
        payee=facts["payee"],
        account=facts["iban"],
        amount=Money(sum(line.outstanding for line in lines), billed.currency),
        # A reference of its own names one line; several are named in the message.
        reference=words if one else "",
        message="" if one else words,
        bic=facts["bic"],
        bank=facts["bank"],
        tax_number=facts["tax_number"],
        due_on=one.due_on if one and one.due_on >= billed.today else None,
        valid_until=datetime.combine(good, time(23, 59, 59), tzinfo=ZoneInfo(billed.timezone)),
        customer_number=billed.customer_number,
    )
