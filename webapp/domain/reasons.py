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
        "moved_away": N_("The contract for this place has ended, so no more bills go out for it."),
        "paper_only": N_("The bills of this place can only go out on paper. Please call us."),
        "ask_us": N_("We need to ask you something first. Please call us."),
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

# A request is granted or not: there is no photo to take again and no number to put right.
OF_REQUESTS: dict[str, dict[str, tuple[str, ...]]] = {
    "invoice_route": {"reject": ("paper_only", "ask_us", "moved_away")},
}
# Nobody who wants paper is told that there is only paper.
NO_ANSWER_TO = {"paper": ("paper_only",)}
_ONLY_OF_REQUESTS = {
    code for verdicts in OF_REQUESTS.values() for codes in verdicts.values() for code in codes
}


def offered(verdict: str, *, kind: str = "reading", wish: str = "") -> list[str]:
    """The reasons a clerk may choose from for a verdict on this kind, the most usual first.

    `wish` is what a request asks for.
    """
    if kind in OF_REQUESTS:
        beside = NO_ANSWER_TO.get(wish, ())
        return [code for code in OF_REQUESTS[kind].get(verdict, ()) if code not in beside]
    left_out = _ONLY_OF_REQUESTS | SAID_BY_THE_ACT.get(verdict, frozenset())
    return [code for code in REASONS[verdict] if code not in left_out]


def sentence(*, verdict: str, reason_code: str) -> str:
    """The sentence for a reason, to be translated at the edge; raises KeyError if unknown."""
    return REASONS[verdict][reason_code]
