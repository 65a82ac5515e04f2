"""Putting what is on a customer's account to the debts that a clerk chooses."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.customer_money import put_to_debts
from webapp.domain.permissions import Permission
from webapp.domain.refusals import NotFound, Refusal
from webapp.forms.numbers import id_in
from webapp.queries.desk_customer import desk_customer, lines_of
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.money_desk import tell, wrong
from webapp.web.respond import respond
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_credit", __name__)


@bp.get("/desk/customers/<int:customer_id>/credit")
@allow(Permission.HANDLE_MONEY)
def page(customer_id: int) -> Response:
    """What is on account, and what it could be put to."""
    return _page(customer_id)


@bp.post("/desk/customers/<int:customer_id>/credit")
@allow(Permission.HANDLE_MONEY)
def put(customer_id: int) -> AnyResponse:
    """Settle what is ticked, the oldest first."""
    keep_alive()
    ticked = [id_in(text) for text in request.form.getlist("debt")]
    try:
        put_to_debts(
            person=asker(),
            customer_id=customer_id,
            debt_ids=[one for one in ticked if one is not None],
            now=now(),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(customer_id, refusal)
    tell("put")
    return redirect(url_for("desk_customer.page", customer_id=customer_id), code=303)


def _page(customer_id: int, refusal: Refusal | None = None) -> Response:
    whom = desk_customer(person=asker(), customer_id=customer_id, now=now())
    return respond(
        page="desk/credit.html",
        status=422 if refusal else 200,
        whom=whom,
        lines=[line for line in lines_of(whom) if line.outstanding],
        ticked=request.form.getlist("debt"),
        **wrong(refusal),
    )
