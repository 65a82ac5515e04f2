"""One rule a setting: what it takes, what it refuses and in which words, and what it means."""

from datetime import date

import pytest

from webapp.domain.interest import Rate, interest_on
from webapp.domain.ledger import GROUPS, USUAL_ORDER
from webapp.domain.money_setting_texts import (
    PARSERS,
    SettingsRefused,
    money_setting_text,
    parse_money_setting,
    parse_money_settings,
)
from webapp.domain.money_setting_words import money_setting_words
from webapp.domain.money_settings import DAY_COUNTS, GROUP_WORDS, ORDERS, PROVIDERS, QR_KINDS, RULES
from webapp.domain.refusals import Refusal
from webapp.gateways.payments.choice import MAKERS
from webapp.models.money_settings import MoneySetting
from webapp.web.security import ORIGIN

IBAN = "HU42117730161111101800000000"


def parsed(name, text, currency="HUF"):
    return parse_money_setting(name=name, text=text, currency=currency)


def told(name, text, currency="HUF"):
    with pytest.raises(Refusal) as refused:
        parsed(name, text, currency)
    assert (refused.value.code, refused.value.field) == ("setting", name)
    return str(refused.value)


def test_every_column_has_one_rule_and_every_rule_a_group():
    assert set(RULES) == set(MoneySetting._meta.fields) - {"company_id", "agreed_id"}
    assert {rule.group for rule in RULES.values()} == set(GROUP_WORDS)
    assert {rule.kind for rule in RULES.values()} == set(PARSERS)


def test_the_choices_are_those_of_the_code_that_uses_them():
    assert set(PROVIDERS) == {"", *MAKERS}
    assert set(RULES["qr_kind"].choices) == set(QR_KINDS)
    assert {USUAL_ORDER, ""} <= set(ORDERS)


@pytest.mark.parametrize("kind", DAY_COUNTS)
def test_every_year_of_interest_is_one_that_can_be_counted(kind):
    rates = [Rate(valid_from=date(2026, 1, 1), rate=36_500)]
    year = {"since": date(2026, 1, 1), "until": date(2027, 1, 1)}
    assert interest_on(base=1_000, rates=rates, day_count=kind, **year).amount >= 3_650


@pytest.mark.parametrize("name", RULES)
def test_the_default_is_what_its_own_rule_takes(name):
    default = RULES[name].default
    for currency in ("HUF", "EUR", "RUB"):
        text = money_setting_text(name=name, value=default, currency=currency)
        assert parsed(name, text, currency) == default


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("payee", "  Minta \u00a0 Távhő\nKft. ", "Minta Távhő Kft."),
        ("iban", "hu42 1177 3016 1111 1018 0000 0000", IBAN),
        ("iban", " ", ""),
        ("bic", "otpv hu hb", "OTPVHUHB"),
        ("bic", "COBADEFFXXX", "COBADEFFXXX"),
        ("provider", "stripe", "stripe"),
        ("provider", "", ""),
        ("payment_origins", "https://a.example.com  https://a.example.com\nhttps://b.example:8443",
         "https://a.example.com https://b.example:8443"),
        ("payment_origins", "http://127.0.0.1:8090 http://localhost",
         "http://127.0.0.1:8090 http://localhost"),
        ("allocation_order", " principal , fees ", "principal,fees"),
        ("allocation_order", "", ""),
        ("uses_credit", "No", False),
        ("uses_credit", "true", True),
        ("least_payment", "1 250", 1250),
        ("least_payment", "", 0),
        ("day_count", "act_act", "act_act"),
        ("qr_kind", "hct", "hct"),
        ("number_pattern", r"S-\d{4,12}", r"S-\d{4,12}"),
    ],
)  # fmt: skip
def test_what_is_taken(name, text, kept):
    assert parsed(name, text) == kept
    again = money_setting_text(name=name, value=kept, currency="HUF")
    assert parsed(name, again) == kept


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("payee", "P" * 71, "70 letters at most"),
        ("payee", "P\0", "one line"),
        ("iban", "HU42117730161111101800000001", "digit by digit"),
        ("iban", "HU4211773016111110180000000", "digit by digit"),
        ("iban", "Ħ", "digit by digit"),
        ("bic", "OTPV", "8 or 11"),
        ("provider", "paypal", "sandbox, simplepay, stripe"),
        ("payment_origins", "http://example.com", "http only for this machine"),
        ("payment_origins", "https://example.com/pay", "without a path"),
        ("payment_origins", "https://*.example.com", "without a path"),
        ("payment_origins", "https://user@example.com", "without a path"),
        ("payment_origins", "https://example.com:99999", "without a path"),
        ("payment_origins", "https://example.com;script-src", "without a path"),
        ("payment_origins", "https://Example.com", "small letters"),
        ("payment_origins", "http://127.0.0.1.example.com", "http only for this machine"),
        ("payment_origins", "javascript:alert(1)", "without a path"),
        ("payment_origins", " ".join(f"https://a{n}.example" for n in range(9)), "8 addresses"),
        ("allocation_order", "fees,fees", "each once"),
        ("allocation_order", "fees;interest", "each once"),
        ("uses_credit", "perhaps", "yes or no"),
        ("uses_credit", "", "yes or no"),
        ("least_payment", "2.5", "digits alone"),
        ("least_payment", "-1", "not below nothing"),
        ("least_payment", "9" * 30, "too large"),
        ("day_count", "30_360", "act_365, act_360, act_act"),
        ("qr_kind", "swiss", "none, epc"),
        ("address", "A" * 601, "too long"),
        ("company_id", "1", "no such setting"),
    ],
)
def test_what_cannot_be_is_told_with_what_is_expected(name, text, words):
    assert words in told(name, text)


def test_amounts_are_whole_minor_units_of_the_companys_currency():
    assert parsed("least_payment", "2.5", "EUR") == 250
    assert money_setting_text(name="least_payment", value=250, currency="EUR") == "2.50"
    assert "digits alone" in told("least_payment", "2.505", "EUR")


def test_roubles_have_account_numbers_of_their_own():
    assert parsed("iban", "40702 810 9 0000 0000001", "RUB") == "40702810900000000001"
    assert parsed("bic", "044525225", "RUB") == "044525225"
    assert "20 digits" in told("iban", IBAN, "RUB")
    assert "9 digits" in told("bic", "OTPVHUHB", "RUB")


def test_every_origin_that_is_taken_is_one_that_pages_name():
    taken = parsed("payment_origins", "https://a-b.example.com:8443 http://localhost:80")
    assert all(ORIGIN.fullmatch(origin) for origin in taken.split())


def test_every_fault_is_told_and_the_good_ones_do_not_hide_them():
    given = {"iban": "HU1", "bank": "OTP", "bic": "x"}
    with pytest.raises(SettingsRefused) as refused:
        parse_money_settings(given=given, currency="HUF")
    assert [fault.field for fault in refused.value.faults] == ["iban", "bic"]
    assert (refused.value.code, refused.value.field) == ("setting", "iban")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("iban", IBAN, "HU42 1177 3016 1111 1018 0000 0000"),
        ("iban", "", "not set"),
        ("provider", "stripe", "Stripe"),
        ("provider", "gone", "gone"),
        ("allocation_order", USUAL_ORDER, "reminder fees, interest, bills"),
        ("allocation_order", "", "by age alone, the oldest first"),
        ("uses_credit", False, "no"),
        ("least_payment", 250, "2.50 EUR"),
        ("least_payment", 0, "none, any amount"),
        ("qr_kind", "epc", "EPC code (GiroCode), for euros"),
        ("payee", "Minta", "Minta"),
    ],
)
def test_each_is_told_in_words(name, value, words):
    assert money_setting_words(name=name, value=value, currency="EUR", say=str) == words


def test_every_group_of_debts_has_a_word():
    told_all = money_setting_words(
        name="allocation_order", value=",".join(set(GROUPS.values())), currency="HUF", say=str
    )
    assert not {"fees", "principal"} & set(told_all.split(", "))
