"""A submission's states, in words that say what, why and what next."""

from dataclasses import dataclass, field
from datetime import datetime

from webapp.domain.plausibility import Finding
from webapp.domain.words import N_

OPEN_STATES = ("received",)
DECIDED_STATES = ("accepted", "corrected", "returned", "rejected", "withdrawn", "superseded")

STATE_WORDS = {
    "received": N_("received"),
    "accepted": N_("accepted"),
    "corrected": N_("corrected"),
    "returned": N_("needs you"),
    "rejected": N_("not accepted"),
    "withdrawn": N_("withdrawn"),
    "superseded": N_("replaced"),
}

NEXT_WORDS = {
    "received": N_("A clerk looks at it, usually within a day."),
    "accepted": N_("It counts for your next bill."),
    "corrected": N_("A clerk corrected it; the corrected value counts for your next bill."),
    "returned": N_("Please send it again."),
    "rejected": N_("It does not count. You can send a new reading."),
    "withdrawn": N_("You took it back. It does not count."),
    "superseded": N_("A newer reading took its place."),
}

# What else than a reading may come, and what is said of it instead of the words above.
KIND_NAMES = {
    "reading": N_("Reading"),
    "correction": N_("Correction"),
    "move_out": N_("Moving out"),
    "move_in": N_("Moving in"),
    "exchange": N_("Meter exchange"),
    "estimate": N_("Estimate"),
    "invoice_route": N_("How bills come"),
}

# What is about no meter: a wish, which a clerk grants or not.
REQUESTS = ("invoice_route",)

NEXT_WORDS_OF_KIND = {
    ("correction", "received"): N_("A clerk looks at it. Until then the reading stays as it is."),
    ("correction", "proposed"): N_(
        "A clerk has agreed. As it is on a bill already, a second person looks at it as well."
    ),
    ("correction", "accepted"): N_("The reading has been corrected."),
    ("correction", "corrected"): N_("The reading has been corrected, to another value than yours."),
    ("correction", "rejected"): N_("The reading stays as it is."),
    ("correction", "withdrawn"): N_("You took it back. The reading stays as it is."),
    ("move_out", "accepted"): N_("It counts for your last bill."),
    ("move_out", "corrected"): N_(
        "A clerk corrected it; the corrected value counts for your last bill."
    ),
    ("move_in", "accepted"): N_("Your use is counted from here on."),
    ("move_in", "corrected"): N_("A clerk corrected it; your use is counted from there on."),
    ("estimate", "accepted"): N_(
        "Nobody has read this value; it counts until a reading takes its place."
    ),
    ("invoice_route", "received"): N_(
        "A clerk looks at it, usually within a day. Until then your bills come as before."
    ),
    ("invoice_route", "accepted"): N_("It counts from your next bill on."),
    ("invoice_route", "rejected"): N_("Your bills come as before."),
    ("invoice_route", "withdrawn"): N_("You took it back. Your bills come as before."),
}

# Made at the desk and decided in the same moment: nobody sent them and nobody waits for them.
MADE_AT_THE_DESK = ("exchange", "estimate")


def next_words(*, kind: str, state: str, proposed: bool = False) -> str:
    """What happens next with a submission of this kind, to be translated at the edge."""
    known = NEXT_WORDS_OF_KIND.get((kind, "proposed" if proposed else state))
    return known or NEXT_WORDS[state]


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the phone is told, the first time and on every replay."""

    id: str
    company_id: int
    receipt: str
    state: str
    received_at: datetime
    photo_sha256: str | None
    findings: tuple[Finding, ...] = field(default_factory=tuple)
    unit_of: dict[int, str] = field(default_factory=dict)
