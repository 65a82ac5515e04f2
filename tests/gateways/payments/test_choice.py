"""A company's settings make its bank, or say plainly what is missing."""

import pytest

from webapp.domain.refusals import Refusal
from webapp.gateways.payments.choice import MAKERS, origins_of, provider_from

GOOD = {
    "sandbox": {"url": "http://127.0.0.1:8090/", "merchant": "minta", "secrets": ["s"]},
    "stripe": {"secret_key": "sk_test_1", "webhook_secrets": ["whsec_1"]},
    "simplepay": {"merchant": "M", "keys": ["k"]},
}


@pytest.mark.parametrize("code", MAKERS)
def test_good_settings_make_the_bank(code):
    assert provider_from(code=code, given=GOOD[code], currency="HUF").code == code


@pytest.mark.parametrize(
    ("code", "name"), [(code, name) for code, given in GOOD.items() for name in given]
)
@pytest.mark.parametrize("value", [None, "", [], [""], 7, {}])
def test_a_setting_that_is_missing_is_named(code, name, value):
    with pytest.raises(Refusal, match=name) as refusal:
        provider_from(code=code, given={**GOOD[code], name: value}, currency="HUF")
    assert refusal.value.code == "payment_settings"


@pytest.mark.parametrize("code", ["paypal", "", "Sandbox"])
def test_an_unknown_bank_is_refused(code):
    with pytest.raises(Refusal, match="no payment provider called"):
        provider_from(code=code, given={}, currency="HUF")


@pytest.mark.parametrize(
    ("code", "name", "address"),
    [
        ("sandbox", "url", "ftp://bank.test"),
        ("sandbox", "page", "nowhere"),
        ("simplepay", "url", "http://bank.test/v2"),
        ("stripe", "api_base", "http://bank.test"),
        ("stripe", "api_base", "https://"),
    ],
)
def test_a_real_bank_is_asked_over_https_only(code, name, address):
    with pytest.raises(Refusal, match=name):
        provider_from(code=code, given={**GOOD[code], name: address}, currency="HUF")


def test_where_forms_may_lead():
    assert origins_of(code="sandbox", given=GOOD["sandbox"]) == ("http://127.0.0.1:8090",)
    seen = {**GOOD["sandbox"], "page": "https://bank.demo.test/pretend"}
    assert origins_of(code="sandbox", given=seen) == ("https://bank.demo.test",)
    assert origins_of(code="stripe", given={}) == ("https://checkout.stripe.com",)
    assert origins_of(code="simplepay", given={}) == ("https://*.simplepay.hu",)
    assert origins_of(code="paypal", given={}) == ()


def test_the_page_is_shown_where_browsers_reach_it(bank, now):
    from tests.gateways.payments.intents import intent

    given = {**bank.credentials(), "page": "https://bank.demo.test"}
    made = provider_from(code="sandbox", given=given, currency="HUF").create(intent(), now=now)
    assert made.redirect_url.startswith("https://bank.demo.test/pay/")
