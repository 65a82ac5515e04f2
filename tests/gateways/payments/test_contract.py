"""What every bank behind the contract promises, asked of all three."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.gateways.payments.intents import intent
from tests.simplepay_server import KEY, MERCHANT, fake_simplepay, ipn
from tests.stripe_server import SECRET_KEY, event, fake_stripe, signed_by
from webapp.domain.money import Money
from webapp.domain.payments import (
    BadNotification,
    BadSignature,
    Capability,
    Malformed,
    MayHaveHappened,
    NothingHappened,
    NotSupported,
    RefundState,
    Stale,
    State,
)
from webapp.gateways.payments.choice import origins_of, provider_from
from webapp.gateways.payments.signatures import signed
from webapp.gateways.payments.simplepay import signature

NEW, OLD = "the new secret", "the secret before"


@dataclass
class Sandbox:
    """The pretend bank, its own program."""

    bank: Any
    provider: Any
    given: dict[str, Any]
    timed = True

    def spoil(self, mood):
        self.bank.behave(create=mood, fetch=mood, refund=mood, timeout_s=2)

    def take(self, ref):
        self.bank.approve(ref)

    def letter(self, ref):
        return b'{"event": "ev_1", "payment": "%s", "what": "paid"}' % ref.encode()

    def headers(self, raw, *, keys, moment):
        one = [signed(raw, secret=key, moment=moment) for key in keys]
        codes = [header.partition(",")[2] for header in one]
        return {"Bank-Signature": ",".join([f"t={moment}", *codes])}


@dataclass
class Stripe:
    """Stripe's library against a small Stripe."""

    server: Any
    provider: Any
    given: dict[str, Any]
    timed = True

    def spoil(self, mood):
        self.server.mood = mood

    def take(self, ref):
        self.server.pay(ref)

    def letter(self, ref):
        return event("checkout.session.completed", {"id": ref})

    def headers(self, raw, *, keys, moment):
        return {"Stripe-Signature": signed_by(*keys, raw=raw, moment=moment)}


@dataclass
class SimplePay:
    """SimplePay against a small SimplePay."""

    server: Any
    provider: Any
    given: dict[str, Any]
    timed = False

    def spoil(self, mood):
        self.server.mood = mood

    def letter(self, ref):
        return ipn("FINISHED", ref=ref)

    def headers(self, raw, *, keys, moment):  # noqa: ARG002 - it names none
        return {"Signature": signature(raw, keys[0]) if keys else ""}


@contextmanager
def sandbox(request):
    bank = request.getfixturevalue("bank")
    given = bank.credentials()
    bank._post("/control/merchants", {"merchant": given["merchant"], "secrets": [NEW, OLD]})
    given = {**given, "secrets": [NEW, OLD]}
    provider = provider_from(code="sandbox", given=given, currency="HUF")
    yield Sandbox(bank, provider, given)


@contextmanager
def stripe(request):
    with fake_stripe() as server:
        given = {
            "secret_key": SECRET_KEY,
            "webhook_secrets": [NEW, OLD],
            "api_base": server.url,
        }
        provider = provider_from(code="stripe", given=given, currency="HUF")
        yield Stripe(server, provider, given)


@contextmanager
def simplepay(request):
    with fake_simplepay() as server:
        given = {"merchant": MERCHANT, "keys": [KEY, OLD], "url": server.url}
        provider = provider_from(code="simplepay", given=given, currency="HUF")
        yield SimplePay(server, provider, given)


@pytest.fixture(params=[sandbox, stripe, simplepay], ids=lambda make: make.__name__)
def there(request):
    with request.param(request) as made:
        yield made


def heard(there, raw, *, now, keys=None, shift=timedelta(0)):
    first = KEY if isinstance(there, SimplePay) else NEW
    moment = int((now + shift).timestamp())
    headers = there.headers(raw, keys=(first,) if keys is None else keys, moment=moment)
    return there.provider.parse_notification(raw, headers=headers, query={}, now=now)


def test_a_payment_has_a_name_a_page_and_an_end(there, now):
    made = there.provider.create(intent(), now=now)
    assert made.provider_ref
    assert urlsplit(made.redirect_url).scheme in ("http", "https")
    assert made.expires_at.tzinfo is not None
    assert made.expires_at > now


def test_its_page_stands_where_forms_may_lead(there, now):
    page = urlsplit(there.provider.create(intent(), now=now).redirect_url)
    origins = origins_of(code=there.provider.code, given=there.given)
    assert any(
        f"{page.scheme}://{page.netloc}".endswith(origin.replace("https://*", ""))
        for origin in origins
    )


def test_asked_again_nothing_is_taken_twice(there, now):
    wanted = intent()
    first, second = (there.provider.create(wanted, now=now) for _ in range(2))
    # What SimplePay does with a repeated order is not known; its pages are each paid at most once.
    assert isinstance(there, SimplePay) or first == second


@pytest.mark.parametrize("mood", ["500", "garbage"])
def test_a_muddled_answer_may_mean_that_it_began(there, now, mood):
    there.spoil(mood)
    with pytest.raises(MayHaveHappened):
        there.provider.create(intent(), now=now)


def test_a_busy_bank_has_begun_nothing(there, now):
    there.spoil("429")
    with pytest.raises(NothingHappened):
        there.provider.create(intent(), now=now)


def test_asking_never_fails(there, now):
    assert there.provider.fetch("nobody").state == State.UNKNOWN
    there.spoil("500")
    assert there.provider.fetch("nobody").state == State.UNKNOWN


def test_money_that_came_is_told_with_its_sum_or_by_the_signed_word(there, now):
    ref = there.provider.create(intent(), now=now).provider_ref
    told = heard(there, there.letter(ref), now=now)
    if isinstance(there, SimplePay):
        assert there.provider.stated(told).state == State.SUCCEEDED
        return
    assert there.provider.stated(told) is None
    there.take(ref)
    said = there.provider.fetch(ref)
    assert (said.state, said.captured) == (State.SUCCEEDED, Money(38837, "HUF"))
    assert said.reference == "SU0044-2026-11"


def test_a_notification_names_the_payment_and_is_answered(there, now):
    raw = there.letter("500000001")
    told = heard(there, raw, now=now)
    assert (told.provider_ref, told.trusted) == ("500000001", True)
    said = there.provider.acknowledge(told, raw, now=now)
    assert said.status == 200
    assert bool(said.body) == isinstance(there, SimplePay)


def test_the_secret_before_is_believed_for_a_while(there, now):
    assert heard(there, there.letter("500000001"), now=now, keys=(OLD,)).trusted


def test_one_good_code_among_several_is_enough(there, now):
    if isinstance(there, SimplePay):
        pytest.skip("SimplePay signs with one key at a time")
    assert heard(there, there.letter("500000001"), now=now, keys=("gone", NEW)).trusted


def test_forged_missing_and_altered_are_not_believed(there, now):
    raw = there.letter("500000001")
    for keys in (("forged",), ()):
        with pytest.raises(BadSignature):
            heard(there, raw, now=now, keys=keys)
    with pytest.raises(BadSignature):
        there.provider.parse_notification(raw, headers={}, query={}, now=now)
    key = KEY if isinstance(there, SimplePay) else NEW
    headers = there.headers(raw, keys=(key,), moment=int(now.timestamp()))
    with pytest.raises(BadSignature):
        there.provider.parse_notification(
            raw.replace(b"500000001", b"500000002"), headers=headers, query={}, now=now
        )


@pytest.mark.parametrize("shift", [timedelta(seconds=-301), timedelta(seconds=301)])
def test_another_time_is_stale_where_a_time_is_signed(there, now, shift):
    raw = there.letter("500000001")
    if not there.timed:
        assert heard(there, raw, now=now, shift=shift).event_id is None
        return
    with pytest.raises(Stale):
        heard(there, raw, now=now, shift=shift)
    assert heard(there, raw, now=now, shift=shift - shift / 50).trusted


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b"null", b"7", b"\xff\xfe", b'{"a":' * 2000])
def test_nonsense_is_a_bad_notification_even_when_it_is_signed(there, now, raw):
    with pytest.raises(BadNotification):
        heard(there, raw, now=now)
    if raw[:1] in (b"[", b"{", b"n", b"7") and len(raw) < 100:
        with pytest.raises(Malformed):
            heard(there, raw, now=now)


def test_what_it_can_do_it_does_and_the_rest_is_not_supported(there, now):
    provider = there.provider
    ref = provider.create(intent(), now=now).provider_ref
    if Capability.REFUNDS in provider.capabilities:
        there.take(ref)
        given = provider.refund(ref, Money(100, "HUF"), key="k")
        assert given == provider.refund(ref, Money(100, "HUF"), key="k")
        assert given.state == RefundState.SUCCEEDED
        assert provider.fetch(ref).refunded == Money(100, "HUF")
        assert provider.refund_state(ref, key="k") == given
        assert provider.refund_state(ref, key="other").state == RefundState.UNKNOWN
        assert provider.fetch(ref).refunded == Money(100, "HUF"), "asking about it gives nothing"
    else:
        with pytest.raises(NotSupported):
            provider.refund(ref, Money(100, "HUF"), key="k")
        with pytest.raises(NotSupported):
            provider.refund_state(ref, key="k")
    fresh = provider.create(intent(), now=now).provider_ref
    assert provider.expire(fresh) == (Capability.EXPIRE in provider.capabilities)


@pytest.mark.parametrize("mood", ["500", "429", "garbage"])
def test_a_refund_nobody_answered_may_be_asked_again(there, now, mood):
    if Capability.REFUNDS not in there.provider.capabilities:
        pytest.skip("it gives nothing back")
    ref = there.provider.create(intent(), now=now).provider_ref
    there.take(ref)
    there.spoil(mood)
    money = Money(100, "HUF")
    assert there.provider.refund(ref, money, key="k").state == RefundState.UNKNOWN
    assert there.provider.refund_state(ref, key="k").state == RefundState.UNKNOWN
    there.spoil("normal")
    assert there.provider.refund(ref, money, key="k").state == RefundState.SUCCEEDED
    assert there.provider.fetch(ref).refunded == money


def test_no_secret_stands_in_an_error(there, now):
    there.spoil("500")
    with pytest.raises(MayHaveHappened) as fault:
        there.provider.create(intent(), now=now)
    assert not any(secret in str(fault.value) for secret in (NEW, OLD, KEY, SECRET_KEY))
