"""A customer's bills: the list, and one bill with all that is behind it."""

from flask import Blueprint, Response, abort, request
from flask_babel import gettext

from webapp.domain.debts import BILL_KINDS, LEGAL_TITLES, STANDING_WORDS, TONES
from webapp.domain.permissions import Permission
from webapp.domain.refusals import NotFound
from webapp.queries.invoice_papers import transfer_of
from webapp.queries.invoices import ORDERS, Wanted, bills_page, whole_bill
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.payment_code import shown_code
from webapp.web.respond import respond

bp = Blueprint("invoices", __name__)


@bp.app_template_filter("standing")
def standing(code: str) -> str:
    """The word for what a bill or a debt stands at."""
    return gettext(STANDING_WORDS[code])


@bp.app_template_filter("bill_kind")
def bill_kind(code: str) -> str:
    """What kind of bill it is."""
    return gettext(BILL_KINDS[code])


@bp.app_template_filter("legal_title")
def legal_title(code: str) -> str:
    """In what role the customer owes it."""
    return gettext(LEGAL_TITLES[code])


bp.add_app_template_filter(lambda code: TONES.get(code, ""), "tone")


@bp.get("/invoices")
@allow(Permission.SEE_BILLS)
def page() -> Response:
    """The bills, newest first, or narrowed and sorted as asked."""
    wanted = _wanted()
    found = bills_page(person=asker(), wanted=wanted, now=now())
    return respond(
        page="invoices/page.html",
        fragment="invoices/_invoices.html",
        found=found,
        wanted=wanted,
        states=list(STANDING_WORDS),
        orders=_orders(),
        asked={name: value for name, value in request.args.items() if name != "page"},
    )


@bp.get("/invoices/<int:invoice_id>")
@allow(Permission.SEE_BILLS)
def show(invoice_id: int) -> Response:
    """One bill: its lines, its readings, the money that came for it."""
    try:
        found = whole_bill(person=asker(), invoice_id=invoice_id, now=now())
    except NotFound:
        abort(404)
    transfer = transfer_of(found=found)
    code = shown_code(kind=transfer[0], order=transfer[1]) if transfer else None
    return respond(
        page="invoices/invoice.html",
        found=found,
        code=code,
        cannot_be_said="not-electronic" in request.args,
    )


def _wanted() -> Wanted:
    state = request.args.get("state") or None
    order = request.args.get("sort") or "newest"
    if state not in (None, *STANDING_WORDS) or order not in ORDERS:
        abort(404)
    return Wanted(
        year=_number("year"),
        point=_number("point"),
        state=state,
        order=order,
        page=max(1, min(_number("page") or 1, 16)),
    )


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 19:
        abort(404)
    number = int(text)
    if name == "year" and not 1900 <= number <= 9998:
        abort(404)
    return number if number < 2**63 else abort(404)


def _orders() -> list[tuple[str, str]]:
    return [
        ("newest", gettext("Newest first")),
        ("oldest", gettext("Oldest first")),
        ("due", gettext("By due date")),
        ("total", gettext("Largest first")),
        ("owed", gettext("Most still to pay first")),
        ("number", gettext("By number")),
    ]
