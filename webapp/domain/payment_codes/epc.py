"""The SEPA credit transfer code (EPC069-12, known as GiroCode); for euros only."""

import re

from webapp.domain.money import Money, money_text
from webapp.domain.payment_codes.creditor_reference import checked_creditor_reference
from webapp.domain.payment_codes.iban import checked_iban
from webapp.domain.payment_codes.texts import fitting, refused, required
from webapp.domain.words import N_

MOST_BYTES = 331
LONGEST_NAME, LONGEST_MESSAGE, LONGEST_NOTE = 70, 140, 70
MOST = 999_999_999_99

_PURPOSE = re.compile(r"[A-Z0-9]{0,4}")
_BIC = re.compile(r"(?:[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)?")


def epc_payload(
    *,
    payee: str,
    iban: str,
    amount: Money,
    reference: str = "",
    message: str = "",
    bic: str = "",
    purpose: str = "",
    note: str = "",
) -> str:
    """The lines of the code, by EPC069-12 version 002 in UTF-8.

    Exactly one of `reference` (RFnn…) and `message` is given. Refuses what does not fit.
    """
    if bool(reference) == bool(message):
        raise refused(
            N_("A SEPA code carries either a payment reference or a message."), field="reference"
        )
    lines = [
        "BCD",
        "002",
        "1",
        "SCT",
        checked_bic(bic),
        required(payee, most=LONGEST_NAME, field="payee"),
        checked_iban(iban, field="iban"),
        _euros(amount),
        _purpose(purpose),
        checked_creditor_reference(reference) if reference else "",
        fitting(message, most=LONGEST_MESSAGE, field="message"),
        fitting(note, most=LONGEST_NOTE, field="note"),
    ]
    return _small_enough("\n".join(lines).rstrip("\n"))


def checked_bic(bic: str) -> str:
    """The bank's code of 8 or 11 letters and digits, or nothing."""
    bare = "".join(bic.split()).upper()
    if not _BIC.fullmatch(bare):
        raise refused(N_("A bank's code (BIC) has 8 or 11 letters and digits."), field="bic")
    return bare


def _euros(amount: Money) -> str:
    if amount.currency != "EUR":
        raise refused(N_("A SEPA code pays euros only."), field="amount")
    if not 1 <= amount.minor <= MOST:
        raise refused(N_("There is no payment code for this amount."), field="amount")
    return f"EUR{money_text(amount)}"


def _purpose(purpose: str) -> str:
    if not _PURPOSE.fullmatch(purpose):
        raise refused(N_("A purpose code has four letters at most."), field="purpose")
    return purpose


def _small_enough(payload: str) -> str:
    size = len(payload.encode())
    if size > MOST_BYTES:
        raise refused(
            N_("The payment code would hold %(size)s bytes, and apps read %(most)s at most."),
            size=size,
            most=MOST_BYTES,
        )
    return payload
