"""What was used, in one sentence: how much, and how that compares with the year before."""

from datetime import date

from flask_babel import gettext

from webapp.domain.daily_units import daily
from webapp.domain.degree_days import EquallyCold
from webapp.domain.estimates_compared import EstimateCompared
from webapp.domain.quantities import SCALE
from webapp.domain.use_by_year import Stretch, Years
from webapp.web.filters import quantity
from webapp.web.language import day_in_words

# A last reading older than this does not end "the last 12 months".
LATELY = 62
HUNDRED = 100 * SCALE


def use_sentence(years: Years | None, *, unit: str, decimals: int, today: date) -> str:
    """ "In the last 12 months you used 43 m³, 2 m³ less than the year before." """
    if years is None:
        return gettext("With the second reading it will say here how much you use.")
    amount = said_amount(years.this.amount, unit=unit, decimals=decimals)
    if not years.this.whole:
        return _since(years.this, amount)
    if (today - years.this.until).days <= LATELY:
        return _lately(years, amount, unit=unit, decimals=decimals)
    day = day_in_words(years.this.until)
    return _until(years, amount, day, unit=unit, decimals=decimals)


def weather_sentence(cold: EquallyCold, *, unit: str, decimals: int) -> str:
    """What is left of the difference when both years are taken as equally cold."""
    amount = said_amount(abs(cold.difference), unit=unit, decimals=decimals)
    if is_nothing(cold.difference, decimals=decimals):
        return gettext("As if both years had been equally cold, you used as much as before.")
    if cold.difference < 0:
        return gettext(
            "As if both years had been equally cold, you used %(amount)s less.", amount=amount
        )
    return gettext(
        "As if both years had been equally cold, you used %(amount)s more.", amount=amount
    )


def winter_sentence(cold: EquallyCold) -> str:
    """How cold the two years were."""
    numbers = {
        "this": _degree_days(cold.degree_days_this),
        "before": _degree_days(cold.degree_days_before),
    }
    if numbers["this"] == numbers["before"]:
        return gettext("Both years were equally cold: %(this)s degree days.", **numbers)
    if cold.degree_days_this > cold.degree_days_before:
        return gettext("It was colder: %(this)s degree days, after %(before)s.", **numbers)
    return gettext("It was milder: %(this)s degree days, after %(before)s.", **numbers)


def day_sentence(years: Years, *, medium: str, unit: str) -> str:
    """What an average day of both years used."""
    this, before = (_a_day(year, medium, unit) for year in (years.this, years.before))
    if years.difference is None:
        return gettext("You used %(this)s on an average day.", this=this)
    return gettext(
        "You used %(this)s on an average day, and %(before)s the year before.",
        this=this,
        before=before,
    )


def estimate_sentence(estimate: EstimateCompared, *, unit: str, decimals: int) -> str:
    """How close an estimate came, and what becomes of the difference."""
    if estimate.off is None or estimate.shown is None:
        return gettext("Nobody has read the meter since; the next reading shows how close it came.")
    day = day_in_words(estimate.shown.day)
    if is_nothing(estimate.off, decimals=decimals):
        return gettext("The reading of %(day)s shows that it was right.", day=day)
    said = {"day": day, "amount": said_amount(abs(estimate.off), unit=unit, decimals=decimals)}
    if estimate.off > 0:
        return _too_much(estimate, said)
    return _too_little(estimate, said)


def said_amount(amount: int, *, unit: str, decimals: int) -> str:
    """An amount of use with no more digits than say something."""
    return quantity(rounded(amount, shown_decimals(amount, decimals)), unit=unit)


def shown_decimals(amount: int, decimals: int) -> int:
    """Whole units from a hundred on, one decimal below, if the meter shows any."""
    return 0 if amount >= HUNDRED else min(decimals, 1)


def rounded(amount: int, decimals: int) -> int:
    """Thousandths rounded to so many decimals of the unit."""
    step = SCALE // (1, 10, 100, 1000)[decimals]
    return (amount + step // 2) // step * step


def is_nothing(amount: int, *, decimals: int) -> bool:
    """Whether a difference would be written as 0."""
    return rounded(abs(amount), shown_decimals(abs(amount), decimals)) == 0


def _since(known: Stretch, amount: str) -> str:
    said = {
        "start": day_in_words(known.since),
        "end": day_in_words(known.until),
        "amount": amount,
    }
    if known.without_gaps:
        return gettext("From %(start)s to %(end)s you used %(amount)s.", **said)
    return gettext(
        "From %(start)s to %(end)s you used %(amount)s, as far as the readings tell.", **said
    )


def _lately(years: Years, amount: str, *, unit: str, decimals: int) -> str:
    difference = years.difference
    if difference is None:
        return gettext("In the last 12 months you used %(amount)s.", amount=amount)
    if is_nothing(difference, decimals=decimals):
        return gettext(
            "In the last 12 months you used %(amount)s, as much as the year before.", amount=amount
        )
    by = said_amount(abs(difference), unit=unit, decimals=decimals)
    if difference < 0:
        return gettext(
            "In the last 12 months you used %(amount)s, %(by)s less than the year before.",
            amount=amount,
            by=by,
        )
    return gettext(
        "In the last 12 months you used %(amount)s, %(by)s more than the year before.",
        amount=amount,
        by=by,
    )


def _until(years: Years, amount: str, day: str, *, unit: str, decimals: int) -> str:
    difference = years.difference
    said = {"amount": amount, "day": day}
    if difference is None:
        return gettext("In the 12 months up to %(day)s you used %(amount)s.", **said)
    if is_nothing(difference, decimals=decimals):
        return gettext(
            "In the 12 months up to %(day)s you used %(amount)s, as much as the year before.",
            **said,
        )
    said["by"] = said_amount(abs(difference), unit=unit, decimals=decimals)
    if difference < 0:
        return gettext(
            "In the 12 months up to %(day)s you used %(amount)s, %(by)s less than the year before.",
            **said,
        )
    return gettext(
        "In the 12 months up to %(day)s you used %(amount)s, %(by)s more than the year before.",
        **said,
    )


def _a_day(year: Stretch, medium: str, unit: str) -> str:
    amount, smaller = daily(amount=year.per_day or 0, medium=medium, unit=unit)
    return said_amount(amount, unit=smaller, decimals=1)


def _too_much(estimate: EstimateCompared, said: dict[str, str]) -> str:
    # Once billing knows the real reading, a bill may have taken it back already.
    if estimate.settled:
        return gettext(
            "We had estimated %(amount)s too much; the reading of %(day)s has put it right.", **said
        )
    return gettext(
        "We had estimated %(amount)s too much, as the reading of %(day)s shows; your next bill "
        "takes it back.",
        **said,
    )


def _too_little(estimate: EstimateCompared, said: dict[str, str]) -> str:
    if estimate.settled:
        return gettext(
            "We had estimated %(amount)s too little; the reading of %(day)s has put it right.",
            **said,
        )
    return gettext(
        "We had estimated %(amount)s too little, as the reading of %(day)s shows; your next bill "
        "adds it.",
        **said,
    )


def _degree_days(value: int) -> str:
    return quantity(rounded(value, 0))
