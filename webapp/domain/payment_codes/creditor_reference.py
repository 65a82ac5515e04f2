"""Structured references of ISO 11649: a number that notices when one digit is mistyped."""

import re

from webapp.domain.payment_codes.iban import remainder
from webapp.domain.payment_codes.texts import refused
from webapp.domain.words import N_

_BODY = re.compile(r"[A-Z0-9]{1,21}")
_SHAPE = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}")
_BETWEEN = re.compile(r"[\s/.-]+")


def creditor_reference(number: str) -> str:
    """The reference RFnn… for an invoice number; refuses more than 21 letters and digits."""
    body = _BETWEEN.sub("", number).upper()
    if not _BODY.fullmatch(body):
        raise refused(
            N_("A payment reference is made of 1 to 21 letters and digits."), field="reference"
        )
    return f"RF{98 - remainder('RF00' + body):02d}{body}"


def is_creditor_reference(text: str) -> bool:
    """Whether this is a structured reference and its check digits agree."""
    bare = "".join(text.split()).upper()
    return _SHAPE.fullmatch(bare) is not None and remainder(bare) == 1


def checked_creditor_reference(text: str) -> str:
    """The reference without blanks; refuses one whose check digits do not agree."""
    if not is_creditor_reference(text):
        raise refused(
            N_("This payment reference has a typing mistake: its check digits do not agree."),
            field="reference",
        )
    return "".join(text.split()).upper()
