"""What money did, and what became of an attempt to pay, in words for whoever it belongs to."""

from webapp.domain.words import N_

MOVED_WORDS = {
    "payment": N_("Paid"),
    "online": N_("Paid by card"),
    "credit": N_("Credit from your company"),
    "write_off": N_("Let go by your company"),
    "void": N_("Bill cancelled"),
    "refund": N_("Given back to you"),
    "chargeback": N_("Taken back by the bank"),
    "won_back": N_("Counts as paid again"),
    "came_back": N_("Refund came back"),
    "transfer": N_("Moved to your account"),
    "reversal": N_("Booking taken back"),
}

# By the states of an attempt that has brought no money (yet).
ATTEMPT_WORDS = {
    "created": N_("Begun, not yet paid. Nothing was taken."),
    "redirected": N_("Waiting for the bank. Please do not pay again."),
    "pending": N_("Waiting for the bank. Please do not pay again."),
    "unknown": N_("We are checking with the bank. Please do not pay again."),
    "review": N_("We are checking with the bank. Please do not pay again."),
    "failed": N_("The bank said no. Nothing was taken."),
    "cancelled": N_("Broken off. Nothing was taken."),
    "expired": N_("The time for it ran out. Nothing was taken."),
}
CAME_TO_NOTHING = ("failed", "cancelled", "expired")


def moved_code(*, kind: str, online: bool) -> str:
    """The word's key: a payment on a bank's page is told apart from any other."""
    return "online" if online and kind == "payment" else kind
