"""A proof of payment as a sheet."""

from datetime import date, datetime

from babel.dates import format_datetime

from webapp.domain.money import Money
from webapp.domain.receipt_paper import ReceiptPaper
from webapp.gateways.documents.letterhead import letterhead
from webapp.gateways.documents.parts import known
from webapp.gateways.documents.sheet import Fact, Section, Sheet, Table
from webapp.gateways.documents.words import Words, words_of
from webapp.gateways.figures import amount_words, day_words


def receipt_sheet(paper: ReceiptPaper) -> Sheet:
    """What arrived, when and how, and what it settled."""
    words = words_of(paper.language)
    return Sheet(
        head=letterhead(
            title=f"{words['receipt']} {paper.number}",
            company=paper.company,
            recipient=paper.payer,
            words=words,
        ),
        facts=_facts(paper, words),
        headline=((words["amount"], _amount(paper.amount, words)),),
        notice=words["received"],
        sections=(Section(heading=words["used_for"], table=_settled(paper, words)),),
    )


def _facts(paper: ReceiptPaper, words: Words) -> tuple[Fact, ...]:
    return known(
        (words["receipt_number"], paper.number),
        (words["customer_number"], paper.payer.number),
        (words["paid_at"], _when(paper.paid_at, words)),
        (words["how"], words.how(paper.how)),
        (words["reference"], paper.reference),
    )


def _when(moment: datetime | date, words: Words) -> str:
    if isinstance(moment, datetime):
        return str(format_datetime(moment, "medium", locale=words.language))
    return day_words(moment, language=words.language)


def _settled(paper: ReceiptPaper, words: Words) -> Table:
    rows = [(part.description, _amount(part.amount, words)) for part in paper.settled]
    if paper.returned:
        rows.append((words["returned"], _amount(paper.returned, words)))
    if paper.on_account:
        rows.append((words["on_account"], _amount(paper.on_account, words)))
    return Table(
        head=(words["description"], words["amount"]),
        rows=(*rows, (words["total"], _amount(paper.amount, words))),
        feet=1,
    )


def _amount(money: Money, words: Words) -> str:
    return amount_words(money, language=words.language)
