"""Stadtwerke Muster: Clara's house with day and night current, gas and water, and her town."""

from datetime import date, datetime, timedelta
from random import Random

from webapp.actions.demo.book import Book
from webapp.actions.demo.days import Rhythm, month_ends, open_since
from webapp.actions.demo.fitting import Wanted
from webapp.actions.demo.homes import Builder, Home
from webapp.actions.demo.names import german_address, german_name
from webapp.actions.demo.people import CUSTOMER_ACCOUNTS, MUSTER
from webapp.actions.demo.serials import Serials
from webapp.actions.demo.stories import Verdict
from webapp.actions.demo.town import Town
from webapp.gateways.pictures.faces import Shot

CUSTOMERS = 85
MONTHS = 25
CLERK = "clerk@other.test"
SHAPES = {"electricity": "1EMH00{:05d}", "gas": "77{:05d}", "cold_water": "{:05d}"}

NEIGHBOURS = {
    "jonas.becker": ("100-2202", "gas"),
    "lena.hoffmann": ("100-2203", "cold_water"),
    "paul.wagner": ("100-2204", "electricity"),
    "greta.schulz": ("100-2205", "gas"),
}


def build_muster(*, now: datetime) -> Town:
    """Collect everything about Stadtwerke Muster; nothing is written yet."""
    rng = Random(12345)  # noqa: S311 - a demonstration, not a secret
    book = Book(company_id=MUSTER, now=now)
    town = Town(book=book, now=now, timezone="Europe/Berlin", rng=rng)
    ends = month_ends(today=town.today, count=MONTHS)
    builder = Builder(book=book, today=town.today, ends=ends, rng=rng)
    serials = Serials(rng=rng)
    clara = _claras_home(town=town, builder=builder, serials=serials)
    _claras_stories(town=town, home=clara)
    _neighbours(town=town, builder=builder, serials=serials)
    _other_homes(builder=builder, serials=serials, rng=rng)
    return town


def _claras_home(*, town: Town, builder: Builder, serials: Serials) -> Home:
    rhythm = open_since(today=town.today, days=11, length=18)
    closed = open_since(today=town.today, days=20, length=12)
    home = builder.home(
        number="100-2201",
        name="Clara Muster",
        address="Musterweg 5, 12345 Musterstadt",
        wanted=[
            Wanted(medium=medium, serial=serials.take(medium=medium, serial=serial), rhythm=opens)
            for medium, serial, opens in (
                ("electricity", "1EMH0048217", rhythm),
                ("gas", "7704312", rhythm),
                ("cold_water", "61120", closed),
            )
        ],
    )
    town.member(home=home, email="clara@demo.test")
    return home


def _claras_stories(*, town: Town, home: Home) -> None:
    town.sent_on(
        by="clara@demo.test",
        meter=home.meters["electricity"],
        day=town.today - timedelta(days=34),
        shot=Shot(tilt=2),
        verdict=Verdict(verdict="accept", by=CLERK),
    )
    town.waits(
        by="clara@demo.test",
        meter=home.meters["electricity"],
        ago=timedelta(hours=4),
        shot=Shot(light="lamp", tilt=-3),
    )


def _neighbours(*, town: Town, builder: Builder, serials: Serials) -> None:
    homes = {}
    for who, (number, medium) in NEIGHBOURS.items():
        serial = serials.new(medium=medium, shape=SHAPES[medium])
        last = 8_127_000 if who == "greta.schulz" else None
        rhythm = open_since(today=town.today, days=12, length=20)
        homes[who] = builder.home(
            number=number,
            name=CUSTOMER_ACCOUNTS[f"{who}@demo.test"],
            address=german_address(town.rng),
            wanted=[Wanted(medium=medium, serial=serial, last=last, rhythm=rhythm)],
        )
        town.member(home=homes[who], email=f"{who}@demo.test")
    for who, ago, told in (
        ("jonas.becker", timedelta(minutes=90), {"shot": Shot(light="lamp", tilt=2)}),
        ("lena.hoffmann", timedelta(minutes=25), {"shot": Shot(light="flash", tilt=-6)}),
        ("paul.wagner", timedelta(hours=22), {"shown": None, "channel": "web"}),
        ("greta.schulz", timedelta(hours=9), {"claimed": (812_000,), "shown": (8_129_540,)}),
    ):
        meter = homes[who].meters[NEIGHBOURS[who][1]]
        town.waits(by=f"{who}@demo.test", meter=meter, ago=ago, **told)


def _other_homes(*, builder: Builder, serials: Serials, rng: Random) -> None:
    # Anna's hot-water serial at another company.
    serials.take(medium="cold_water", serial="37461")
    for number in range(2206, 2201 + CUSTOMERS):
        builder.home(
            number=f"100-{number}",
            name=german_name(rng),
            address=german_address(rng),
            wanted=_house(serials=serials, rng=rng, today=builder.today, twin=number == 2210),
        )


def _house(*, serials: Serials, rng: Random, today: date, twin: bool) -> list[Wanted]:
    rhythm = Rhythm(first=today.replace(day=rng.choice((1, 10, 20))), days=18)
    media = [m for m, share in (("gas", 0.7), ("cold_water", 0.6)) if rng.random() < share]
    wanted = [
        Wanted(
            medium=medium,
            serial=serials.new(medium=medium, shape=SHAPES[medium]),
            rhythm=rhythm,
        )
        for medium in ("electricity", *media)
        if not (twin and medium == "cold_water")
    ]
    if twin:
        wanted.append(Wanted(medium="cold_water", serial="37461", rhythm=rhythm))
    return wanted
