"""The pretend bank as a provider, asked over real HTTP, in good and bad moods."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.gateways.payments.intents import intent
from tests.hearing import hearing
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
from webapp.gateways.payments.choice import provider_from
from webapp.gateways.payments.client import Client

OTHER_MERCHANT = {"merchant": "somebody-else", "secrets": ["theirs"]}


@pytest.fixture
def shop(bank):
    """A merchant's settings."""
    return bank.credentials()


@pytest.fixture
def provider(shop):
    """The provider."""
    return provider_from(code="sandbox", given=shop, currency="HUF")


@pytest.fixture
def impatient(shop):
    """The same, with little patience, so that a bank that hangs costs a test little."""
    return provider_from(code="sandbox", given=shop, currency="HUF", client=Client(timeout=1.0))


@pytest.fixture
def paid(bank, provider, now):
    """A payment that was taken."""
    ref = provider.create(intent(), now=now).provider_ref
    bank.approve(ref)
    return ref


def test_a_payment_is_begun_once_however_often_it_is_asked(bank, provider, now):
    wanted = intent()
    first, second = provider.create(wanted, now=now), provider.create(wanted, now=now)
    assert first == second
    assert bank.payment(first.provider_ref)["creates"] == 2


def test_the_same_key_for_other_money_is_refused(provider, now):
    wanted = intent()
    provider.create(wanted, now=now)
    with pytest.raises(NothingHappened):
        provider.create(intent(1, id_=wanted.id), now=now)


@pytest.mark.parametrize(("mood", "begun"), [("timeout", True), ("garbage", True), ("500", False)])
def test_nobody_knows_whether_it_was_begun(bank, provider, impatient, now, mood, begun):
    bank.behave(create=mood, timeout_s=3)
    wanted = intent()
    with pytest.raises(MayHaveHappened):
        impatient.create(wanted, now=now)
    assert any(payment["key"] == wanted.id for payment in bank.payments()) == begun
    bank.behave()
    again = provider.create(wanted, now=now)
    assert [p["ref"] for p in bank.payments() if p["key"] == wanted.id] == [again.provider_ref]


def test_a_busy_bank_has_begun_nothing(bank, provider, now):
    bank.behave(create="429")
    with pytest.raises(NothingHappened):
        provider.create(intent(), now=now)


def test_a_bank_that_is_not_there_has_begun_nothing(shop, now):
    nowhere = {**shop, "url": "http://127.0.0.1:9"}
    provider = provider_from(code="sandbox", given=nowhere, currency="HUF")
    with pytest.raises(NothingHappened):
        provider.create(intent(), now=now)
    assert provider.fetch("sb_1").state == State.UNKNOWN


@pytest.mark.parametrize(
    ("doing", "state"),
    [
        ("approve", State.SUCCEEDED),
        ("decline", State.FAILED),
        ("cancel", State.CANCELLED),
        ("let_expire", State.EXPIRED),
    ],
)
def test_the_state_is_what_the_bank_says(bank, provider, now, doing, state):
    ref = provider.create(intent(), now=now).provider_ref
    assert provider.fetch(ref).state == State.REDIRECTED
    getattr(bank, doing)(ref)
    said = provider.fetch(ref)
    assert said.state == state
    assert said.reference == "SU0044-2026-11"
    assert (said.captured == Money(38837, "HUF")) == (state == State.SUCCEEDED)


def test_success_may_come_after_the_time_ran_out(bank, provider, now):
    ref = provider.create(intent(expires_in=timedelta(seconds=0)), now=now).provider_ref
    bank.let_expire(ref)
    bank.approve(ref)
    assert provider.fetch(ref).state == State.SUCCEEDED


@pytest.mark.parametrize("mood", ["timeout", "500", "429", "garbage"])
def test_who_cannot_be_asked_says_nothing(bank, impatient, paid, mood):
    bank.behave(fetch=mood, timeout_s=3)
    assert impatient.fetch(paid).state == State.UNKNOWN


def test_an_unknown_payment_is_unknown(provider):
    assert provider.fetch("sb_nobody").state == State.UNKNOWN


def test_another_merchants_payment_is_unknown(bank, paid):
    other = provider_from(code="sandbox", given=bank.credentials(), currency="HUF")
    assert other.fetch(paid).state == State.UNKNOWN


def test_another_amount_and_another_currency_are_told_as_they_are(bank, provider, now):
    ref = provider.create(intent(), now=now).provider_ref
    bank.behave(amount=999, currency="EUR")
    bank.approve(ref)
    assert provider.fetch(ref).captured == Money(999, "EUR")


def test_a_wrong_secret_opens_nothing(shop, now):
    wrong = provider_from(code="sandbox", given={**shop, "secrets": ["no"]}, currency="HUF")
    with pytest.raises(NothingHappened):
        wrong.create(intent(), now=now)


def test_money_goes_back_in_parts_and_never_twice(provider, paid):
    first = provider.refund(paid, Money(10000, "HUF"), key="a")
    assert provider.refund(paid, Money(10000, "HUF"), key="a") == first
    assert first.state == RefundState.SUCCEEDED
    assert provider.refund(paid, Money(28837, "HUF"), key="b").state == RefundState.SUCCEEDED
    assert provider.fetch(paid).refunded == Money(38837, "HUF")
    over = provider.refund(paid, Money(1, "HUF"), key="c")
    assert (over.state, over.why) == (RefundState.FAILED, "more_than_is_left")


def test_a_refund_may_wait_and_then_fail(bank, provider, paid):
    bank.behave(refund="pending")
    assert provider.refund(paid, Money(500, "HUF"), key="a").state == RefundState.SUBMITTED
    assert provider.fetch(paid).refunded == Money(0, "HUF")
    # What is on its way counts, so that two that wait cannot be more than was paid.
    assert provider.refund(paid, Money(38338, "HUF"), key="b").state == RefundState.FAILED
    bank.refund_settles(paid, succeed=False)
    assert provider.refund(paid, Money(500, "HUF"), key="a").state == RefundState.FAILED
    assert provider.fetch(paid).refunded == Money(0, "HUF")


@pytest.mark.parametrize("mood", ["timeout", "500", "429", "garbage"])
def test_nobody_knows_what_became_of_a_refund(bank, impatient, paid, mood):
    bank.behave(refund=mood, timeout_s=3)
    assert impatient.refund(paid, Money(500, "HUF"), key="a").state == RefundState.UNKNOWN


def test_a_refund_may_come_back_after_it_went_through(bank, provider, paid):
    provider.refund(paid, Money(500, "HUF"), key="a")
    bank.refunds_return(paid)
    told = provider.refund_state(paid, key="a")
    assert (told.state, told.why) == (RefundState.FAILED, "the card was closed")
    assert provider.fetch(paid).refunded == Money(0, "HUF")
    lines = provider.settled_on(datetime.now(UTC).date())
    assert sorted((line.money.minor, line.again) for line in lines) == [
        (-500, False), (500, True), (38837, False),
    ]  # fmt: skip
    assert provider.refund(paid, Money(38837, "HUF"), key="b").state == RefundState.SUCCEEDED


def test_a_dispute_may_be_won_whole_or_in_part_and_lost_again(bank, provider, paid):
    def said():
        told = provider.fetch(paid)
        return told.disputed.minor, told.won.minor

    bank.chargeback(paid)
    bank.dispute_won(paid, half=True)
    assert said() == (38837, 19418)
    assert provider.refund(paid, Money(19419, "HUF"), key="a").state == RefundState.FAILED
    bank.dispute_won(paid)
    bank.dispute_won(paid)
    assert said() == (38837, 38837)
    lines = provider.settled_on(datetime.now(UTC).date())
    assert sorted((line.money.minor, line.again) for line in lines) == [
        (-38837, False), (19418, True), (19419, True), (38837, False),
    ]  # fmt: skip
    bank.chargeback(paid)
    assert said() == (2 * 38837, 38837)


def test_a_chargeback_is_told(bank, provider, paid):
    bank.chargeback(paid)
    said = provider.fetch(paid)
    assert (said.state, said.disputed) == (State.SUCCEEDED, Money(38837, "HUF"))


def test_a_page_can_be_closed_unless_it_was_paid(bank, provider, paid, now):
    fresh = provider.create(intent(), now=now).provider_ref
    assert provider.expire(fresh)
    assert provider.fetch(fresh).state == State.EXPIRED
    assert not provider.expire(paid)
    assert not provider.expire("sb_nobody")


def test_the_day_is_settled_line_by_line(bank, provider, paid):
    provider.refund(paid, Money(837, "HUF"), key="a")
    today = datetime.now(UTC).date()
    sums = sorted(line.money.minor for line in provider.settled_on(today))
    assert sums == [-837, 38837]
    assert provider.settled_on(today - timedelta(days=2)) == []


def test_notifications_come_signed_and_are_only_a_hint(bank, provider, now):
    with hearing() as ear:
        ref = provider.create(intent(notify_url=ear.url), now=now).provider_ref
        bank.approve(ref)
        letter = ear.wait()
    hint = provider.parse_notification(letter.body, headers=letter.headers, query={}, now=now)
    assert (hint.provider_ref, hint.hint, hint.trusted) == (ref, "paid", True)
    assert hint.event_id
    assert provider.stated(hint) is None
    assert provider.acknowledge(hint, letter.body, now=now).status == 200


@pytest.mark.parametrize(
    ("signing", "fault"),
    [
        ("forged", BadSignature),
        ("unsigned", BadSignature),
        ("stale", Stale),
        ("future", Stale),
        ("right", None),
        ("other", None),
    ],
)
def test_only_what_is_signed_for_now_is_believed(bank, provider, now, signing, fault):
    with hearing() as ear:
        ref = provider.create(intent(notify_url=ear.url), now=now).provider_ref
        bank.send(ref, signing=signing)
        letter = ear.wait()
    if fault is None:
        assert provider.parse_notification(
            letter.body, headers=letter.headers, query={}, now=now
        ).trusted
        return
    with pytest.raises(fault):
        provider.parse_notification(letter.body, headers=letter.headers, query={}, now=now)


def test_an_altered_letter_and_another_shops_are_not_believed(bank, provider, now):
    other = provider_from(code="sandbox", given=bank.credentials(), currency="HUF")
    with hearing() as ear:
        ref = provider.create(intent(notify_url=ear.url), now=now).provider_ref
        bank.send(ref)
        letter = ear.wait()
    altered = letter.body.replace(ref.encode(), b"sb_of_somebody_else")
    for who, raw in ((provider, altered), (other, letter.body)):
        with pytest.raises(BadSignature):
            who.parse_notification(raw, headers=letter.headers, query={}, now=now)


def test_what_is_signed_and_makes_no_sense_is_malformed(shop, provider, now):
    from webapp.gateways.payments.signatures import signed

    for raw in (b"[]", b"{}", b'{"event": 1, "payment": "x", "what": "y"}', b"\xff", b"null"):
        header = signed(raw, secret=shop["secrets"][0], moment=int(now.timestamp()))
        with pytest.raises(Malformed):
            provider.parse_notification(raw, headers={"bank-signature": header}, query={}, now=now)
