"""Reason codes of decisions, each with the sentence the customer reads."""

from webapp.domain.words import N_

REASONS: dict[str, dict[str, str]] = {
    "return": {
        "cut_off": N_("The digits are cut off. Please photograph it again."),
        "blurred": N_("The photo is too blurred to read. Please photograph it again."),
        "dark": N_("The photo is too dark to read. Please use a light and photograph it again."),
        "no_photo": N_("Please send a photo of the meter with the reading."),
        "other_meter": N_("The photo shows another meter. Please check the serial number."),
    },
    "reject": {
        "impossible": N_("The reading does not fit this meter. Please read it again."),
        "duplicate": N_("We already have this reading."),
        "not_yours": N_("The photo shows a meter that is not part of your contract."),
    },
    "correct": {
        "photo_differs": N_("The photo shows another number; we took the one on the photo."),
        "shifted_digit": N_("A digit had slipped; we put it right from the photo."),
        "red_digits": N_("The red digits were typed before the point; we put it right."),
    },
}


def sentence(*, verdict: str, reason_code: str) -> str:
    """The sentence for a reason, to be translated at the edge; raises KeyError if unknown."""
    return REASONS[verdict][reason_code]
