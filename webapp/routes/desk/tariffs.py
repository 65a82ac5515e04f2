"""What late payment costs: rates of interest and reminder fees, each from a day on."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.tariffs import set_tariff, withdraw_tariff
from webapp.domain.permissions import Permission, companies_with
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.tariffs import TARIFF_WORDS
from webapp.forms.tariffs import asked_tariff, gone_tariff
from webapp.queries.tariffs import company_tariffs
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.money_desk import tell, wrong
from webapp.web.respond import respond
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_tariffs", __name__)


@bp.get("/desk/tariffs")
@allow(Permission.SET_MONEY)
def page() -> Response:
    """Both lists; a form for the one that is asked for."""
    return _page(request.args.get("what", ""))


@bp.post("/desk/tariffs")
@allow(Permission.SET_MONEY)
def put() -> AnyResponse:
    """Let a rate or a fee hold from a day on."""
    keep_alive()
    what = request.form.get("what", "")
    company_id = _company_id()
    try:
        currency = company_tariffs(company_id=company_id, now=now()).currency
        tariff = asked_tariff(request.form, currency=currency)
        changed = set_tariff(
            company_id=company_id, tariff=tariff, actor_id=asker().account_id, now=now()
        )
    except Refusal as refusal:
        return _page(what, refusal)
    tell("tariff" if changed else "as_before")
    return redirect(url_for(".page", _anchor=what), code=303)


@bp.post("/desk/tariffs/withdrawal")
@allow(Permission.SET_MONEY)
def withdraw() -> AnyResponse:
    """Take back what has not begun."""
    keep_alive()
    try:
        what, step, valid_from = gone_tariff(request.form)
        withdraw_tariff(
            company_id=_company_id(),
            what=what,
            step=step,
            valid_from=valid_from,
            actor_id=asker().account_id,
            now=now(),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page("", refusal)
    tell("tariff_gone")
    return redirect(url_for(".page", _anchor=what), code=303)


def _company_id() -> int:
    return companies_with(asker(), Permission.SET_MONEY)[0].company_id


def _page(what: str, refusal: Refusal | None = None) -> Response:
    return respond(
        page="desk/tariffs.html",
        status=422 if refusal else 200,
        found=company_tariffs(company_id=_company_id(), now=now()),
        editing=what if what in TARIFF_WORDS else "",
        **wrong(refusal),
    )
