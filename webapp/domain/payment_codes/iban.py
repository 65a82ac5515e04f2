"""Account numbers of ISO 13616, proved by their check digits."""

import re

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")

# Of the registry; a country that is not listed may have any length that the standard allows.
_LENGTHS = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "FO", "GL", "NL"), 18),
    **dict.fromkeys(("MK", "SI"), 19),
    **dict.fromkeys(("AT", "BA", "EE", "KZ", "LT", "LU", "XK"), 20),
    **dict.fromkeys(("CH", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "DE", "GB", "GE", "IE", "ME", "RS", "VA"), 22),
    **dict.fromkeys(("AE", "GI", "IL"), 23),
    **dict.fromkeys(("AD", "CZ", "ES", "MD", "RO", "SE", "SK"), 24),
    **dict.fromkeys(("PT",), 25),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("FR", "GR", "IT", "MC", "SM"), 27),
    **dict.fromkeys(("AL", "AZ", "BY", "CY", "HU", "LB", "PL"), 28),
    **dict.fromkeys(("UA",), 29),
    **dict.fromkeys(("MT",), 31),
}


def checked_iban(text: str, *, field: str | None = None) -> str:
    """The account number without blanks, in capitals; refuses one with a typing mistake."""
    iban = "".join(text.split()).upper()
    if not (_SHAPE.fullmatch(iban) and _has_its_length(iban) and remainder(iban) == 1):
        raise Refusal(
            "account_number",
            N_("This is no account number (IBAN): please compare it digit by digit."),
            field=field,
        )
    return iban


def spaced_iban(iban: str) -> str:
    """The account number in groups of four, as people compare it."""
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))


def remainder(text: str) -> int:
    """ISO 7064 mod 97-10 of what stands after the fourth place, then the first four; 1 is right."""
    turned = text[4:] + text[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97


def _has_its_length(iban: str) -> bool:
    return len(iban) == _LENGTHS.get(iban[:2], len(iban))
