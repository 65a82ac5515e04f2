"""Why money goes back, a debt is let go or is in dispute: the codes staff choose from, in words."""

from dataclasses import dataclass

from webapp.domain.words import N_

MONEY_REASONS: dict[str, dict[str, str]] = {
    "refund": {
        "paid_twice": N_("Paid twice"),
        "not_owed": N_("Paid without owing it"),
        "bill_was_wrong": N_("The bill was wrong"),
        "moved_out": N_("The customer has left"),
        "other": N_("Something else"),
    },
    "write_off": {
        "too_small": N_("Too small to pursue"),
        "cannot_be_collected": N_("Cannot be collected"),
        "too_old": N_("Too old to be asked for"),
        "goodwill": N_("As goodwill"),
        "bill_was_wrong": N_("The bill was wrong"),
        "other": N_("Something else"),
    },
    "dispute": {
        "amount": N_("The customer says that the amount is wrong"),
        "reading": N_("The customer says that the reading is wrong"),
        "not_theirs": N_("The customer says that it is somebody else's"),
        "paid_already": N_("The customer says that it is paid"),
        "other": N_("Another reason"),
    },
}
OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class MoneyDraft:
    """What a first person wants: the amount as typed, a reason's code, and words where needed.

    `by_transfer` gives money that came through a bank back by hand, where the bank will not.
    """

    amount: str
    reason: str
    words: str = ""
    by_transfer: bool = False


def needs_words(reason: str) -> bool:
    """Whether the code alone tells the second person too little."""
    return reason == OTHER
