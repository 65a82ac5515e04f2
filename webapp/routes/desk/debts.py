"""One debt at the desk: proposing to write it off, and noting that it is in dispute."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.customer_money import dispute, end_dispute
from webapp.actions.money_proposals import propose_write_off
from webapp.domain.permissions import Permission
from webapp.domain.refusals import NotFound, Refusal
from webapp.forms.money_desk import parse_draft
from webapp.queries.desk_debt import whole_debt
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.money_desk import tell, wrong
from webapp.web.respond import respond
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_debts", __name__)


@bp.get("/desk/customers/<int:customer_id>/debts/<int:debt_id>")
@allow(Permission.HANDLE_MONEY)
def page(customer_id: int, debt_id: int) -> Response:
    """What is owed of it, what settled it, and the forms to let it go or to note a dispute."""
    return _page(customer_id, debt_id)


@bp.post("/desk/customers/<int:customer_id>/debts/<int:debt_id>/write-off")
@allow(Permission.HANDLE_MONEY)
def let_go(customer_id: int, debt_id: int) -> AnyResponse:
    """Ask a second person to write it off."""
    keep_alive()
    try:
        propose_write_off(
            person=asker(),
            customer_id=customer_id,
            debt_id=debt_id,
            draft=parse_draft(request.form),
            now=now(),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(customer_id, debt_id, refusal)
    return _back(customer_id, "proposed")


@bp.post("/desk/customers/<int:customer_id>/debts/<int:debt_id>/dispute")
@allow(Permission.HANDLE_MONEY)
def begin(customer_id: int, debt_id: int) -> AnyResponse:
    """Note that the customer does not accept it."""
    keep_alive()
    try:
        dispute(
            person=asker(),
            customer_id=customer_id,
            debt_id=debt_id,
            reason=request.form.get("dispute", ""),
            now=now(),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(customer_id, debt_id, refusal)
    return _back(customer_id, "disputed")


@bp.post("/desk/customers/<int:customer_id>/debts/<int:debt_id>/dispute-end")
@allow(Permission.HANDLE_MONEY)
def end(customer_id: int, debt_id: int) -> AnyResponse:
    """Note that the dispute is over."""
    keep_alive()
    try:
        end_dispute(person=asker(), customer_id=customer_id, debt_id=debt_id, now=now())
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(customer_id, debt_id, refusal)
    return _back(customer_id, "settled")


def _back(customer_id: int, what: str) -> AnyResponse:
    tell(what)
    return redirect(url_for("desk_customer.page", customer_id=customer_id), code=303)


def _page(customer_id: int, debt_id: int, refusal: Refusal | None = None) -> Response:
    found = whole_debt(person=asker(), customer_id=customer_id, debt_id=debt_id, now=now())
    return respond(
        page="desk/debt.html", status=422 if refusal else 200, found=found, **wrong(refusal)
    )
