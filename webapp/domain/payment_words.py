"""How an attempt to pay is said to the customer: a face, a headline and what to do next."""

from enum import StrEnum
from typing import Final

from webapp.domain.payments import State
from webapp.domain.words import N_


class Face(StrEnum):
    """The few things that a customer needs to tell apart."""

    NOT_STARTED = "not_started"
    WAITING = "waiting"
    PAID = "paid"
    NOT_PAID = "not_paid"
    CHECKING = "checking"
    TAKEN_BACK = "taken_back"


FACE_OF: Final = {
    State.CREATED: Face.NOT_STARTED,
    State.REDIRECTED: Face.WAITING,
    State.PENDING: Face.WAITING,
    State.SUCCEEDED: Face.PAID,
    State.FAILED: Face.NOT_PAID,
    State.CANCELLED: Face.NOT_PAID,
    State.EXPIRED: Face.NOT_PAID,
    State.UNKNOWN: Face.CHECKING,
    State.REVIEW: Face.CHECKING,
}

HEADLINES: Final = {
    Face.NOT_STARTED: N_("Not started"),
    Face.WAITING: N_("Waiting for the bank"),
    Face.PAID: N_("Paid"),
    Face.NOT_PAID: N_("Not paid"),
    Face.CHECKING: N_("We are checking"),
    Face.TAKEN_BACK: N_("The bank took it back"),
}

SENTENCES: Final = {
    Face.NOT_STARTED: N_("The bank's page was not opened. Nothing was taken."),
    Face.WAITING: N_("Please do not pay again. The bank will tell us what became of it."),
    Face.PAID: N_("Thank you. The money has arrived and is booked."),
    Face.NOT_PAID: N_("Nothing was taken."),
    Face.CHECKING: N_("Please do not pay again. We are finding out at the bank what became of it."),
    Face.TAKEN_BACK: N_("This payment went back. What it had paid is to pay again."),
}

WHY: Final = {
    State.FAILED: N_("The bank did not accept it. You can try again, or with another card."),
    State.CANCELLED: N_("The payment was cancelled."),
    State.EXPIRED: N_("The time for paying at the bank's page was over."),
}

TONES: Final = {Face.PAID: "good", Face.WAITING: "waiting", Face.CHECKING: "waiting",
                Face.TAKEN_BACK: "waiting"}  # fmt: skip
