"""What a debt or a bill stands at, in one word that the ledger alone decides."""

from dataclasses import dataclass
from datetime import date

from webapp.domain.words import N_

SETTLED, CANCELLED, CREDIT = "settled", "cancelled", "credit"
IN_PROGRESS, DISPUTED, OVERDUE, PART_PAID, CURRENT = (
    "in_progress",
    "disputed",
    "overdue",
    "part_paid",
    "current",
)

STANDING_WORDS = {
    SETTLED: N_("paid"),
    CANCELLED: N_("cancelled"),
    CREDIT: N_("credit"),
    IN_PROGRESS: N_("payment on its way"),
    DISPUTED: N_("in dispute"),
    OVERDUE: N_("overdue"),
    PART_PAID: N_("part-paid"),
    CURRENT: N_("to pay"),
}
# Amber is the strongest there is: money never shouts.
TONES = {
    SETTLED: "good",
    CREDIT: "good",
    IN_PROGRESS: "waiting",
    DISPUTED: "waiting",
    OVERDUE: "waiting",
}

LEGAL_TITLES = {
    "own": N_("own debt"),
    "assumed": N_("debt taken over"),
    "guarantor": N_("as guarantor"),
    "inherited": N_("inherited debt"),
    "owner_for_tenant": N_("as owner, for the tenant"),
}

BILL_KINDS = {
    "invoice": N_("Bill"),
    "settlement": N_("Settlement bill"),
    "advance": N_("Advance bill"),
    "interim": N_("Interim bill"),
    "final": N_("Final bill"),
    "credit": N_("Credit note"),
}

DEBT_WORDS = {
    "invoice": N_("Bill"),
    "interest": N_("Interest"),
    "dunning_fee": N_("Reminder fee"),
    "advance": N_("Advance"),
}

# Which of the two groups of the page a line stands in.
FEE_KINDS = ("dunning_fee",)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What decides the word: amounts of the ledger, the day, and what is under way."""

    amount: int
    outstanding: int
    due_on: date
    voided: bool = False
    in_progress: bool = False
    disputed: bool = False


def standing_of(*, of: Standing, today: date) -> str:
    """The one word for it; what is settled is settled whatever else was said of it."""
    if of.amount <= 0:
        return CREDIT
    if of.voided:
        return CANCELLED
    if not of.outstanding:
        return SETTLED
    for code, holds in (
        (IN_PROGRESS, of.in_progress),
        (DISPUTED, of.disputed),
        (OVERDUE, of.due_on < today),
        (PART_PAID, of.outstanding < of.amount),
    ):
        if holds:
            return code
    return CURRENT
