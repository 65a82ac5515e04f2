"""Books the lines of a statement that say whose they are; the others stay open for a clerk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.actions.ledger import Cause, Source, book_payment, take_back
from webapp.actions.ledger_rows import family, open_lines
from webapp.actions.money_tasks import open_task
from webapp.actions.statement_rows import Kept
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.domain.money_tasks import TaskKind
from webapp.domain.refusals import Refusal
from webapp.domain.statements import (
    HAND,
    BankLine,
    Match,
    Named,
    by_account,
    chosen_match,
    comes_in,
    plain,
    says,
    sought_in,
    takes_back,
)
from webapp.models.bank_entries import BankEntry
from webapp.queries.statement_search import (
    Account,
    Answers,
    named_by,
    payers,
    payments_for,
    payments_told,
)


@dataclass(frozen=True, kw_only=True)
class Context:
    """The import under way."""

    account: Account
    import_id: int
    now: datetime


def book_lines(*, context: Context, kept: Sequence[Kept]) -> None:
    """Book what came in and take back what was returned, as far as the lines say whose it is."""
    account = context.account
    asked = [one for one in kept if not one.line.collected]
    sought = [sought_in(one.line, pattern=account.pattern) for one in asked]
    answers = named_by(account=account, sought=sought)
    known = payers(
        company_id=account.company_id, accounts=(one.line.payer_account for one in asked)
    )
    for one, named in zip(asked, answers, strict=True):
        if comes_in(one.line):
            _book(context, one, _match(context, one.line, named, known))
        elif one.line.amount < 0:
            take_line_back(context=context, kept=one, named=named)


def take_line_back(*, context: Context, kept: Kept, named: Answers) -> bool:
    """Take back the payment that this line returns, where exactly one can be meant."""
    entry_id = _returned(context.account.company_id, kept.line, named)
    if entry_id is None:
        return False
    line = kept.line
    cause = Cause(
        source=Source(import_id=context.import_id),
        value_on=line.value_on,
        reference=reference_of(line),
        now=context.now,
        key=f"bank:{kept.id}",
    )
    return mark_returned(
        company_id=context.account.company_id, line_id=kept.id, entry_id=entry_id,
        amount=-line.amount, currency=line.currency, reason=line.return_reason, cause=cause,
        why="end_to_end",
    )  # fmt: skip


def mark_returned(
    *,
    company_id: int,
    line_id: int,
    entry_id: int,
    amount: int,
    currency: str,
    reason: str,
    cause: Cause,
    why: str,
) -> bool:
    """Take so much of a payment back for this line; False where less than that is left of it."""
    try:
        done = take_back(
            company_id=company_id,
            entry_id=entry_id,
            kind="chargeback" if reason else "reversal",
            cause=cause,
            amount=amount,
        )
    except Refusal:
        return False
    set_matched(
        company_id=company_id, line_id=line_id, entry_id=done.entry_id, why=why, now=cause.now,
        by=cause.actor_id,
    )  # fmt: skip
    BankEntry.update(state="reversed", changed_at=cause.now).where(
        BankEntry.company_id == company_id,
        BankEntry.entry_id == entry_id,
        BankEntry.state == "matched",
        BankEntry.amount == amount,
    ).execute()
    open_task(
        company_id=company_id,
        kind=TaskKind.CHARGEBACK,
        customer_id=family(company_id=company_id, entry_id=entry_id).customer_id,
        entry_id=done.entry_id,
        facts={"amount": amount, "currency": currency, "line": line_id, "reason": reason},
        now=cause.now,
    )
    return True


def book_line(
    *,
    company_id: int,
    line_id: int,
    money: Money,
    match: Match,
    cause: Cause,
    spread_rest: bool = False,
) -> int:
    """Book a line for a customer, for the debts it names first; returns the ledger's entry.

    Named debts take what is owed of them, and what is over stays on account, for a clerk to see.
    """
    booked = book_payment(
        company_id=company_id,
        customer_id=match.customer_id,
        money=money,
        cause=cause,
        chosen=[Choice(debt_id, money.minor) for debt_id in match.debt_ids],
        spread_rest=spread_rest,
    )
    set_matched(
        company_id=company_id, line_id=line_id, entry_id=booked.entry_id, why=match.why,
        now=cause.now, by=cause.actor_id,
    )  # fmt: skip
    # Who books by hand has seen what is over.
    if booked.on_account and match.why != HAND:
        open_task(
            company_id=company_id,
            kind=TaskKind.PAID_TWICE,
            customer_id=match.customer_id,
            entry_id=booked.entry_id,
            facts={"amount": booked.on_account, "currency": money.currency, "line": line_id},
            now=cause.now,
        )
    return booked.entry_id


def set_matched(
    *, company_id: int, line_id: int, entry_id: int, why: str, now: datetime, by: int | None
) -> None:
    """Say of an open line which entry of the ledger it is."""
    BankEntry.update(
        state="matched", entry_id=entry_id, why=why, changed_at=now, changed_by=by
    ).where(BankEntry.company_id == company_id, BankEntry.id == line_id).execute()


def reference_of(line: BankLine) -> str:
    """What the ledger shows of where money came from."""
    said = (line.reference, line.end_to_end, line.words[:60], line.bank_reference)
    return next((text for text in said if says(text)), "")


def _book(context: Context, kept: Kept, match: Match | None) -> None:
    if match is None:
        return
    book_line(
        company_id=context.account.company_id,
        line_id=kept.id,
        money=Money(kept.line.amount, kept.line.currency),
        match=match,
        cause=Cause(
            source=Source(import_id=context.import_id),
            value_on=kept.line.value_on,
            reference=reference_of(kept.line),
            now=context.now,
            # A line is kept once, so its own id is the key of its money.
            key=f"bank:{kept.id}",
        ),
    )


def _match(
    context: Context, line: BankLine, named: Answers, known: Mapping[str, Sequence[int]]
) -> Match | None:
    found = chosen_match(named)
    customers = known.get(line.payer_account, ())
    if found is not None or any(debts for _, debts in named) or len(customers) != 1:
        return found
    owed = [
        Named(customer_id=customers[0], debt_id=one.debt_id, outstanding=one.outstanding)
        for one in open_lines(
            company_id=context.account.company_id,
            customer_id=customers[0],
            currency=line.currency,
        )
    ]
    return by_account(amount=line.amount, customers=customers, owed=owed)


def _returned(company_id: int, line: BankLine, named: Answers) -> int | None:
    """The one payment that is meant: by the bank's key, by the bill it settled, by its payer.

    Money that went out with no word of a return is only taken for one by the bank's own key.
    """
    ways: list[Iterable[int]] = []
    if says(line.end_to_end):
        key = plain(line.end_to_end)
        ways.append(payments_told(company_id=company_id, amount=-line.amount, end_to_end=key))
    if takes_back(line):
        debts = [one.debt_id for _, found in named for one in found if one.debt_id is not None]
        ways.append(payments_for(company_id=company_id, amount=-line.amount, debt_ids=debts))
        if line.payer_account:
            ways.append(
                payments_told(company_id=company_id, amount=-line.amount, payer=line.payer_account)
            )
    for found in ways:
        left = [one for one in found if _left(company_id, one) >= -line.amount]
        if left:
            return left[0] if len(left) == 1 else None
    return None


def _left(company_id: int, entry_id: int) -> int:
    return family(company_id=company_id, entry_id=entry_id).remaining
