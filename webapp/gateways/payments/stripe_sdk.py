"""Stripe's own library, if it is installed, speaking through our client."""

import importlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from webapp.domain.payments import MayHaveHappened, NothingHappened
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.gateways.payments.client import Client, SaidNo


def library() -> Any:
    """The package `stripe`; raises Refusal payment_settings where it is not installed."""
    try:
        return importlib.import_module("stripe")
    except ImportError as missing:
        raise Refusal(
            "payment_settings",
            N_("Paying through Stripe needs a package more; docs/banks.md says how it is added."),
        ) from missing


def stripe_client(*, secret_key: str, api_base: str | None, client: Client) -> Any:
    """Stripe's client: no retries of its own, our time limit, our knowledge of what was sent."""
    stripe = library()
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": api_base} if api_base else None,
        max_network_retries=0,
        http_client=_through(stripe, client),
    )


class StripeSaidNo(NothingHappened):
    """Stripe understood and refused this very thing."""


@contextmanager
def plain_errors() -> Iterator[None]:
    """Stripe's errors as NothingHappened or MayHaveHappened."""
    stripe = library()
    try:
        yield
    except (stripe.APIError, stripe.APIConnectionError) as unclear:
        raise MayHaveHappened("Stripe's answer cannot be read") from unclear
    except stripe.IdempotencyError as twice:
        # The key was used before, or is being used this moment: something is there.
        raise MayHaveHappened("Stripe knows this request already") from twice
    except stripe.StripeError as no:
        raise _no(no) from no


def _no(no: Any) -> Exception:
    said = f"Stripe said no: {no.code or type(no).__name__}"
    if no.http_status == 409:
        return MayHaveHappened(said)
    # Too busy, or our own settings: that says nothing about what was asked.
    return NothingHappened(said) if no.http_status in (401, 403, 429) else StripeSaidNo(said)


def _through(stripe: Any, client: Client) -> Any:
    # Made here, because its parent is only known once the package is there.
    class Through(stripe.HTTPClient):
        name = "meterpost"

        def request(
            self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None, **_: Any
        ) -> tuple[str, int, Mapping[str, str]]:
            ask = _asking(client, method, url, headers, post_data)
            try:
                answer = ask()
            except SaidNo as no:
                answer = no.answer
            return answer.body.decode("utf-8", "replace"), answer.status, answer.headers

        def close(self) -> None:
            """Nothing is kept open."""

    return Through()


def _asking(
    client: Client, method: str, url: str, headers: Mapping[str, str], post_data: Any
) -> Callable[[], Any]:
    if method.lower() == "get":
        return lambda: client.get(url, headers=headers)
    body = post_data.encode() if isinstance(post_data, str) else bytes(post_data or b"")
    return lambda: client.post(url, body=body, headers=headers)
