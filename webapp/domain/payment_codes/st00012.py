"""The Russian code of GOST R 56042-2014 in UTF-8; a meter's number and reading may travel along."""

from datetime import date

from webapp.domain.money import Money
from webapp.domain.payment_codes.texts import digits_only, fitting, refused, required
from webapp.domain.quantities import value_text
from webapp.domain.words import N_

SEPARATORS = "|#;:^_~{}!$%&()*+,/@"
MOST_REQUIRED_BYTES = 300
LONGEST_NAME, LONGEST_BANK, LONGEST_PURPOSE, LONGEST_NUMBER = 160, 45, 160, 35
ROOM_FOR_NAMES = MOST_REQUIRED_BYTES - 103
"""Bytes that the numbers and keys of the required block leave to payee and bank."""
MOST = 10**12
HOUSING = "02"
"""The code of housing and utilities among the kinds of payment."""


def st00012_payload(
    *,
    payee: str,
    account: str,
    bank: str,
    bic: str,
    corresp_account: str = "",
    amount: Money | None = None,
    purpose: str = "",
    tax_number: str = "",
    customer_account: str = "",
    period: date | None = None,
    meter: str = "",
    reading: int | None = None,
) -> str:
    """The blocks in the standard's order; `reading` is in thousandths, `period` any day of a month.

    The separator is the first that stands in no value. Refuses what does not fit.
    """
    required_blocks = {
        "Name": required(payee, most=LONGEST_NAME, field="payee"),
        "PersonalAcc": digits_only(account, length=20, field="account"),
        "BankName": required(bank, most=LONGEST_BANK, field="bank"),
        "BIC": digits_only(bic, length=9, field="bic"),
        "CorrespAcc": _correspondent(corresp_account),
    }
    optional_blocks = {
        "Sum": _kopecks(amount),
        "Purpose": fitting(purpose, most=LONGEST_PURPOSE, field="message"),
        "PayeeINN": _tax_number(tax_number),
        "PersAcc": fitting(customer_account, most=LONGEST_NUMBER, field="customer_number"),
        "PaymPeriod": f"{period:%m%Y}" if period else "",
        "CounterId": fitting(meter, most=LONGEST_NUMBER, field="meter"),
        "CounterVal": "" if reading is None else value_text(reading),
        "TechCode": HOUSING,
    }
    said = {key: value for key, value in optional_blocks.items() if value}
    separator = _separator("".join([*required_blocks.values(), *said.values()]))
    front = _joined(separator, required_blocks)
    _small_enough(front)
    return f"{front}{separator}{_blocks(separator, said)}"


def _joined(separator: str, blocks: dict[str, str]) -> str:
    return f"ST00012{separator}{_blocks(separator, blocks)}"


def _blocks(separator: str, blocks: dict[str, str]) -> str:
    return separator.join(f"{key}={value}" for key, value in blocks.items())


def _separator(values: str) -> str:
    free = [sign for sign in SEPARATORS if sign not in values]
    if not free:
        raise refused(N_("The texts of this payment code use every sign that could part them."))
    return free[0]


def _small_enough(front: str) -> None:
    size = len(front.encode())
    if size > MOST_REQUIRED_BYTES:
        raise refused(
            N_("Payee and bank take %(size)s bytes of the payment code, of %(most)s allowed."),
            field="payee",
            size=size,
            most=MOST_REQUIRED_BYTES,
        )


def _correspondent(account: str) -> str:
    # Payees at the treasury have none, and the standard wants the block nevertheless.
    return digits_only(account, length=20, field="corresp_account") if account.strip("0 ") else "0"


def _kopecks(amount: Money | None) -> str:
    if amount is None:
        return ""
    if amount.currency != "RUB" or not 1 <= amount.minor <= MOST:
        raise refused(N_("There is no payment code for this amount."), field="amount")
    return str(amount.minor)


def _tax_number(number: str) -> str:
    bare = "".join(number.split())
    if bare and not (bare.isascii() and bare.isdigit() and len(bare) in (10, 12)):
        raise refused(N_("A tax number has 10 or 12 digits."), field="tax_number")
    return bare
