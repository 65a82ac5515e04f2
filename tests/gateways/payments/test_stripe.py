"""Stripe through its own library, against one on loopback that is as strict as the real one."""

import sys
from datetime import UTC, datetime, timedelta

import pytest

from tests.gateways.payments.intents import intent
from tests.stripe_server import SECRET_KEY, event, fake_stripe, signed_by
from webapp.domain.money import Money
from webapp.domain.payments import (
    BadSignature,
    Malformed,
    MayHaveHappened,
    NothingHappened,
    RefundState,
    Stale,
    State,
)
from webapp.domain.refusals import Refusal
from webapp.gateways.payments.choice import provider_from
from webapp.gateways.payments.client import Client
from webapp.gateways.payments.stripe_units import Between, from_stripe, to_stripe

GIVEN = {"secret_key": SECRET_KEY, "webhook_secrets": ["whsec_new", "whsec_old"]}


@pytest.fixture
def stripe():
    with fake_stripe() as made:
        yield made


@pytest.fixture
def provider(stripe):
    given = {**GIVEN, "api_base": stripe.url}
    return provider_from(code="stripe", given=given, currency="HUF")


@pytest.fixture
def impatient(stripe):
    """The same, with little patience, so that a Stripe that hangs costs a test little."""
    given = {**GIVEN, "api_base": stripe.url}
    return provider_from(code="stripe", given=given, currency="HUF", client=Client(timeout=0.5))


@pytest.fixture
def page(provider, now):
    return provider.create(intent(), now=now).provider_ref


def heard(provider, raw, *, now, keys=("whsec_new",), shift=timedelta(0)):
    header = signed_by(*keys, raw=raw, moment=int((now + shift).timestamp()))
    return provider.parse_notification(raw, headers={"Stripe-Signature": header}, query={}, now=now)


def test_a_page_is_asked_for_as_stripe_wants_it(provider, stripe, now):
    wanted = intent(38837, "HUF")
    made = provider.create(wanted, now=now)
    method, path, headers, given = stripe.seen[0]
    assert (method, path) == ("POST", "/v1/checkout/sessions")
    assert headers["idempotency-key"] == wanted.id
    price = given["line_items"]["0"]["price_data"]
    assert (price["currency"], price["unit_amount"]) == ("huf", "3883700")
    assert price["product_data"]["name"] == wanted.description
    assert given["mode"] == "payment"
    assert given["locale"] == "hu"
    assert given["customer_email"] == "anna@demo.test"
    assert given["success_url"] == given["cancel_url"] == wanted.return_url
    assert given["metadata"] == {"intent": wanted.id, "company": "1"}
    assert made.redirect_url == f"https://checkout.stripe.com/c/pay/{made.provider_ref}"


def test_asking_again_later_is_the_same_page(provider, stripe, now):
    wanted = intent()
    first = provider.create(wanted, now=now)
    assert provider.create(wanted, now=now + timedelta(minutes=5)) == first
    assert len(stripe.sessions) == 1


def test_the_same_key_for_other_money_is_no_new_page(provider, stripe, now):
    wanted = intent()
    provider.create(wanted, now=now)
    with pytest.raises(MayHaveHappened):
        provider.create(intent(1, id_=wanted.id), now=now)
    assert len(stripe.sessions) == 1


@pytest.mark.parametrize(
    ("mood", "fault"),
    [
        ("500", MayHaveHappened),
        ("garbage", MayHaveHappened),
        ("429", NothingHappened),
    ],
)
def test_bad_moods(provider, stripe, page, now, mood, fault):
    stripe.mood = mood
    with pytest.raises(fault):
        provider.create(intent(), now=now)
    assert provider.fetch(page).state == State.UNKNOWN
    assert provider.refund(page, Money(1, "HUF"), key="k").state == RefundState.UNKNOWN


def test_a_stripe_that_hangs_may_have_begun_it(provider, impatient, stripe, now):
    stripe.mood = "timeout"
    wanted = intent()
    with pytest.raises(MayHaveHappened):
        impatient.create(wanted, now=now)
    stripe.mood = "normal"
    assert provider.create(wanted, now=now).provider_ref in stripe.sessions
    assert len(stripe.sessions) == 1


def test_a_wrong_key_begins_nothing(stripe, now):
    given = {**GIVEN, "secret_key": "sk_wrong", "api_base": stripe.url}
    with pytest.raises(NothingHappened):
        provider_from(code="stripe", given=given, currency="HUF").create(intent(), now=now)


def test_a_stripe_that_is_not_there_has_begun_nothing(now):
    given = {**GIVEN, "api_base": "http://127.0.0.1:9"}
    provider = provider_from(code="stripe", given=given, currency="HUF")
    with pytest.raises(NothingHappened):
        provider.create(intent(), now=now)


def test_the_states_of_a_page(provider, stripe, page):
    assert provider.fetch(page).state == State.REDIRECTED
    stripe.pay(page)
    said = provider.fetch(page)
    assert (said.state, said.captured) == (State.SUCCEEDED, Money(38837, "HUF"))
    assert said.refunded == said.disputed == Money(0, "HUF")
    assert said.reference == "SU0044-2026-11"
    assert provider.fetch("cs_nobody").state == State.UNKNOWN


def test_done_but_unpaid_is_waiting_and_may_fail_later(provider, stripe, page, now):
    stripe.delay(page)
    completed = event("checkout.session.completed", {"id": page, "payment_status": "unpaid"})
    assert heard(provider, completed, now=now).provider_ref == page
    assert provider.fetch(page).state == State.PENDING
    stripe.fail_later(page)
    assert provider.fetch(page).state == State.FAILED
    stripe.pay(page)
    assert provider.fetch(page).state == State.SUCCEEDED


def test_half_a_forint_is_looked_at_by_a_person(provider, stripe, page):
    stripe.sessions[page]["amount_total"] += 50
    stripe.pay(page)
    assert provider.fetch(page).state == State.REVIEW


def test_another_currency_is_told_as_it_is(provider, stripe, page):
    stripe.sessions[page].update(currency="eur", amount_total=1250)
    stripe.pay(page)
    assert provider.fetch(page).captured == Money(1250, "EUR")


def test_a_page_is_closed_unless_it_was_paid(provider, stripe, page, now):
    assert provider.expire(page)
    assert provider.expire(page)
    paid = provider.create(intent(), now=now).provider_ref
    stripe.pay(paid)
    assert not provider.expire(paid)


def test_money_goes_back_in_parts_and_never_twice(provider, stripe, page):
    stripe.pay(page)
    for _ in range(2):
        assert provider.refund(page, Money(10000, "HUF"), key="a").state == RefundState.SUCCEEDED
    (made,) = stripe.refunds
    assert made["amount"] == 1_000_000
    assert provider.refund(page, Money(28837, "HUF"), key="b").state == RefundState.SUCCEEDED
    assert provider.fetch(page).refunded == Money(38837, "HUF")
    over = provider.refund(page, Money(1, "HUF"), key="c")
    assert (over.state, over.why) == (
        RefundState.FAILED,
        "Stripe said no: charge_already_refunded",
    )


def test_a_refund_that_waits_is_not_made_again_when_stripe_has_forgotten_the_key(
    provider, stripe, page
):
    stripe.pay(page)
    stripe.refund_status = "pending"
    assert provider.refund(page, Money(100, "HUF"), key="a").state == RefundState.SUBMITTED
    stripe._kept.clear()
    stripe.refunds[0].update(status="failed", failure_reason="expired_or_canceled_card")
    later = provider.refund(page, Money(100, "HUF"), key="a")
    assert (later.state, later.why) == (RefundState.FAILED, "expired_or_canceled_card")
    assert len(stripe.refunds) == 1


@pytest.mark.parametrize("counted", [True, False])
def test_a_refund_that_comes_back_is_told_and_no_longer_counts(provider, stripe, page, counted):
    stripe.pay(page)
    provider.refund(page, Money(100, "HUF"), key="a")
    provider.refund(page, Money(200, "HUF"), key="b")
    stripe.refund_fails(stripe.refunds[0], counted=counted)
    told = provider.refund_state(page, key="a")
    assert (told.state, told.why) == (RefundState.FAILED, "expired_or_canceled_card")
    assert provider.refund_state(page, key="b").state == RefundState.SUCCEEDED
    assert provider.refund_state(page, key="c").state == RefundState.UNKNOWN
    assert provider.fetch(page).refunded == Money(200, "HUF")
    assert len(stripe.refunds) == 2


def test_what_was_not_paid_is_not_given_back(provider, page):
    assert provider.refund(page, Money(1, "HUF"), key="a").state == RefundState.FAILED


@pytest.mark.parametrize(("status", "won"), [("needs_response", 0), ("lost", 0), ("won", 38837)])
@pytest.mark.parametrize("listed", [True, False])
def test_disputes_take_money_and_give_it_again_when_they_are_won(
    provider, stripe, page, status, won, listed
):
    stripe.pay(page)
    dispute = stripe.dispute(page, status)
    if not listed:
        del dispute["balance_transactions"]
    said = provider.fetch(page)
    assert said.state == State.SUCCEEDED
    assert (said.disputed, said.won) == (Money(38837, "HUF"), Money(won, "HUF"))


def test_an_inquiry_and_a_dispute_that_moved_nothing_take_nothing(provider, stripe, page):
    stripe.pay(page)
    stripe.dispute(page)["balance_transactions"].clear()
    stripe.dispute(page, "warning_needs_response").pop("balance_transactions")
    said = provider.fetch(page)
    assert said.disputed == said.won == Money(0, "HUF")


def test_a_dispute_won_in_part_and_lost_again(provider, stripe, page):
    stripe.pay(page)
    dispute = stripe.dispute(page)
    stripe.dispute_moves(dispute, 1_883_700, "won")
    said = provider.fetch(page)
    assert (said.disputed, said.won) == (Money(38837, "HUF"), Money(18837, "HUF"))
    stripe.dispute_moves(dispute, -1_883_700, "lost")
    said = provider.fetch(page)
    assert (said.disputed, said.won) == (Money(57674, "HUF"), Money(18837, "HUF"))


def test_what_moved_in_another_currency_is_told_by_the_disputes_own_sum(provider, stripe, page):
    stripe.pay(page)
    dispute = stripe.dispute(page)
    dispute["balance_transactions"][0].update(amount=-9_700, currency="eur")
    stripe.dispute_moves(dispute, 9_500, "won", currency="eur")
    said = provider.fetch(page)
    assert said.disputed == said.won == Money(38837, "HUF")


@pytest.mark.parametrize("kind", ["charge.dispute.created", "charge.refunded", "refund.failed"])
def test_what_is_told_of_a_payment_finds_its_page(provider, stripe, page, now, kind):
    stripe.pay(page)
    paid_by = stripe.sessions[page]["payment_intent"]["id"]
    raw = event(kind, {"id": "x_1", "payment_intent": paid_by})
    assert heard(provider, raw, now=now).provider_ref == page
    stripe.mood = "500"
    with pytest.raises(MayHaveHappened):
        heard(provider, raw, now=now)


def test_signatures(provider, page, now):
    raw = event("checkout.session.completed", {"id": page})
    told = heard(provider, raw, now=now)
    assert (told.hint, told.trusted) == ("checkout.session.completed", True)
    assert told.event_id.startswith("evt_")
    assert provider.stated(told) is None
    heard(provider, raw, now=now, keys=("whsec_old",))
    heard(provider, raw, now=now, keys=("whsec_gone", "whsec_new"))
    heard(provider, raw, now=now, shift=timedelta(seconds=-299))
    for keys in (("whsec_gone",), ()):
        with pytest.raises(BadSignature):
            heard(provider, raw, now=now, keys=keys)
    for shift in (timedelta(seconds=-301), timedelta(seconds=301), timedelta(hours=1)):
        with pytest.raises(Stale):
            heard(provider, raw, now=now, shift=shift)
    for header in ("", "t=x,v1=y", "v1=00", "t=1", "=", "t=1,v1"):
        with pytest.raises(BadSignature):
            provider.parse_notification(
                raw, headers={"stripe-signature": header}, query={}, now=now
            )


def test_an_altered_body_is_not_believed(provider, page, now):
    raw = event("checkout.session.completed", {"id": page})
    header = signed_by("whsec_new", raw=raw, moment=int(now.timestamp()))
    for other in (raw + b" ", raw.replace(b"completed", b"expired"), b"\xff\xfe"):
        with pytest.raises(BadSignature):
            provider.parse_notification(
                other, headers={"Stripe-Signature": header}, query={}, now=now
            )


@pytest.mark.parametrize("raw", [b"[]", b"{}", b"null", b'{"id": "e", "type": "t", "data": {}}'])
def test_what_is_signed_and_makes_no_sense_is_malformed(provider, now, raw):
    with pytest.raises(Malformed):
        heard(provider, raw, now=now)


NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def moved(provider, stripe, page):
    """A day on which a page was paid in forints on an account in euros, and partly given back."""
    stripe.pay(page)
    provider.refund(page, Money(837, "HUF"), key="a")
    charge = stripe.sessions[page]["payment_intent"]["latest_charge"]
    at = int(NOON.timestamp())
    stripe.move(9709, charge, at=at, currency="eur")
    stripe.move(-209, stripe.refunds[0], at=at, currency="eur")
    stripe.move(-50_000, {"id": "po_1", "object": "payout"}, at=at)
    stripe.move(700, {**charge, "payment_intent": "pi_of_a_shop"}, at=at)
    return page


def test_the_day_is_settled_page_by_page(provider, stripe, moved):
    stripe.page_size = 1
    lines = provider.settled_on(NOON.date())
    assert {line.provider_ref for line in lines} == {moved}
    assert sorted(line.money.minor for line in lines) == [-837, 38837]
    assert {line.money.currency for line in lines} == {"HUF"}
    for other in (NOON - timedelta(days=1), NOON + timedelta(days=1)):
        assert provider.settled_on(other.date()) == []


def test_a_dispute_takes_and_its_end_may_give_back(provider, stripe, moved):
    dispute, at = stripe.dispute(moved), int(NOON.timestamp())
    stripe.move(-9500, dispute, at=at, currency="eur")
    stripe.move(9500, dispute, at=at, currency="eur")
    lines = sorted((line.money.minor, line.again) for line in provider.settled_on(NOON.date()))
    assert lines == [(-38837, False), (-837, False), (38837, False), (38837, True)]


def test_a_day_that_cannot_be_read_is_no_empty_day(provider, stripe, moved):
    for mood in ("500", "429", "garbage"):
        stripe.mood = mood
        with pytest.raises((MayHaveHappened, NothingHappened)):
            provider.settled_on(NOON.date())
    stripe.mood = "normal"
    charge = stripe.sessions[moved]["payment_intent"]["latest_charge"]
    stripe.move(1, {**charge, "amount_captured": 50}, at=int(NOON.timestamp()))
    with pytest.raises(MayHaveHappened):
        provider.settled_on(NOON.date())


@pytest.mark.parametrize(
    ("money", "units"),
    [
        (Money(38837, "HUF"), 3883700),
        (Money(1250, "CZK"), 1250),
        (Money(1, "EUR"), 1),
        (Money(99, "RON"), 99),
        (Money(50000, "JPY"), 500),
        (Money(1250, "KWD"), 12500),
    ],
)
def test_amounts_go_there_and_come_back(money, units):
    assert to_stripe(money) == units
    assert from_stripe(units, money.currency.lower()) == money


def test_amounts_between_two_units_are_not_rounded():
    with pytest.raises(Between):
        from_stripe(3883750, "huf")
    with pytest.raises(Between):
        to_stripe(Money(50001, "JPY"))


def test_without_the_package_the_settings_say_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "stripe", None)
    with pytest.raises(Refusal, match="a package more"):
        provider_from(code="stripe", given=GIVEN, currency="HUF")


def test_the_form_is_a_form(provider, stripe, now):
    provider.create(intent(description="Fűtés & melegvíz = 100 %"), now=now)
    name = stripe.seen[0][3]["line_items"]["0"]["price_data"]["product_data"]["name"]
    assert name == "Fűtés & melegvíz = 100 %"
