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
