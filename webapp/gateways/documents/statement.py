"""An account statement as a sheet."""

from webapp.domain.money import Money
from webapp.domain.statement_paper import StatementEntry, StatementPaper
from webapp.gateways.documents.letterhead import letterhead
from webapp.gateways.documents.parts import (
    days,
    joined,
    known,
)
from webapp.gateways.documents.sheet import Section, Sheet, Table
from webapp.gateways.documents.words import Words, words_of
from webapp.gateways.figures import amount_words, day_words


def statement_sheet(paper: StatementPaper) -> Sheet:
    """The movements of the period between its two balances."""
    words = words_of(paper.language)
    return Sheet(
        head=letterhead(
            title=words["statement"],
            company=paper.company,
            recipient=paper.customer,
            words=words,
        ),
        facts=known(
            (words["customer_number"], paper.customer.number),
            (words["period"], days(paper.period, words)),
        ),
        headline=((words["closing"], _amount(paper.closing, words)),),
        sections=(_movements(paper, words),),
    )


def _movements(paper: StatementPaper, words: Words) -> Section:
    opening = _row("", words["opening"], paper.opening, words)
    closing = _row("", words["closing"], paper.closing, words)
    moved = [
        _entry(entry, balance, words)
        for entry, balance in zip(paper.entries, paper.balances, strict=True)
    ]
    heads = ("day", "description", "charged", "credited", "balance")
    return Section(
        heading=days(paper.period, words),
        aside=words["balance_note"],
        texts=() if paper.entries else (words["nothing"],),
        table=Table(
            head=tuple(words[head] for head in heads),
            rows=(opening, *moved, closing),
            wide=2,
            feet=1,
        ),
    )


def _row(day: str, text: str, balance: Money, words: Words) -> tuple[str, ...]:
    return day, text, "", "", _amount(balance, words)


def _entry(entry: StatementEntry, balance: Money, words: Words) -> tuple[str, ...]:
    charged = entry.amount.minor > 0
    amount = _amount(entry.amount if charged else -entry.amount, words)
    return (
        day_words(entry.day, language=words.language),
        joined((words.how(entry.description), entry.reference)),
        amount if charged else "",
        "" if charged else amount,
        _amount(balance, words),
    )


def _amount(money: Money, words: Words) -> str:
    return amount_words(money, language=words.language)
