"""A payment as the page shows it: the square, and everything to copy by hand."""

import logging
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup

from webapp.domain.money import money_text
from webapp.domain.payment_codes import PaymentOrder, payment_payload
from webapp.domain.payment_codes.iban import spaced_iban
from webapp.domain.refusals import Refusal
from webapp.gateways.codes import payment_svg
from webapp.queries.transfers import Transfer
from webapp.web.filters import money

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class ShownCode:
    """What the component draws; each `…_copied` is what the clipboard gets."""

    kind: str
    svg: Markup | None
    payee: str
    account: str
    account_copied: str
    bic: str
    reference: str
    amount: str
    amount_copied: str


def shown_code(*, kind: str, order: PaymentOrder) -> ShownCode:
    """The payment with its square where the company's `kind` of code can say it."""
    amount = money(order.amount.minor, order.amount.currency)
    return ShownCode(
        kind=kind,
        svg=_square(kind, order, amount),
        payee=order.payee,
        account=spaced_iban(order.account) if order.account[:2].isalpha() else order.account,
        account_copied=order.account,
        bic=order.bic,
        reference=order.reference or order.message,
        amount=amount,
        amount_copied=money_text(order.amount),
    )


def shown_transfer(sent: Transfer | None) -> ShownCode | None:
    """A transfer as the page shows it, or None where there is none to be told."""
    if sent is None or sent.order is None:
        return None
    return shown_code(kind=sent.kind, order=sent.order)


def _square(kind: str, order: PaymentOrder, amount: str) -> Markup | None:
    try:
        payload = payment_payload(kind, order)
    except Refusal:
        # A mistake in the company's settings must not take the bill away from its customers.
        log.warning("the payment code of %s cannot be written", order.payee)
        payload = None
    if payload is None:
        return None
    title = gettext("Payment code: %(amount)s to %(payee)s", amount=amount, payee=order.payee)
    # Our own markup; the drawer escapes the one text in it.
    return Markup(payment_svg(payload, title=title))  # noqa: S704
