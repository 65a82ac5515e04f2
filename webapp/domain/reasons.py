"""Reason codes of decisions, each with the sentence the customer reads."""

from webapp.domain.words import N_

# The most usual first. A sentence says what was seen and what happens next, and blames nobody.
REASONS: dict[str, dict[str, str]] = {
    "return": {
        "cut_off": N_("The digits are cut off. Please photograph it again."),
        "blurred": N_("The photo is too blurred to read. Please photograph it again."),
        "dark": N_("The photo is too dark to read. Please use a light and photograph it again."),
        "glare": N_("Light is reflected over the digits. Please photograph it from the side."),
        "no_photo": N_("Please send a photo of the meter with the reading."),
        "no_serial": N_("The meter's number cannot be seen. Please photograph the whole meter."),
        "other_meter": N_("The photo shows another meter. Please check the serial number."),
        "register_missing": N_("One value is missing. Please send all values of this meter."),
    },
    "reject": {
        "impossible": N_("The reading does not fit this meter. Please read it again."),
        "duplicate": N_("We already have this reading."),
        "not_yours": N_("The photo shows a meter that is not part of your contract."),
        "exchanged": N_("This meter was exchanged. Please read the new one."),
        "no_meter": N_("The photo shows no meter. Please photograph the counter."),
        "too_old": N_("A later reading is here already, so this one is not needed."),
    },
    "correct": {
        "photo_differs": N_("The photo shows another number; we took the one on the photo."),
        "shifted_digit": N_("A digit had slipped; we put it right from the photo."),
        "red_digits": N_("The red digits were typed before the point; we put it right."),
        "swapped_digits": N_("Two digits had changed places; we put them right from the photo."),
        "swapped_registers": N_("The values had changed places; we put them right."),
        "told_us": N_("We put it right as agreed with you."),
        "estimated": N_("The counter could not be read, so we estimated the value."),
    },
    "move": {
        "other_meter": N_("This reading belongs to another of your meters; we put it there."),
        "exchanged": N_("The meter was exchanged; we put your reading to the new one."),
    },
}

# What an act of its own says; nobody chooses it from a list.
SAID_BY_THE_ACT = {"correct": frozenset({"estimated"}), "move": frozenset(REASONS["move"])}


def offered(verdict: str) -> list[str]:
    """The reasons a clerk may choose from for a verdict, the most usual first."""
    return [c for c in REASONS[verdict] if c not in SAID_BY_THE_ACT.get(verdict, ())]


def sentence(*, verdict: str, reason_code: str) -> str:
    """The sentence for a reason, to be translated at the edge; raises KeyError if unknown."""
    return REASONS[verdict][reason_code]
