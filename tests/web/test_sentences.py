"""Every finding has words for whoever reads it."""

from datetime import date

import pytest

from webapp.domain.bands import Band, Dated, Expectation
from webapp.domain.findings import Finding
from webapp.domain.notices import meter_notices
from webapp.web.finding_words import BASIS_TOLD, BASIS_WORDS, FINDINGS, NOTICES
from webapp.web.sentences import expectation_sentence, finding_sentence, notice_sentence

NUMBERS = {
    "value": 1_082_000,
    "last": 1_073_000,
    "used": 9_000,
    "low": 1_074_000,
    "high": 1_079_000,
    "expected": 3_212,
    "days": 24,
    "basis": "last_year",
    "suggested": 1_078_000,
    "serial": "22870",
    "label": "",
    "later": 1_075_000,
    "day": "2026-11-20",
    "minutes": 12,
    "billed": "2026-11-30",
    "most": 60_000,
    "count": 3,
}
EVERY = [(code, variant) for code, variants in FINDINGS.items() for variant in variants]


@pytest.fixture(autouse=True)
def language(app):
    with app.test_request_context():
        yield


def sentence(code, *, for_="customer", **numbers):
    finding = Finding(code=code, severity="soft", numbers={**NUMBERS, **numbers})
    return finding_sentence(finding, unit="m³", for_=for_)


def numbers_for(code, variant):
    if code == "V09":
        return {"low": {"value": 1_073_100}, "high": {}, "": {}}[variant]
    return {"what": variant} if variant else {}


@pytest.mark.parametrize("for_", ["customer", "clerk"])
@pytest.mark.parametrize(("code", "variant"), EVERY)
def test_every_finding_has_words(code, variant, for_):
    said = sentence(code, for_=for_, **numbers_for(code, variant))
    assert said.endswith((".", "?", ")"))
    assert "%" not in said
    assert "None" not in said


@pytest.mark.parametrize(("code", "variant"), EVERY)
def test_the_clerk_is_told_the_rule_and_the_customer_no_code(code, variant):
    words = FINDINGS[code][variant]
    assert (f"({code})" in words.clerk) == code.startswith("V")
    assert code not in words.customer


def test_the_customer_is_told_what_to_do():
    assert sentence("V09") == (
        "9 m³ is more than we expected, 1 m³ to 6 m³. "
        "If every digit is right, please confirm it; a photo helps."
    )
    assert sentence("V11") == "Did you mean 1078 m³? A digit may have slipped."


def test_the_clerk_is_told_by_which_numbers():
    assert sentence("V09", for_="clerk") == (
        "High use: 9 m³ in 24 days, expected 3.2 m³ (1 m³ to 6 m³) "
        "by the same days last year. (V09)"
    )
    assert "at most" in sentence("V16", for_="clerk")


def test_findings_made_by_earlier_rules_still_have_words():
    old = {"value": 1_082_000, "low": 1_074_000, "high": 1_079_000}
    finding = Finding(code="V09", severity="soft", numbers=old)
    said = finding_sentence(finding, unit="m³")
    assert said == "We expected between 1074 m³ and 1079 m³."


def test_a_finding_without_an_expectation_has_words():
    numbers = {"value": 9, "last": 0, "used": 9, "low": 0, "high": 5, "days": 3}
    finding = Finding(code="V09", severity="soft", numbers=numbers)
    assert "in 3 days" in finding_sentence(finding, for_="clerk")


@pytest.mark.parametrize("for_", ["customer", "clerk"])
def test_notices_have_words(for_):
    found = meter_notices(
        calibrated_until=date(2012, 11, 30),
        last_actual=[date(2024, 1, 1)],
        day=date(2026, 11, 23),
        estimate_days=365,
    )
    assert {one.code for one in found} == set(NOTICES)
    for one in found:
        assert "%" not in notice_sentence(one, for_=for_)


@pytest.mark.parametrize(
    ("basis", "numbers"),
    [
        (
            "weather",
            {"degree_days": 312_400, "base_per_day": 20, "per_degree_day": 7, "periods": 9},
        ),
        ("last_year", {"from": "2025-10-30", "to": "2025-11-23", "amount": 3_000}),
        ("previous", {"from": "2026-08-30", "to": "2026-10-30", "amount": 8_000, "yearly": 45_000}),
        ("contract", {"yearly": 45_000}),
        ("class", {"yearly": 45_000}),
    ],
)
def test_how_we_came_to_it(basis, numbers):
    assert set(BASIS_TOLD) == set(BASIS_WORDS)
    expectation = Expectation(
        anchor=Dated(day=date(2026, 10, 30), value=0),
        day=date(2026, 11, 23),
        amount=3_000,
        band=Band(low=0, high=6_000, per_day=130),
        basis=basis,
        numbers=numbers,
    )
    said = expectation_sentence(expectation, unit="m³")
    assert "%" not in said
    assert said.endswith(".")
