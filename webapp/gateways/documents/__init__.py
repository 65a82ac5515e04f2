"""Papers as PDF: bills, proofs of payment, account statements."""

from datetime import datetime

from webapp.domain.invoice_paper import InvoicePaper
from webapp.domain.receipt_paper import ReceiptPaper
from webapp.domain.statement_paper import StatementPaper
from webapp.gateways.documents.factur_x import announced
from webapp.gateways.documents.invoice import invoice_sheet
from webapp.gateways.documents.receipt import receipt_sheet
from webapp.gateways.documents.statement import statement_sheet
from webapp.gateways.documents.typesetting import typeset
from webapp.gateways.einvoice import can_be_said, cii_invoice

# EN 16931 is European law; elsewhere a bill with it inside would only puzzle.
# fmt: off
EUROPEAN = frozenset((
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
))
# fmt: on


def invoice_pdf(paper: InvoicePaper, *, made_at: datetime) -> bytes:
    """The bill as PDF/A-3 and PDF/UA; `made_at` is aware and in the company's zone.

    In Europe the same bill for machines travels inside it, as Factur-X in the profile EN 16931,
    if that standard can say it.
    """
    sheet = invoice_sheet(paper, today=made_at.date())
    if paper.company.address.country not in EUROPEAN or not can_be_said(paper):
        return typeset(sheet, made_at=made_at)
    inside = cii_invoice(paper).decode()
    return announced(typeset(sheet, made_at=made_at, attachment=inside))


def receipt_pdf(paper: ReceiptPaper, *, made_at: datetime) -> bytes:
    """The proof of payment as PDF/A-3 and PDF/UA."""
    return typeset(receipt_sheet(paper), made_at=made_at)


def statement_pdf(paper: StatementPaper, *, made_at: datetime) -> bytes:
    """The account statement as PDF/A-3 and PDF/UA."""
    return typeset(statement_sheet(paper), made_at=made_at)
