"""A bill as a sheet: what it comes to, what it is made of, what was paid, how to pay the rest."""

from datetime import date

from webapp.domain.invoice_paper import InvoicePaper, PaidPart, PaperLine
from webapp.domain.money import Money
from webapp.gateways.documents.calculation import calculation_section, line_notes
from webapp.gateways.documents.letterhead import letterhead
from webapp.gateways.documents.parts import (
    days,
    joined,
    known,
    pay_section,
)
from webapp.gateways.documents.sheet import Fact, Section, Sheet, Table
from webapp.gateways.documents.words import Words, words_of
from webapp.gateways.figures import (
    amount_words,
    day_words,
    decimal_words,
    quantity_words,
    rate_words,
)


def invoice_sheet(paper: InvoicePaper, *, today: date) -> Sheet:
    """The bill in its own language, payments as of `today`."""
    words = words_of(paper.language)
    return Sheet(
        head=letterhead(
            title=f"{words[paper.kind]} {paper.number}",
            company=paper.company,
            recipient=paper.buyer,
            words=words,
        ),
        facts=_facts(paper, words),
        headline=_headline(paper, words),
        notice=words["estimated_note"] if paper.estimated else "",
        sections=_sections(paper, words, today),
    )


def _facts(paper: InvoicePaper, words: Words) -> tuple[Fact, ...]:
    return known(
        (words["number"], paper.number),
        (words["customer_number"], paper.buyer.number),
        (words["issued"], day_words(paper.issued_on, language=words.language)),
        (words["due"], day_words(paper.due_on, language=words.language)),
        (words["period"], days(paper.period, words)),
        (words["supply"], joined((paper.supply, paper.supply_address))),
        (words["meter"], ", ".join(paper.serials)),
    )


def _headline(paper: InvoicePaper, words: Words) -> tuple[Fact, ...]:
    return ((words["total"], _amount(paper.total, words)), _left(paper.outstanding, words))


def _left(outstanding: Money, words: Words) -> Fact:
    if outstanding.minor < 0:
        return words["in_credit"], _amount(-outstanding, words)
    label = words["outstanding"] if outstanding.minor else words["settled"]
    return label, _amount(outstanding, words)


def _sections(paper: InvoicePaper, words: Words, today: date) -> tuple[Section, ...]:
    return (
        Section(heading=words["lines"], table=_lines(paper, words)),
        *_to_pay(paper, words),
        Section(heading=words["taxes"], table=_taxes(paper, words)),
        *_paid(paper, words, today),
        *calculation_section(paper, words),
    )


def _to_pay(paper: InvoicePaper, words: Words) -> tuple[Section, ...]:
    if paper.outstanding.minor <= 0 or not paper.bank.account:
        return ()
    amount = _amount(paper.outstanding, words)
    return (
        pay_section(bank=paper.bank, amount=amount, payload=paper.payment_payload, words=words),
    )


def _lines(paper: InvoicePaper, words: Words) -> Table:
    heads = ("description", "quantity", "price", "net", "rate", "gross")
    total = (words["total"], "", "", _amount(paper.net, words), "", _amount(paper.total, words))
    return Table(
        head=tuple(words[head] for head in heads),
        rows=(*(_line(line, paper.currency, words) for line in paper.lines), total),
        notes=tuple(line_notes(line, words) for line in paper.lines),
        feet=1,
    )


def _line(line: PaperLine, currency: str, words: Words) -> tuple[str, ...]:
    language = words.language
    quantity = "" if line.quantity is None else _quantity(line.quantity, line.unit, language)
    return (
        line.description,
        quantity,
        decimal_words(line.price, language=language) if line.price else "",
        _amount(Money(line.net, currency), words),
        rate_words(line.tax_rate, language=language),
        _amount(Money(line.net + line.tax, currency), words),
    )


def _taxes(paper: InvoicePaper, words: Words) -> Table:
    rows = [
        (
            rate_words(share.rate, language=words.language),
            *(
                _amount(Money(minor, paper.currency), words)
                for minor in (share.net, share.tax, share.net + share.tax)
            ),
        )
        for share in paper.tax_shares
    ]
    sums = tuple(_amount(money, words) for money in (paper.net, paper.tax, paper.total))
    return Table(
        head=tuple(words[head] for head in ("rate", "net", "tax", "gross")),
        rows=(*rows, (words["total"], *sums)),
        feet=1,
    )


def _paid(paper: InvoicePaper, words: Words, today: date) -> tuple[Section, ...]:
    if paper.total.minor <= 0 and not paper.paid:
        return ()
    as_of = words["as_of"].format(day=day_words(today, language=words.language))
    if not paper.paid:
        return (Section(heading=words["paid"], aside=as_of, texts=(words["no_payment"],)),)
    rows = [_part(part, words) for part in paper.paid]
    left, amount = _left(paper.outstanding, words)
    head = tuple(words[key] for key in ("day", "how", "amount"))
    table = Table(head=head, rows=(*rows, (left, "", amount)), wide=2, feet=1)
    return (Section(heading=words["paid"], aside=as_of, table=table),)


def _part(part: PaidPart, words: Words) -> tuple[str, ...]:
    day = day_words(part.day, language=words.language)
    return day, words.how(part.how), _amount(part.amount, words)


def _amount(money: Money, words: Words) -> str:
    return amount_words(money, language=words.language)


def _quantity(value: int, unit: str, language: str) -> str:
    return quantity_words(value, unit=unit, language=language)
