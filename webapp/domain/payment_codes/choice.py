"""Which code a company's bills carry, and what is put into it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from webapp.domain.money import Money
from webapp.domain.payment_codes import epc, hct, spayd, st00012
from webapp.domain.payment_codes.creditor_reference import is_creditor_reference
from webapp.domain.payment_codes.texts import refused, shortened
from webapp.domain.words import N_


@dataclass(frozen=True, kw_only=True)
class PaymentOrder:
    """What there is to pay, to whom and how it is recognised; `reading` is in thousandths."""

    payee: str
    account: str
    amount: Money
    reference: str
    message: str = ""
    bic: str = ""
    bank: str = ""
    corresp_account: str = ""
    tax_number: str = ""
    due_on: date | None = None
    valid_until: datetime | None = None
    customer_number: str = ""
    purpose_code: str = ""
    meter: str = ""
    reading: int | None = None
    period: date | None = None


def payment_payload(kind: str, order: PaymentOrder) -> str | None:
    """The text of the company's kind of code; None where it has none for this money.

    Words that only people read are shortened to fit; what decides where the money goes is not,
    and is refused if it is wrong.
    """
    if kind == "none" or order.amount.minor <= 0:
        return None
    currency, payload = KINDS[kind]
    return payload(order) if order.amount.currency == currency else None


def _epc(order: PaymentOrder) -> str:
    structured = is_creditor_reference(order.reference)
    return epc.epc_payload(
        # In bytes, so that letters beyond Latin leave the whole code its room.
        payee=shortened(order.payee, most=epc.LONGEST_NAME, measure=_bytes),
        iban=order.account,
        bic=order.bic,
        amount=order.amount,
        purpose=order.purpose_code,
        reference=order.reference if structured else "",
        message=""
        if structured
        else shortened(_told(order), most=epc.LONGEST_MESSAGE, measure=_bytes),
    )


def _spayd(order: PaymentOrder) -> str:
    return spayd.spayd_payload(
        iban=order.account,
        bic=order.bic,
        amount=order.amount,
        payee=_capitals(order.payee, most=spayd.LONGEST_PAYEE),
        message=_capitals(_told(order), most=spayd.LONGEST_MESSAGE),
        variable_symbol=spayd.variable_symbol(order.reference),
        due_on=order.due_on,
    )


def _hct(order: PaymentOrder) -> str:
    if order.valid_until is None:
        raise refused(N_("This payment code must say until when it is valid."))
    return hct.hct_payload(
        bic=order.bic,
        payee=shortened(order.payee, most=hct.LONGEST_NAME, measure=_bytes),
        iban=order.account,
        amount=order.amount,
        valid_until=order.valid_until,
        purpose=order.purpose_code,
        message=shortened(_told(order), most=hct.LONGEST_MESSAGE, measure=_bytes),
        invoice_number=order.reference,
        customer_number=order.customer_number,
    )


def _st00012(order: PaymentOrder) -> str:
    bank = shortened(order.bank, most=st00012.LONGEST_BANK)
    room = st00012.ROOM_FOR_NAMES - _bytes(bank)
    return st00012.st00012_payload(
        payee=shortened(order.payee, most=room, measure=_bytes),
        account=order.account,
        bank=bank,
        bic=order.bic,
        corresp_account=order.corresp_account,
        amount=order.amount,
        purpose=shortened(_told(order), most=st00012.LONGEST_PURPOSE),
        tax_number=order.tax_number,
        customer_account=order.customer_number,
        period=order.period,
        meter=order.meter,
        reading=order.reading,
    )


def _told(order: PaymentOrder) -> str:
    told = order.message or order.reference
    return told if order.reference in told else f"{order.reference} {told}"


def _capitals(text: str, *, most: int) -> str:
    return shortened(text, most=most, measure=lambda part: len(spayd.written(part)))


def _bytes(text: str) -> int:
    return len(text.encode())


KINDS: dict[str, tuple[str, Callable[[PaymentOrder], str]]] = {
    "epc": ("EUR", _epc),
    "spayd": ("CZK", _spayd),
    "hct": ("HUF", _hct),
    "st00012": ("RUB", _st00012),
}
"""Kind of code → the one currency it pays and what writes it."""
