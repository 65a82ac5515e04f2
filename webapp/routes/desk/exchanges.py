"""Recording that a meter was exchanged, from a reading that shows it."""

from typing import Any

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.exchanges import exchange_meter
from webapp.domain.exchanges import EXCHANGE_REASONS
from webapp.domain.permissions import Permission
from webapp.domain.refusals import Refusal
from webapp.forms.exchanges import parse_exchange
from webapp.queries.desk import OpenItem, open_reading
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.desk import act_form, act_refused, go_on, open_again
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_exchanges", __name__)


@bp.get("/desk/submissions/<string:submission_id>/exchange")
@allow(Permission.DECIDE)
def page(submission_id: str) -> Response:
    """The form: when, why, the old meter's last value, the new meter and its first one."""
    return _form(submission_id)


@bp.post("/desk/submissions/<string:submission_id>/exchange")
@allow(Permission.DECIDE)
def treat(submission_id: str) -> AnyResponse:
    """Record it; then on to the next, or to look at the reading at its new meter."""
    keep_alive()
    at_once = request.form.get("at_once") == "yes"
    try:
        done = exchange_meter(
            person=asker(),
            submission_id=submission_id,
            exchange=parse_exchange(request.form, register_ids=_registers(submission_id)),
            at_once=at_once,
            now=now(),
        )
    except Refusal as refusal:
        return act_refused(submission_id, refusal, lambda **given: _form(submission_id, **given))
    return go_on(submission_id, "exchange") if at_once else open_again(done.submission_id, "moved")


def _registers(submission_id: str) -> list[int]:
    return [claim.register_id for claim in _item(submission_id).contents.claims]


def _item(submission_id: str) -> OpenItem:
    item = open_reading(person=asker(), submission_id=submission_id, now=now())
    if item is None:
        abort(404)
    return item


def _form(submission_id: str, **given: Any) -> Response:
    return act_form(
        "desk/_exchange.html", item=_item(submission_id), reasons=EXCHANGE_REASONS, **given
    )
