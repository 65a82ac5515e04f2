"""What is to pay in one line, which home fetches after itself."""

from flask import Blueprint, Response

from webapp.domain.permissions import Permission
from webapp.queries.advance_readings import read_by
from webapp.queries.owed_in_short import owed_in_short
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.respond import respond

bp = Blueprint("debts_card", __name__)


@bp.get("/debts/card")
@allow(Permission.SEE_BILLS)
def card() -> Response:
    """The sums by currency and when the first is due, or until when to read for an advance."""
    person, moment = asker(), now()
    return respond(
        page="debts/_card.html",
        owed=owed_in_short(person=person, now=moment),
        read_by=read_by(person=person, now=moment),
    )
