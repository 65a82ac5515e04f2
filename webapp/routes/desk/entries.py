"""One entry of a customer's ledger at the desk, and proposing to give money of it back."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.money_proposals import propose_refund
from webapp.domain.permissions import Permission
from webapp.domain.refusals import NotFound, Refusal
from webapp.forms.money_desk import parse_draft
from webapp.queries.desk_entry import whole_entry
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.money_desk import tell, wrong
from webapp.web.respond import respond
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_entries", __name__)


@bp.get("/desk/customers/<int:customer_id>/entries/<int:entry_id>")
@allow(Permission.HANDLE_MONEY)
def page(customer_id: int, entry_id: int) -> Response:
    """What it was put to, what was taken from it, and the form to give money back."""
    return _page(customer_id, entry_id)


@bp.post("/desk/customers/<int:customer_id>/entries/<int:entry_id>/refund")
@allow(Permission.HANDLE_MONEY)
def refund(customer_id: int, entry_id: int) -> AnyResponse:
    """Ask a second person to give money back."""
    keep_alive()
    try:
        propose_refund(
            person=asker(),
            customer_id=customer_id,
            entry_id=entry_id,
            draft=parse_draft(request.form),
            now=now(),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(customer_id, entry_id, refusal)
    tell("proposed")
    return redirect(url_for("desk_customer.page", customer_id=customer_id), code=303)


def _page(customer_id: int, entry_id: int, refusal: Refusal | None = None) -> Response:
    found = whole_entry(person=asker(), customer_id=customer_id, entry_id=entry_id, now=now())
    return respond(
        page="desk/entry.html", status=422 if refusal else 200, found=found, **wrong(refusal)
    )
