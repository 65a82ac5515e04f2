"""The Czech QR Platba: SPAYD 1.0 with its checksum."""

import unicodedata
import zlib
from datetime import date
from urllib.parse import quote

from webapp.domain.money import Money, money_text
from webapp.domain.payment_codes.epc import checked_bic
from webapp.domain.payment_codes.iban import checked_iban
from webapp.domain.payment_codes.texts import fitting, refused
from webapp.domain.words import N_

LONGEST_MESSAGE, LONGEST_PAYEE, LONGEST_SYMBOL = 60, 35, 10
MOST = 9_999_999_99

# Nothing else needs escaping, and every escape makes the square larger.
_UNESCAPED = " !\"#$&'()+,-./:;<=>?@[\\]^_`{|}~"


def spayd_payload(
    *,
    iban: str,
    amount: Money,
    bic: str = "",
    payee: str = "",
    message: str = "",
    variable_symbol: str = "",
    due_on: date | None = None,
) -> str:
    """The code's line, keys in order and CRC32 last; only the keys that every app knows."""
    values = {
        "ACC": _account(iban, bic),
        "AM": _amount(amount),
        "CC": fitting(amount.currency, most=3, field="amount"),
        "DT": f"{due_on:%Y%m%d}" if due_on else "",
        "MSG": fitting(written(message), most=LONGEST_MESSAGE, field="message"),
        "RN": fitting(written(payee), most=LONGEST_PAYEE, field="payee"),
        "X-VS": _symbol(variable_symbol),
    }
    said = "".join(f"{key}:{values[key]}*" for key in sorted(values) if values[key])
    whole = f"SPD*1.0*{said}"
    return f"{whole}CRC32:{checksum(whole)}"


def checksum(whole: str) -> str:
    """The CRC32 over all that stands before it, the last star included, in capital digits."""
    return f"{zlib.crc32(whole.encode()):08X}"


def variable_symbol(reference: str) -> str:
    """The digits of a reference, which Czech banks carry as its number; nothing beyond ten."""
    digits = "".join(letter for letter in reference if letter in "0123456789")
    return digits if len(digits) <= LONGEST_SYMBOL else ""


def written(text: str) -> str:
    """The text in plain capitals, so that the square stays small and old apps read it."""
    apart = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return quote(bare.upper(), safe=_UNESCAPED)


def _account(iban: str, bic: str) -> str:
    account = checked_iban(iban, field="iban")
    bank = checked_bic(bic)
    return f"{account}+{bank}" if bank else account


def _amount(amount: Money) -> str:
    if not 1 <= amount.minor <= MOST:
        raise refused(N_("There is no payment code for this amount."), field="amount")
    return money_text(amount)


def _symbol(symbol: str) -> str:
    if symbol and not (symbol.isascii() and symbol.isdigit() and len(symbol) <= LONGEST_SYMBOL):
        raise refused(N_("A variable symbol has ten digits at most."), field="reference")
    return symbol
