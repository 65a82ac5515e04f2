"""Why a clerk has to look at money: the kinds of task, each with what to do next."""

from collections.abc import Mapping
from enum import StrEnum

from webapp.domain.words import N_


class TaskKind(StrEnum):
    """What a task about money is about; the words of the table `money_task`."""

    MISMATCH = "mismatch"
    """The bank took another amount or currency than was asked for."""
    LATE_MONEY = "late_money"
    """Money came after the attempt was given up; it is on account."""
    PAID_TWICE = "paid_twice"
    """What was paid for had been settled otherwise meanwhile; the surplus is on account."""
    CHARGEBACK = "chargeback"
    """The bank took money back; what it had settled is open again."""
    DISPUTE_WON = "dispute_won"
    """A dispute was won after all: what it had taken is the customer's payment again."""
    REFUND_FAILED = "refund_failed"
    """A refund that two people decided did not go through, or came back after it had."""
    UNKNOWN_PAYMENT = "unknown_payment"
    """The bank speaks of a payment that nobody here began."""
    SETTLEMENT = "settlement"
    """The bank's list of a day and our ledger differ."""
    STATEMENT = "statement"
    """A line of a bank statement gives back money and cannot say of which payment."""
    PAY_OUT = "pay_out"
    """Two people decided to give money back that no bank can return by itself."""


TASK_WORDS = {
    TaskKind.MISMATCH: N_("The bank took another amount than was asked for"),
    TaskKind.LATE_MONEY: N_("Money came after the payment was given up"),
    TaskKind.PAID_TWICE: N_("More was paid than was owed; the rest is on account"),
    TaskKind.CHARGEBACK: N_("The bank took a payment back"),
    TaskKind.DISPUTE_WON: N_("A dispute was won; the payment counts again"),
    TaskKind.REFUND_FAILED: N_("A refund did not go through"),
    TaskKind.UNKNOWN_PAYMENT: N_("The bank names a payment that we do not know"),
    TaskKind.SETTLEMENT: N_("The bank's list of the day differs from ours"),
    TaskKind.STATEMENT: N_("A returned amount names no payment of ours"),
    TaskKind.PAY_OUT: N_("Money is to be given back by transfer"),
}

TASK_NEXT = {
    TaskKind.MISMATCH: N_("Compare with the bank, then refund or put it to the right bill."),
    TaskKind.LATE_MONEY: N_("Put it to an open bill, or refund it."),
    TaskKind.PAID_TWICE: N_("Leave it for the next bill, or refund it."),
    TaskKind.CHARGEBACK: N_("Talk to the customer; the bill is open again."),
    TaskKind.DISPUTE_WON: N_("Tell the customer. What is on account waits for the next bill."),
    TaskKind.REFUND_FAILED: N_("Ask the bank why, and refund by transfer."),
    TaskKind.UNKNOWN_PAYMENT: N_("Look it up at the bank by its number."),
    TaskKind.SETTLEMENT: N_("Look at the payment at the bank and here."),
    TaskKind.STATEMENT: N_("Find the payment that was returned and take it back."),
    TaskKind.PAY_OUT: N_("Transfer it to the customer. It is booked already."),
}

RETURNED = "returned"
"""Why a refund failed that had gone through before."""
CAME_AGAIN = N_("It had gone through, came back and is booked back. Refund it by transfer.")
WON = N_("The dispute was won and the payment counts again. Tell the customer.")
WON_IN_PART = N_("A part was won and counts again. Talk to the customer about the rest.")


def next_step(*, kind: TaskKind, facts: Mapping[str, str | int]) -> str:
    """What to do about a task, as it stands now."""
    if kind is TaskKind.REFUND_FAILED and facts.get("why") == RETURNED:
        return CAME_AGAIN
    won, lost = facts.get("won"), facts.get("amount")
    if kind is not TaskKind.CHARGEBACK or not isinstance(won, int) or not isinstance(lost, int):
        return TASK_NEXT[kind]
    return WON if won >= lost else WON_IN_PART
