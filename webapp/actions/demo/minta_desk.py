"""Anna's neighbours, each with a reading that gives the clerks something to think about."""

from datetime import date, timedelta

from webapp.actions.demo.days import Rhythm, open_since
from webapp.actions.demo.fitting import Wanted
from webapp.actions.demo.homes import Builder, Home
from webapp.actions.demo.names import hungarian_address
from webapp.actions.demo.people import CUSTOMER_ACCOUNTS
from webapp.actions.demo.serials import Serials
from webapp.actions.demo.slips import red_digit_as_black, two_digits_swapped
from webapp.actions.demo.stories import Verdict
from webapp.actions.demo.town import Town
from webapp.gateways.pictures.faces import Shot

CLERK = "clerk@demo.test"

# e-mail: (customer number, [(medium, serial, last reading in thousandths or by chance)])
NEIGHBOURS: dict[str, tuple[str, tuple[tuple[str, str, int | None], ...]]] = {
    "szabo.peter": ("SU0012", (("cold_water", "11873", 2_047_000), ("hot_water", "37499", None))),
    "toth.eva": ("SU0031", (("heat", "90340", None), ("hot_water", "37455", None))),
    "nagy.lajos": ("SU0057", (("hot_water", "37502", 99_991_000),)),
    "varga.mihaly": ("SU0063", (("cold_water", "22915", 911_000),)),
    "kiss.katalin": ("SU0078", (("hot_water", "37510", None), ("cold_water", "22931", None))),
    "horvath.ilona": ("SU0090", (("cold_water", "22948", None), ("heat", "90377", None))),
    "farkas.gabor": ("SU0104", (("heat", "90402", None),)),
    "nemeth.zsofia": ("SU0119", (("hot_water", "37533", None),)),
    "balazs.attila": ("SU0133", (("cold_water", "22967", None),)),
    "papp.julianna": ("SU0150", (("heat", "90419", None), ("cold_water", "22980", None))),
    "lakatos.daniel": ("SU0171", (("hot_water", "37548", None),)),
}


def add_neighbours(*, town: Town, builder: Builder, serials: Serials) -> set[str]:
    """Add the neighbours with their stories and return their customer numbers."""
    homes = {who: _home(who, town, builder, serials) for who in NEIGHBOURS}
    _plain_ones(town, homes)
    _odd_values(town, homes)
    _odd_circumstances(town, homes)
    return {number for number, _ in NEIGHBOURS.values()}


def _home(who: str, town: Town, builder: Builder, serials: Serials) -> Home:
    number, meters = NEIGHBOURS[who]
    home = builder.home(
        number=number,
        name=CUSTOMER_ACCOUNTS[_email(who)],
        address=hungarian_address(town.rng),
        wanted=[
            Wanted(
                medium=medium,
                serial=serials.take(medium=medium, serial=serial),
                last=last,
                rhythm=_rhythm(town.today),
            )
            for medium, serial, last in meters
        ],
    )
    town.member(home=home, email=_email(who))
    return home


def _rhythm(today: date) -> Rhythm:
    return open_since(today=today, days=12, length=20)


def _plain_ones(town: Town, homes: dict[str, Home]) -> None:
    for who, medium, ago, shot in (
        ("papp.julianna", "heat", timedelta(hours=46), Shot(light="lamp", tilt=1)),
        ("toth.eva", "heat", timedelta(minutes=65), Shot(tilt=3)),
        ("kiss.katalin", "hot_water", timedelta(minutes=12), Shot(light="flash", tilt=-2)),
        ("nemeth.zsofia", "hot_water", timedelta(minutes=40), Shot(light="lamp", tilt=-5)),
        ("balazs.attila", "cold_water", timedelta(hours=5), Shot(light="flash", tilt=6)),
    ):
        town.waits(by=_email(who), meter=homes[who].meters[medium], ago=ago, shot=shot)
    meter = homes["balazs.attila"].meters["cold_water"]
    town.sent_on(
        by=_email("balazs.attila"),
        meter=meter,
        day=_rhythm(town.today).quiet_day(ago=1, ends=meter.series[0].days),
        shot=Shot(light="lamp", tilt=-4),
        verdict=Verdict(verdict="accept", by=CLERK),
    )


def _odd_values(town: Town, homes: dict[str, Home]) -> None:
    # The red digits typed before the point: ten times the truth, and the photo tells.
    town.waits(
        by=_email("szabo.peter"),
        meter=homes["szabo.peter"].meters["cold_water"],
        ago=timedelta(hours=2),
        slip=red_digit_as_black,
        shot=Shot(light="flash", tilt=2),
    )
    # All drums rolled over to zero: lower than the last reading, and yet right.
    town.waits(
        by=_email("nagy.lajos"),
        meter=homes["nagy.lajos"].meters["hot_water"],
        ago=timedelta(minutes=55),
        claimed=(12_000,),
        shown=(12_390,),
        shot=Shot(light="lamp", tilt=-3),
    )
    # Two digits swapped: lower than the last reading, and wrong.
    town.waits(
        by=_email("varga.mihaly"),
        meter=homes["varga.mihaly"].meters["cold_water"],
        ago=timedelta(hours=26),
        slip=two_digits_swapped,
        shot=Shot(tilt=4),
    )


def _odd_circumstances(town: Town, homes: dict[str, Home]) -> None:
    town.waits(
        by=_email("kiss.katalin"),
        meter=homes["kiss.katalin"].meters["cold_water"],
        ago=timedelta(minutes=9),
        shown=None,
        channel="web",
    )
    town.waits(
        by=_email("horvath.ilona"),
        meter=homes["horvath.ilona"].meters["cold_water"],
        ago=timedelta(hours=14),
        shot=Shot(light="dark", tilt=-4, blur=1.8),
        note="Read it in the evening, the light is bad.",
    )
    # Six days without a network, then all at once.
    town.waits(
        by=_email("farkas.gabor"),
        meter=homes["farkas.gabor"].meters["heat"],
        ago=timedelta(hours=3),
        delay=timedelta(days=6),
        shot=Shot(light="lamp"),
    )
    town.waits(
        by=_email("nemeth.zsofia"),
        meter=homes["nemeth.zsofia"].meters["hot_water"],
        ago=timedelta(minutes=38),
        shot=Shot(light="lamp", tilt=7),
        note="I am not sure that the first one went through.",
    )
    town.waits(
        by=_email("lakatos.daniel"),
        meter=homes["lakatos.daniel"].meters["hot_water"],
        ago=timedelta(hours=20),
        clock_behind=timedelta(hours=3),
    )


def _email(who: str) -> str:
    return f"{who}@demo.test"
