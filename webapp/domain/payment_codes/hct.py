"""The Hungarian credit-transfer code of the central bank's guide of 12 July 2019, version 001.

Since qvik came in 2024 banks need not read it any more; so a company has to switch it on.
"""

import re
from datetime import datetime, timedelta

from webapp.domain.money import Money
from webapp.domain.payment_codes.epc import checked_bic
from webapp.domain.payment_codes.iban import checked_iban
from webapp.domain.payment_codes.texts import fitting, refused, required
from webapp.domain.words import N_

MOST_CHARACTERS = 345
MOST_BYTES = 331
"""What a square of version 13 holds at medium correction; the guide allows no larger one."""
LONGEST_NAME, LONGEST_MESSAGE, LONGEST_ID = 70, 70, 35
MOST = 10**12 - 1

_PURPOSE = re.compile(r"(?:[A-Z0-9]{4})?")
_HOUR = timedelta(hours=1)


def hct_payload(
    *,
    bic: str,
    payee: str,
    iban: str,
    amount: Money,
    valid_until: datetime,
    purpose: str = "",
    message: str = "",
    invoice_number: str = "",
    customer_number: str = "",
) -> str:
    """The 17 lines, each ended by a line feed; the ids that only shops use stay empty.

    `valid_until` is aware and in the company's zone. Refuses what does not fit.
    """
    lines = [
        "HCT",
        "001",
        "1",
        _full_bic(bic),
        required(payee, most=LONGEST_NAME, field="payee"),
        _hungarian(iban),
        _forints(amount),
        _moment(valid_until),
        _purpose(purpose),
        fitting(message, most=LONGEST_MESSAGE, field="message"),
        "",
        "",
        fitting(invoice_number, most=LONGEST_ID, field="reference"),
        fitting(customer_number, most=LONGEST_ID, field="customer_number"),
        "",
        "",
        "",
    ]
    return _small_enough("".join(f"{line}\n" for line in lines))


def _full_bic(bic: str) -> str:
    code = checked_bic(bic)
    if not code:
        raise refused(N_("This payment code needs the code of the payee's bank."), field="bic")
    return code.ljust(11, "X")


def _hungarian(iban: str) -> str:
    account = checked_iban(iban, field="iban")
    if not account.startswith("HU"):
        raise refused(N_("This payment code pays to Hungarian accounts only."), field="iban")
    return account


def _forints(amount: Money) -> str:
    if amount.currency != "HUF" or not 1 <= amount.minor <= MOST:
        raise refused(N_("There is no payment code for this amount."), field="amount")
    return f"HUF{amount.minor}"


def _moment(moment: datetime) -> str:
    offset = moment.utcoffset()
    if offset is None or offset % _HOUR:
        raise refused(N_("This payment code tells time in whole hours from Greenwich."))
    return f"{moment:%Y%m%d%H%M%S}{offset // _HOUR:+d}"


def _purpose(purpose: str) -> str:
    if not _PURPOSE.fullmatch(purpose):
        raise refused(N_("A purpose code has four letters."), field="purpose")
    return purpose


def _small_enough(payload: str) -> str:
    if len(payload) > MOST_CHARACTERS or len(payload.encode()) > MOST_BYTES:
        raise refused(
            N_("The payment code would hold %(size)s bytes, and apps read %(most)s at most."),
            size=len(payload.encode()),
            most=MOST_BYTES,
        )
    return payload
