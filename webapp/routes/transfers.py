"""What is chosen on the page of debts, as a payment in the payer's own bank."""

from flask import Blueprint, Response, abort, request

from webapp.domain.permissions import Permission
from webapp.queries.debts import debts_page
from webapp.queries.transfers import transfers
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.payment_code import shown_transfer
from webapp.web.respond import respond

bp = Blueprint("transfers", __name__)
bp.add_app_template_global(shown_transfer)


@bp.get("/debts/transfer")
@allow(Permission.PAY)
def code() -> Response:
    """The payment code of the ticked lines, or of everything where none is ticked."""
    ticked = {text for text in request.args.getlist("debt") if text.isascii() and text.isdigit()}
    asked = request.args.get("customer", "")
    owed = debts_page(person=asker(), now=now())
    one = next(
        (o for o in owed if o.billed.may_pay and asked in ("", str(o.billed.customer_id))), None
    )
    if one is None:
        abort(404)
    lines = [line for line in one.payable if str(line.id) in ticked] or one.payable
    sent = transfers(wanted=[(one.billed, lines)]).get(one.billed.customer_id)
    return respond(
        page="debts/_transfer.html",
        one=one,
        sent=sent,
        shown=shown_transfer(sent),
        ticked=len(lines) < len(one.payable),
    )
