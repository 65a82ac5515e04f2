"""What a person is offered when something looks odd; never a dead end."""

from webapp.domain.findings import Finding
from webapp.domain.known import Known
from webapp.domain.words import N_

OFFERS: dict[str, tuple[str, ...]] = {
    "V02": ("confirm",),
    "V06": ("mistyped", "rolled_over", "exchanged", "confirm"),
    "V08": ("rolled_over", "mistyped", "exchanged", "confirm"),
    "V09": ("mistyped", "photo", "confirm"),
    "V10": ("mistyped", "confirm"),
    "V11": ("suggested", "mistyped", "confirm"),
    "V12": ("suggested", "mistyped", "confirm"),
    "V13": ("other_meter", "mistyped", "confirm"),
    "V14": ("mistyped", "photo", "confirm"),
    "V16": ("mistyped", "photo", "confirm"),
    "V19": ("mistyped", "confirm"),
}

OFFER_WORDS = {
    "mistyped": N_("I mistyped it"),
    "suggested": N_("Yes, that is what I meant"),
    "rolled_over": N_("The counter has passed zero"),
    "exchanged": N_("The meter was exchanged"),
    "other_meter": N_("I read the other meter"),
    "photo": N_("Add a photo"),
    "confirm": N_("It is right as it is"),
}


def offers_for(*, finding: Finding, known: Known | None = None) -> tuple[str, ...]:
    """The offers that fit a finding, the likeliest first; none for what only informs.

    That the counter passed zero is only offered where it stood near its end.
    """
    if not finding.asks:
        return ()
    offers = OFFERS.get(finding.code, ("confirm",))
    if finding.code == "V06" and known is not None and not _near_zero(known):
        return tuple(offer for offer in offers if offer != "rolled_over")
    return offers


def _near_zero(known: Known) -> bool:
    anchor, start = known.anchor, known.rollover_from
    return anchor is not None and start is not None and anchor.value >= start
