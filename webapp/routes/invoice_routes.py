"""How bills come: on paper or electronically, place by place, and asking for another way."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.invoice_routes import ask_routes
from webapp.domain.permissions import Permission, customers_with
from webapp.domain.refusals import NotFound, Refusal
from webapp.forms.invoice_routes import line_of, parse_wishes
from webapp.queries.invoice_routes import routes_of
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.errors import refusal_status
from webapp.web.language import say
from webapp.web.respond import respond
from webapp.web.sessions import keep_alive

bp = Blueprint("invoice_routes", __name__)


@bp.get("/invoice-routes")
@allow(Permission.SEE_BILLS)
def page() -> Response:
    """Each place with how its bills come, and what has been asked for."""
    return _page()


@bp.post("/invoice-routes")
@allow(Permission.ASK_FOR_CHANGES)
def ask() -> AnyResponse:
    """Send what was changed; one change shows its receipt, several stand on the page."""
    keep_alive()
    try:
        sent = ask_routes(person=asker(), wishes=parse_wishes(request.form), now=now())
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(refusal)
    if len(sent) == 1:
        return redirect(url_for("submissions.page", submission_id=sent[0]), code=303)
    return redirect(url_for(".page"), code=303)


def _page(refusal: Refusal | None = None) -> Response:
    person = asker()
    asking = customers_with(person, Permission.ASK_FOR_CHANGES)
    mine = {(tie.company_id, tie.customer_id) for tie in asking}
    places = routes_of(person=person, now=now())
    return respond(
        page="invoice_routes/page.html",
        status=refusal_status(refusal) if refusal else 200,
        places=[
            {
                **line_of(place=one, form=request.form, now=now()),
                "of": one,
                "may_ask": one.waiting is None and (one.company_id, one.customer_id) in mine,
            }
            for one in places
        ],
        errors={"form": say(refusal)} if refusal else {},
    )
