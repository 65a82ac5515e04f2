"""How a customer's bills come, set by a clerk whom they told."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.invoice_routes import set_routes
from webapp.domain.permissions import Permission
from webapp.domain.refusals import NotFound, Refusal
from webapp.forms.invoice_routes import line_of, parse_wishes
from webapp.forms.plain_fields import words
from webapp.queries.desk_customer import desk_customer
from webapp.queries.invoice_routes import routes_of_customer
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.money_desk import tell, wrong
from webapp.web.respond import respond
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_invoice_routes", __name__)


@bp.get("/desk/customers/<int:customer_id>/invoice-routes")
@allow(Permission.HANDLE_MONEY)
def page(customer_id: int) -> Response:
    """Each place with how its bills come."""
    return _page(customer_id)


@bp.post("/desk/customers/<int:customer_id>/invoice-routes")
@allow(Permission.HANDLE_MONEY)
def put(customer_id: int) -> AnyResponse:
    """Set what was changed; each change is a decision of its own."""
    keep_alive()
    try:
        set_routes(
            person=asker(),
            customer_id=customer_id,
            wishes=parse_wishes(request.form),
            words=words(request.form, "words"),
            now=now(),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(customer_id, refusal)
    tell("routes")
    return redirect(url_for("desk_customer.page", customer_id=customer_id), code=303)


def _page(customer_id: int, refusal: Refusal | None = None) -> Response:
    whom = desk_customer(person=asker(), customer_id=customer_id, now=now())
    places = routes_of_customer(company_id=whom.company_id, customer_id=whom.id, now=now())
    return respond(
        page="desk/invoice_routes.html",
        status=422 if refusal else 200,
        whom=whom,
        places=[
            {
                **line_of(place=one, form=request.form, now=now()),
                "of": one,
                "may_ask": one.waiting is None,
            }
            for one in places
        ],
        **wrong(refusal),
    )
