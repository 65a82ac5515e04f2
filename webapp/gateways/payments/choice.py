"""Which bank a company's settings name, put together and ready to be asked."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.gateways.payments import PaymentProvider
from webapp.gateways.payments.client import Client
from webapp.gateways.payments.sandbox import Sandbox
from webapp.gateways.payments.simplepay import CURRENCIES, LIVE, SimplePay
from webapp.gateways.payments.stripe import Stripe
from webapp.gateways.payments.stripe_sdk import stripe_client


def provider_from(
    *, code: str, given: Mapping[str, Any], currency: str, client: Client | None = None
) -> PaymentProvider:
    """The provider of this code; raises Refusal payment_settings where a setting is missing."""
    make = MAKERS.get(code)
    if make is None:
        raise Refusal(
            "payment_settings", N_("There is no payment provider called %(name)s."), name=code
        )
    return make(given, currency, client or Client())


def origins_of(*, code: str, given: Mapping[str, Any]) -> tuple[str, ...]:
    """Where the browser is sent to pay, for the header that says where forms may lead."""
    if code != "sandbox":
        return PAGES.get(code, ())
    parts = urlsplit(_address(given, "page" if given.get("page") else "url"))
    return (f"{parts.scheme}://{parts.netloc}",)


def _sandbox(given: Mapping[str, Any], _currency: str, client: Client) -> PaymentProvider:
    return Sandbox(
        url=_address(given, "url"),
        merchant=_word(given, "merchant"),
        secrets=_secrets(given, "secrets"),
        page=_address(given, "page") if given.get("page") else None,
        client=client,
    )


def _stripe(given: Mapping[str, Any], _currency: str, client: Client) -> PaymentProvider:
    base = _safe_address(given, "api_base") if given.get("api_base") else None
    ask = stripe_client(secret_key=_word(given, "secret_key"), api_base=base, client=client)
    return Stripe(ask=ask, webhook_secrets=_secrets(given, "webhook_secrets"))


def _simplepay(given: Mapping[str, Any], currency: str, client: Client) -> PaymentProvider:
    if currency not in CURRENCIES:
        raise Refusal(
            "payment_settings", N_("SimplePay does not take %(name)s here."), name=currency
        )
    return SimplePay(
        merchant=_word(given, "merchant"),
        keys=_secrets(given, "keys"),
        currency=currency,
        url=_safe_address(given, "url") if given.get("url") else LIVE,
        client=client,
    )


def _word(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _missing(name)
    return value.strip()


def _secrets(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = given.get(name)
    if not isinstance(value, list | tuple) or not value:
        raise _missing(name)
    if not all(isinstance(secret, str) and secret for secret in value):
        raise _missing(name)
    return tuple(value)


def _address(given: Mapping[str, Any], name: str) -> str:
    address = _word(given, name).rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise Refusal(
            "payment_settings", N_("The payment setting %(name)s is no web address."), name=name
        )
    return address


def _safe_address(given: Mapping[str, Any], name: str) -> str:
    address = _address(given, name)
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise Refusal(
            "payment_settings", N_("The payment setting %(name)s must begin with https."), name=name
        )
    return address


def _missing(name: str) -> Refusal:
    return Refusal("payment_settings", N_("The payment setting %(name)s is missing."), name=name)


Maker = Callable[[Mapping[str, Any], str, Client], PaymentProvider]
MAKERS: dict[str, Maker] = {"sandbox": _sandbox, "stripe": _stripe, "simplepay": _simplepay}
PAGES = {
    "stripe": ("https://checkout.stripe.com",),
    "simplepay": ("https://*.simplepay.hu",),
}
LOOPBACK = ("127.0.0.1", "localhost", "::1")
