"""A bill to print, keep or hand on: as PDF for people, as UBL for machines."""

from flask import Blueprint, Response, abort, current_app, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.domain.permissions import Permission
from webapp.domain.refusals import NotFound
from webapp.gateways.documents import invoice_pdf
from webapp.gateways.einvoice import can_be_said, ubl_invoice
from webapp.gateways.storage import NotStored
from webapp.queries.invoice_papers import Printable, printable_bill
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.files import file_answer

bp = Blueprint("invoice_papers", __name__)


@bp.get("/invoices/<int:invoice_id>.pdf")
@allow(Permission.SEE_BILLS)
def pdf(invoice_id: int) -> Response:
    """The company's own document where it delivered one, else ours."""
    found = _found(invoice_id)
    data = _delivered(found) or invoice_pdf(found.paper, made_at=found.made_at)
    return file_answer(data, name=[found.paper.number], ending="pdf", mimetype="application/pdf")


@bp.get("/invoices/<int:invoice_id>.xml")
@allow(Permission.SEE_BILLS)
def ubl(invoice_id: int) -> AnyResponse:
    """The bill by EN 16931; one that the standard cannot say leads to its page, which says so."""
    found = _found(invoice_id)
    if not can_be_said(found.paper):
        page = url_for("invoices.show", invoice_id=invoice_id)
        return redirect(f"{page}?not-electronic=1", code=303)
    data = ubl_invoice(found.paper)
    return file_answer(data, name=[found.paper.number], ending="xml", mimetype="application/xml")


def _found(invoice_id: int) -> Printable:
    try:
        return printable_bill(person=asker(), invoice_id=invoice_id, now=now())
    except NotFound:
        abort(404)


def _delivered(found: Printable) -> bytes | None:
    if found.document_key is None:
        return None
    try:
        data: bytes = current_app.extensions["storage"].get(key=found.document_key)
    except NotStored:
        return None
    return data
