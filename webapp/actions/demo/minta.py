"""Minta Távhő: Anna's household, her neighbours with something to tell, and the rest of town."""

from datetime import date, datetime, timedelta
from random import Random

from webapp.actions.demo.book import Book
from webapp.actions.demo.days import Rhythm, month_ends, open_since
from webapp.actions.demo.fitting import Wanted
from webapp.actions.demo.homes import Builder, Home
from webapp.actions.demo.minta_desk import add_neighbours
from webapp.actions.demo.names import hungarian_address, hungarian_name
from webapp.actions.demo.oddities import exchange_meter, former_tenants
from webapp.actions.demo.people import MINTA
from webapp.actions.demo.serials import Serials
from webapp.actions.demo.stories import Verdict
from webapp.actions.demo.town import Town
from webapp.gateways.pictures.faces import Shot

CUSTOMERS = 330
MONTHS = 25
CLERK = "clerk@demo.test"

# The homes, counted from the first, in which a serial exists twice, drums went past 99 999 in the
# months of the history, a meter was exchanged, and which is a second home.
TWIN, ROLLED_OVER, EXCHANGED, SECOND_HOME = 3, 11, 7, 19

# … 1056, 1059, 1063, 1065, 1068, 1073 at the ends of the last months.
# The same days last year brought little, so that three more are usual even after seven weeks.
ANNAS_HOT_WATER = (5, 4, 4, 3, 4, 3, 3, 2, 4, 3, 5, 4, 3, 4, 3, 4, 3, 4, 5, 3, 4, 2, 3, 5)


def build_minta(*, now: datetime) -> Town:
    """Collect everything about Minta Távhő; nothing is written yet."""
    rng = Random(6600)  # noqa: S311 - a demonstration, not a secret
    book = Book(company_id=MINTA, now=now)
    town = Town(book=book, now=now, timezone="Europe/Budapest", rng=rng)
    ends = month_ends(today=town.today, count=MONTHS)
    builder = Builder(book=book, today=town.today, ends=ends, rng=rng)
    serials = Serials(rng=rng)
    for medium, serial in (("hot_water", "37461"), ("cold_water", "22870"), ("heat", "90112")):
        serials.take(medium=medium, serial=serial)
    taken = {"SU0044", *add_neighbours(town=town, builder=builder, serials=serials)}
    anna = _annas_home(town=town, builder=builder)
    _annas_stories(town=town, home=anna, ends=ends)
    homes = _other_homes(builder=builder, serials=serials, rng=rng, taken=taken)
    former_tenants(builder=builder, homes=homes[:6], rng=rng)
    return town


def _annas_home(*, town: Town, builder: Builder) -> Home:
    today, ends = town.today, builder.ends
    home = builder.home(
        number="SU0044",
        name="Minta Ügyfél",
        address="6600 Minta település, Minta tér G.ép. 9.em. 48.",
        wanted=(
            Wanted(
                medium="hot_water",
                serial="37461",
                last=1_073_000,
                used=tuple(amount * 1000 for amount in ANNAS_HOT_WATER),
                year=2007,
                calibrated=(date(2007, 11, 30), date(2012, 11, 30)),
                told=frozenset((ends[-4], ends[-2])),
            ),
            Wanted(
                medium="cold_water",
                serial="22870",
                last=1_584_000,
                rhythm=_cold_rhythm(today),
            ),
            # Open until yesterday: what Anna sent in time waits at the desk, and the next window
            # is a few weeks away.
            Wanted(
                medium="heat",
                serial="90112",
                last=214_370,
                rhythm=open_since(today=today, days=16, length=16),
            ),
        ),
    )
    town.member(home=home, email="anna@demo.test")
    town.member(home=home, email="bela@demo.test", permissions="submit_readings")
    return home


def _annas_stories(*, town: Town, home: Home, ends: list[date]) -> None:
    hot, cold, heat = (home.meters[medium] for medium in ("hot_water", "cold_water", "heat"))
    accepted = Verdict(verdict="accept", by=CLERK)
    town.sent_on(by="bela@demo.test", meter=hot, day=ends[-4], verdict=accepted, shown=None)
    shot = Shot(light="lamp", tilt=2.5)
    town.sent_on(by="anna@demo.test", meter=hot, day=ends[-2], verdict=accepted, shot=shot)
    twice = Verdict(verdict="reject", by=CLERK, reason="duplicate")
    town.sent_on(by="bela@demo.test", meter=hot, day=ends[-2], verdict=twice, shown=None)
    _annas_cold_water(town=town, home=home, ends=ends)
    town.waits(
        by="anna@demo.test",
        meter=cold,
        ago=timedelta(hours=41),
        shot=Shot(light="lamp", tilt=-3, shift=(0.42, 0.03)),
        verdict=Verdict(verdict="return", by=CLERK, reason="cut_off"),
    )
    town.waits(by="anna@demo.test", meter=heat, ago=timedelta(hours=30), shot=Shot(tilt=-2))


def _cold_rhythm(today: date) -> Rhythm:
    return open_since(today=today, days=9, length=15)


def _annas_cold_water(*, town: Town, home: Home, ends: list[date]) -> None:
    cold = home.meters["cold_water"]
    rhythm = _cold_rhythm(town.today)
    day = rhythm.quiet_day(ago=2, ends=ends)
    right = cold.series[0].on(day) // 1000 * 1000
    town.sent_on(
        by="anna@demo.test",
        meter=cold,
        day=day,
        claimed=(right + 9_000,),
        shown=(right + 318,),
        shot=Shot(light="flash", tilt=4),
        verdict=Verdict(verdict="correct", by=CLERK, reason="photo_differs", values=(right,)),
    )
    town.sent_on(
        by="anna@demo.test",
        meter=cold,
        day=rhythm.quiet_day(ago=1, ends=ends),
        shot=Shot(light="lamp", tilt=1.5),
        verdict=Verdict(verdict="accept", by=CLERK, after=timedelta(hours=20)),
    )


def _other_homes(*, builder: Builder, serials: Serials, rng: Random, taken: set[str]) -> list[Home]:
    homes: list[Home] = []
    for number in (f"SU{n:04d}" for n in range(1, CUSTOMERS + 1)):
        if number not in taken:
            homes.append(
                builder.home(
                    number=number,
                    name=hungarian_name(rng),
                    address=hungarian_address(rng),
                    wanted=_flat(serials=serials, rng=rng, today=builder.today, nth=len(homes)),
                    second=len(homes) == SECOND_HOME,
                )
            )
    exchange_meter(builder=builder, home=homes[EXCHANGED], serials=serials)
    return homes


def _flat(*, serials: Serials, rng: Random, today: date, nth: int) -> list[Wanted]:
    rhythm = Rhythm(first=today.replace(day=rng.choice((1, 12, 20, 25))), days=16)
    return [
        Wanted(
            medium=medium,
            # Anna's cold-water serial on a heat meter: serials are unique within a medium only.
            serial=serials.take(medium=medium, serial="22870")
            if (nth, medium) == (TWIN, "heat")
            else serials.new(medium=medium),
            last=23_000 if (nth, medium) == (ROLLED_OVER, "hot_water") else None,
            rhythm=rhythm,
        )
        for medium in _media(rng=rng, nth=nth)
    ]


def _media(*, rng: Random, nth: int) -> list[str]:
    if nth == EXCHANGED:
        return ["hot_water"]
    heat_too = rng.random() < 0.6 or nth == TWIN
    cold_too = rng.random() < 0.85
    return ["hot_water", *["cold_water"] * cold_too, *["heat"] * heat_too]
