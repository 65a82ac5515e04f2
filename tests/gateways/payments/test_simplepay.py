"""SimplePay: signatures by fixed vectors, notifications, and a start against a loopback server."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.gateways.payments.intents import intent
from tests.simplepay_server import KEY, MERCHANT, fake_simplepay, ipn
from webapp.domain.money import Money
from webapp.domain.payments import (
    BadSignature,
    Capability,
    Malformed,
    MayHaveHappened,
    NothingHappened,
    Notification,
    NotSupported,
    State,
)
from webapp.domain.refusals import Refusal
from webapp.gateways.payments.choice import provider_from
from webapp.gateways.payments.simplepay import signable, signature

# The sample of SimplePay's own documentation, with the key of its public test account.
DOCUMENTED = {
    "salt": "c1ca1d0e9fc2323b3dda7cf145e36f5e",
    "merchant": "PUBLICTESTHUF",
    "orderRef": "101010516348232058105",
    "currency": "HUF",
    "customerEmail": "sdk_test@otpmobil.com",
    "language": "HU",
    "sdkVersion": "SimplePayV2.1_Payment_PHP_SDK_2.0.7_190701:dd236896400d7463677a82a47f53e36e",
    "methods": ["CARD"],
    "total": "25",
    "timeout": "2021-10-30T12:30:11+00:00",
    "url": "https://sdk.simplepay.hu/back.php",
}
DOCUMENTED_SIGNATURE = "gcDJ8J7TyT1rC/Ygj/8CihXaLwniMWRav09QSEMQUnv5TbYaEDvQAuBE1mW3plvZ"


@pytest.fixture
def simplepay():
    with fake_simplepay() as made:
        yield made


@pytest.fixture
def provider(simplepay):
    return at(simplepay.url)


def at(url, currency="HUF", **more):
    given = {"merchant": MERCHANT, "keys": [KEY, "the key before"], "url": url, **more}
    return provider_from(code="simplepay", given=given, currency=currency)


def heard(provider, raw, *, now, key=KEY, name="Signature"):
    headers = {name: signature(raw, key)}
    return provider.parse_notification(raw, headers=headers, query={}, now=now)


def test_the_documented_sample_has_the_documented_signature():
    raw = signable(DOCUMENTED)
    assert rb'"url":"https:\/\/sdk.simplepay.hu\/back.php"' in raw
    assert signature(raw, KEY) == DOCUMENTED_SIGNATURE


def test_a_recorded_answer_and_a_recorded_return_have_their_signatures():
    answer = {
        "transactionId": "504226393",
        "orderRef": "ORDER124",
        "merchant": "P085602",
        "timeout": "2024-11-29T13:29:17+01:00",
        "total": "1000",
        "paymentUrl": "https://sb-checkout.simplepay.hu/trx/"
        "cJZs3UUc48FlGu7Mfa1M0tcTWO53oA5RxS0OUMPqA17Fe3HGBr",
        "currency": "HUF",
        "salt": "R0ZBm2gdCXuTmxpOkqB4s0aAhZxZwSWG",
    }
    assert signature(signable(answer), "P085602") == (
        "W98O/EdHobsWJTw2U1xUuUWXtCaJnTnzq5Na8ddCKE4gm2IW7vro33tGAW55YPf6"
    )
    back = {"r": 0, "t": 505070183, "e": "SUCCESS", "m": "SZEP114606", "o": "1745669549825"}
    assert signature(signable(back), "SZEP_KEY_SECRET") == (
        "6stvxYnjA+UUmcmsQvA4FjvgGx6MbtPleKIQVTUzA5vu+uUOyl15o9LSnFn/9WtD"
    )


def test_a_payment_is_started_as_documented(provider, simplepay, now):
    wanted = intent()
    made = provider.create(wanted, now=now)
    ((given, raw),) = simplepay.seen
    assert given.keys() == DOCUMENTED.keys()
    assert (given["orderRef"], given["total"], given["currency"]) == (wanted.id, "38837", "HUF")
    assert (given["language"], given["methods"], given["merchant"]) == ("HU", ["CARD"], MERCHANT)
    until = datetime.fromisoformat(given["timeout"])
    assert abs(until - now - timedelta(minutes=30)) < timedelta(seconds=1)
    assert b"\\/" in raw
    assert b"//" not in raw
    assert made.provider_ref == "500000001"
    assert made.redirect_url == "https://sb-checkout.simplepay.hu/trx/500000001"
    assert made.expires_at == until.astimezone(UTC)


def test_euros_have_their_own_account_and_cents(simplepay, now):
    euros = at(simplepay.url, "EUR")
    simplepay.changes = {"total": 12.5}
    euros.create(intent(1250, "EUR"), now=now)
    assert simplepay.seen[0][0]["total"] == "12.50"
    with pytest.raises(NothingHappened):
        euros.create(intent(1250, "HUF"), now=now)


@pytest.mark.parametrize("currency", ["HUF_SZEP", "CZK", "USD", ""])
def test_other_currencies_and_the_holiday_card_are_refused(currency):
    with pytest.raises(Refusal, match="SimplePay does not take"):
        at("https://sandbox.simplepay.hu/payment/v2", currency)


@pytest.mark.parametrize(
    "changes",
    [
        {"total": "38838"},
        {"currency": "EUR"},
        {"merchant": "ANOTHER"},
        {"orderRef": "another"},
        {"paymentUrl": "javascript:alert(1)"},
        {"timeout": "soon"},
        {"timeout": "2026-11-25T12:00:00"},
    ],
)
def test_an_answer_that_does_not_fit_is_not_gone_on_with(provider, simplepay, now, changes):
    simplepay.changes = changes
    with pytest.raises(MayHaveHappened):
        provider.create(intent(), now=now)


def test_an_answer_signed_by_somebody_else_is_not_believed(provider, simplepay, now):
    simplepay.key = "not the key"
    with pytest.raises(MayHaveHappened):
        provider.create(intent(), now=now)


@pytest.mark.parametrize(
    ("mood", "fault"),
    [
        ("no", NothingHappened),
        ("429", NothingHappened),
        ("500", MayHaveHappened),
        ("garbage", MayHaveHappened),
    ],
)
def test_bad_moods(provider, simplepay, now, mood, fault):
    simplepay.mood = mood
    with pytest.raises(fault):
        provider.create(intent(), now=now)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("FINISHED", State.SUCCEEDED),
        ("AUTHORIZED", State.PENDING),
        ("NOTAUTHORIZED", State.FAILED),
        ("REVERSED", State.CANCELLED),
        ("CANCELLED", State.CANCELLED),
        ("TIMEOUT", State.EXPIRED),
        ("SOMETHING", State.UNKNOWN),
    ],
)
def test_a_signed_notification_states_what_became_of_it(provider, now, status, state):
    told = heard(provider, ipn(status), now=now)
    assert (told.provider_ref, told.hint, told.trusted) == ("500000001", status, True)
    assert told.event_id is None
    said = provider.stated(told)
    assert (said.state, said.captured) == (state, None)


def test_what_is_not_trusted_states_nothing(provider):
    told = Notification(event_id=None, provider_ref="1", hint="FINISHED", trusted=False)
    assert provider.stated(told) is None


def test_both_keys_of_a_change_are_believed_and_no_third(provider, now):
    raw = ipn("FINISHED")
    assert heard(provider, raw, now=now, key="the key before").trusted
    assert heard(provider, raw, now=now, name="signature").trusted
    for key in ("a third", ""):
        with pytest.raises(BadSignature):
            heard(provider, raw, now=now, key=key)
    for given in ("", "=", "é", signature(raw, KEY)[:-1]):
        with pytest.raises(BadSignature):
            provider.parse_notification(raw, headers={"Signature": given}, query={}, now=now)
    with pytest.raises(BadSignature):
        provider.parse_notification(
            raw.replace(b"FINISHED", b"REVERSED"),
            headers={"Signature": signature(raw, KEY)},
            query={},
            now=now,
        )


def test_another_accounts_notification_is_malformed(provider, now):
    for raw in (ipn("FINISHED", merchant="ANOTHER"), b"[]", b"{}", b"null", b"\xff", b""):
        with pytest.raises(Malformed):
            heard(provider, raw, now=now)


def test_the_acknowledgement_is_the_same_body_signed_again(provider):
    now = datetime(2026, 11, 25, 12, 0, 7, tzinfo=UTC)
    raw = ipn("FINISHED", remark="a/b é")
    told = heard(provider, raw, now=now)
    said = provider.acknowledge(told, raw, now=now)
    assert said.status == 200
    assert json.loads(said.body) == {**json.loads(raw), "receiveDate": "2026-11-25T12:00:07+00:00"}
    assert said.body.startswith(raw[:-1])
    headers = dict(said.headers)
    assert headers["Signature"] == signature(said.body, KEY)
    assert headers["Content-Type"].startswith("application/json")


def test_what_comes_back_with_the_person_is_read_and_states_nothing(provider):
    raw = signable({"r": 0, "t": 500000001, "e": "SUCCESS", "m": MERCHANT, "o": "k~~>>??1"})
    query = {"r": base64.b64encode(raw).decode(), "s": plus_signed(raw)}
    told = provider.read_return(query)
    assert (told.provider_ref, told.hint) == ("500000001", "return:SUCCESS")
    assert provider.stated(told) is None
    spaces = {name: value.replace("+", " ") for name, value in query.items()}
    assert provider.read_return(spaces) == told


def plus_signed(raw):
    signed = signature(raw, KEY)
    assert "+" in signed, "the vector must hold a + to show what it is for"
    return signed


def test_a_return_that_was_tampered_with_is_not_read(provider):
    raw = signable({"r": 0, "t": 1, "e": "SUCCESS", "m": MERCHANT, "o": "1"})
    good = {"r": base64.b64encode(raw).decode(), "s": signature(raw, KEY)}
    for query in ({**good, "s": "x"}, {"s": good["s"]}, {**good, "r": base64.b64encode(b"{}")[:4]}):
        query = {k: v if isinstance(v, str) else v.decode() for k, v in query.items()}
        with pytest.raises((BadSignature, Malformed)):
            provider.read_return(query)
    other = signable({"r": 0, "t": 1, "e": "SUCCESS", "m": "ANOTHER", "o": "1"})
    with pytest.raises(Malformed):
        provider.read_return({"r": base64.b64encode(other).decode(), "s": signature(other, KEY)})


def test_what_is_not_known_for_sure_is_not_supported(provider, now):
    assert provider.capabilities == {Capability.SIGNED_NOTIFICATIONS}
    assert provider.fetch("500000001").state == State.UNKNOWN
    assert not provider.expire("500000001")
    with pytest.raises(NotSupported):
        provider.refund("500000001", Money(1, "HUF"), key="a")
    with pytest.raises(NotSupported):
        provider.settled_on(now.date())
