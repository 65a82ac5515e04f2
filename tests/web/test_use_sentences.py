"""Each thing that can be said of use, in words that neither praise nor blame."""

from datetime import date

import pytest

from webapp.domain.consumption import Counted
from webapp.domain.degree_days import EquallyCold
from webapp.domain.estimates_compared import EstimateCompared
from webapp.domain.use_by_year import Stretch, Years
from webapp.web.use_sentences import (
    day_sentence,
    estimate_sentence,
    said_amount,
    use_sentence,
    weather_sentence,
    winter_sentence,
)

END, MIDDLE, BEGIN = date(2026, 10, 31), date(2025, 10, 31), date(2024, 10, 31)
SOON, LATE = date(2026, 11, 23), date(2027, 3, 1)


@pytest.fixture(autouse=True)
def in_english(app):
    with app.test_request_context("/"):
        yield


def years(this, before, *, days=365, days_before=365, since=MIDDLE):
    return Years(
        this=Stretch(after=MIDDLE, until=END, since=since, amount=this, days=days, guessed=False),
        before=Stretch(
            after=BEGIN,
            until=MIDDLE,
            since=BEGIN,
            amount=before,
            days=days_before,
            guessed=False,
        ),
    )


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("given", "today", "said"),
    [
        (years(43_000, 45_000), SOON,
         "In the last 12 months you used 43 m³, 2 m³ less than the year before."),
        (years(45_000, 43_000), SOON,
         "In the last 12 months you used 45 m³, 2 m³ more than the year before."),
        (years(43_000, 43_040), SOON,
         "In the last 12 months you used 43 m³, as much as the year before."),
        (years(43_000, 3_000, days_before=20), SOON,
         "In the last 12 months you used 43 m³."),
        (years(43_000, 45_000), LATE,
         "In the 12 months up to 31 October 2026 you used 43 m³, 2 m³ less than the year before."),
        (years(45_000, 43_000), LATE,
         "In the 12 months up to 31 October 2026 you used 45 m³, 2 m³ more than the year before."),
        (years(43_000, 43_000), LATE,
         "In the 12 months up to 31 October 2026 you used 43 m³, as much as the year before."),
        (years(43_000, 0, days_before=0), LATE,
         "In the 12 months up to 31 October 2026 you used 43 m³."),
        (years(31_000, 0, days=214, days_before=0, since=date(2026, 3, 31)), SOON,
         "From 31 March 2026 to 31 October 2026 you used 31 m³."),
        (years(31_000, 0, days=200, days_before=0, since=date(2026, 3, 31)), SOON,
         "From 31 March 2026 to 31 October 2026 you used 31 m³, as far as the readings tell."),
        (None, SOON, "With the second reading it will say here how much you use."),
    ],
)  # fmt: skip
def test_the_one_sentence(given, today, said):
    assert plain(use_sentence(given, unit="m³", decimals=3, today=today)) == said


@pytest.mark.parametrize(
    ("amount", "decimals", "said"),
    [
        (2_120_400, 3, "2120 kWh"),
        (99_940, 3, "99.9 kWh"),
        (43_000, 3, "43 kWh"),
        (43_400, 0, "43 kWh"),
        (43_600, 0, "44 kWh"),
        (0, 3, "0 kWh"),
    ],
)
def test_amounts_have_no_more_digits_than_say_something(amount, decimals, said):
    assert plain(said_amount(amount, unit="kWh", decimals=decimals)) == said


def cold(this, before, *, was=3_000_000, before_was=3_200_000):
    return EquallyCold(
        this=this, before=before, degree_days_this=was, degree_days_before=before_was
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (cold(30_000, 32_000), "you used 2 GJ less."),
        (cold(32_000, 30_000), "you used 2 GJ more."),
        (cold(30_000, 30_010), "you used as much as before."),
    ],
)
def test_what_is_left_in_the_same_weather(given, said):
    text = plain(weather_sentence(given, unit="GJ", decimals=2))
    assert text == f"As if both years had been equally cold, {said}"


@pytest.mark.parametrize(
    ("was", "before", "said"),
    [
        (3_000_000, 3_200_000, "It was milder: 3000 degree days, after 3200."),
        (3_200_000, 3_000_000, "It was colder: 3200 degree days, after 3000."),
        (3_000_100, 3_000_000, "Both years were equally cold: 3000 degree days."),
    ],
)
def test_how_cold_it_was(was, before, said):
    assert winter_sentence(cold(1, 1, was=was, before_was=before)) == said


def test_an_average_day():
    both, one = years(36_500, 73_000), years(36_500, 0, days_before=0)
    assert plain(day_sentence(both, medium="cold_water", unit="m³")) == (
        "You used 100 L on an average day, and 200 L the year before."
    )
    assert plain(day_sentence(one, medium="gas", unit="m³")) == (
        "You used 0.1 m³ on an average day."
    )


SHOWN = Counted(day=date(2026, 4, 30), value=120_000, kind="company")


@pytest.mark.parametrize(
    ("off", "settled", "said"),
    [
        (12_000, True,
         "We had estimated 12 m³ too much; the reading of 30 April 2026 has put it right."),
        (12_000, False,
         "We had estimated 12 m³ too much, as the reading of 30 April 2026 shows; your next bill "
         "takes it back."),
        (-12_000, True,
         "We had estimated 12 m³ too little; the reading of 30 April 2026 has put it right."),
        (-12_000, False,
         "We had estimated 12 m³ too little, as the reading of 30 April 2026 shows; your next bill "
         "adds it."),
        (30, False, "The reading of 30 April 2026 shows that it was right."),
    ],
)  # fmt: skip
def test_an_estimate_and_what_becomes_of_it(off, settled, said):
    estimate = EstimateCompared(day=END, value=1, off=off, shown=SHOWN, settled=settled)
    assert plain(estimate_sentence(estimate, unit="m³", decimals=3)) == said


def test_an_estimate_nobody_has_checked():
    estimate = EstimateCompared(day=END, value=1)
    assert estimate_sentence(estimate, unit="m³", decimals=3) == (
        "Nobody has read the meter since; the next reading shows how close it came."
    )
