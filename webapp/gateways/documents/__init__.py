"""Papers as PDF: bills, proofs of payment, account statements."""

from datetime import datetime

from webapp.domain.invoice_paper import InvoicePaper
from webapp.domain.receipt_paper import ReceiptPaper
from webapp.domain.statement_paper import StatementPaper
from webapp.gateways.documents.invoice import invoice_sheet
from webapp.gateways.documents.receipt import receipt_sheet
from webapp.gateways.documents.statement import statement_sheet
from webapp.gateways.documents.typesetting import typeset


def invoice_pdf(paper: InvoicePaper, *, made_at: datetime) -> bytes:
    """The bill as PDF/A-3 and PDF/UA; `made_at` is aware and in the company's zone."""
    return typeset(invoice_sheet(paper, today=made_at.date()), made_at=made_at)


def receipt_pdf(paper: ReceiptPaper, *, made_at: datetime) -> bytes:
    """The proof of payment as PDF/A-3 and PDF/UA."""
    return typeset(receipt_sheet(paper), made_at=made_at)


def statement_pdf(paper: StatementPaper, *, made_at: datetime) -> bytes:
    """The account statement as PDF/A-3 and PDF/UA."""
    return typeset(statement_sheet(paper), made_at=made_at)
