"""Home: what to read now, what is on its way, and how much was used."""

from typing import Any

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from webapp.domain.consumption import months_of_use, spans_of
from webapp.domain.days import local_day
from webapp.domain.due import due_meters
from webapp.domain.permissions import Permission, may
from webapp.domain.use_by_year import years_of
from webapp.queries.followed import meters_of
from webapp.queries.my_meters import MeterPage, meters_to_show
from webapp.queries.on_its_way import on_its_way
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.figures import month_bars
from webapp.web.respond import respond
from webapp.web.use_sentences import use_sentence

bp = Blueprint("dashboard", __name__)


@bp.get("/")
@allow(Permission.USE_PORTAL)
def page() -> AnyResponse:
    """What this person needs next, first; staff go to their own work."""
    person = asker()
    if person.is_staff and not person.customers:
        return redirect("/desk" if may(person, Permission.DECIDE) else "/account", code=303)
    moment = now()
    meters = meters_to_show(person=person, now=moment)
    way = on_its_way(person=person, now=moment)
    waiting = meters_of(one for one in way if one.state == "received")
    cards = [meter.card for meter in meters]
    return respond(
        page="dashboard/page.html",
        due=due_meters(meters=cards, sent=waiting, now=moment),
        way=way,
        meters=cards,
        use=_use(meters[0]) if meters else None,
    )


@bp.get("/on-its-way")
@allow(Permission.SEE_READINGS)
def way() -> Response:
    """The list alone, for the page that refreshes it."""
    return respond(page="dashboard/_way.html", way=on_its_way(person=asker(), now=now()))


def _use(meter: MeterPage) -> dict[str, Any]:
    """The last two years of the first register, as bars."""
    register = meter.card.registers[0]
    spans = spans_of(
        readings=meter.readings[register.id],
        digits=register.digits,
        multiplier=register.multiplier,
    )
    today = local_day(now=now(), timezone=meter.card.timezone)
    months = months_of_use(spans=spans, today=today)
    bars = month_bars(months, decimals=register.decimals)
    sentence = use_sentence(
        years_of(spans=spans), unit=register.unit, decimals=register.decimals, today=today
    )
    return {
        "meter": meter.card,
        "register": register,
        "bars": bars,
        "known": bool(spans),
        "sentence": sentence,
    }
