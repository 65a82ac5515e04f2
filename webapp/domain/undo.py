"""For how long a decision can be taken back, and the sentences for when it cannot."""

from datetime import datetime, timedelta

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

# Billing, exports and messages wait this long; so nothing that was told has to be called back.
UNDO_FOR = timedelta(seconds=30)


def still_open(*, decided_at: datetime, now: datetime) -> bool:
    """Whether a decision of this moment can still be taken back."""
    return now - decided_at <= UNDO_FOR


def nothing_decided() -> Refusal:
    """Nobody has decided it, or the decision has been taken back already."""
    return Refusal("undo_nothing", N_("There is no decision here that could be taken back."))


def too_late() -> Refusal:
    """The half minute is over."""
    return Refusal(
        "undo_late",
        N_("A decision can be taken back for %(seconds)s seconds; this one is older."),
        seconds=int(UNDO_FOR.total_seconds()),
    )


def billed() -> Refusal:
    """Billing has the reading."""
    return Refusal(
        "undo_billed",
        N_("Billing already has this reading. Only a correction can change it now."),
    )


def replaced_official() -> Refusal:
    """The decision put another reading in an official one's place."""
    return Refusal(
        "undo_correction",
        N_("A correction cannot be taken back. If it was wrong, please correct it once more."),
    )


def replaced_since() -> Refusal:
    """A correction has taken its reading's place meanwhile."""
    return Refusal(
        "undo_replaced",
        N_("Another reading has taken its place since. Please correct that one instead."),
    )


def exchanged() -> Refusal:
    """A meter was exchanged by it."""
    return Refusal(
        "undo_exchange",
        N_("A meter exchange cannot be taken back. Please correct its readings instead."),
    )


def went_on(receipt: str) -> Refusal:
    """What it was moved to has been decided itself."""
    return Refusal(
        "undo_moved",
        N_("It went on as %(receipt)s, which is decided. Please take that decision back first."),
        receipt=receipt,
    )
