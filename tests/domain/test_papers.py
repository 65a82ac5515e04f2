"""Papers add up, whatever stands on them."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.papers import BILLS, GERMAN, OCTOBER
from webapp.domain.invoice_paper import MeterReading, PaperLine
from webapp.domain.money import Money
from webapp.domain.papers import Address, paper_language
from webapp.domain.receipt_paper import ReceiptPaper, SettledPart
from webapp.domain.statement_paper import StatementEntry, StatementPaper

AMOUNTS = st.integers(-(10**9), 10**9)
LINES = st.builds(
    PaperLine,
    description=st.just("x"),
    net=AMOUNTS,
    tax=AMOUNTS,
    tax_rate=st.sampled_from([0, 500, 1900, 2700]),
)


@given(st.lists(LINES, min_size=1))
def test_the_taxes_by_rate_come_to_the_whole(lines):
    paper = replace(GERMAN, lines=tuple(lines))
    shares = paper.tax_shares
    assert sum(share.net for share in shares) == paper.net.minor
    assert sum(share.tax for share in shares) == paper.tax.minor
    assert paper.total == paper.net + paper.tax
    assert [share.rate for share in shares] == sorted({one.tax_rate for one in lines})[::-1]


@given(AMOUNTS, st.lists(AMOUNTS))
def test_a_statement_ends_where_its_movements_lead(opening, amounts):
    entries = tuple(
        StatementEntry(
            day=date(2026, 10, 3), description="x", reference="", amount=Money(amount, "EUR")
        )
        for amount in amounts
    )
    paper = StatementPaper(
        language="de",
        company=GERMAN.company,
        customer=GERMAN.buyer,
        period=OCTOBER,
        opening=Money(opening, "EUR"),
        entries=entries,
    )
    assert paper.closing == Money(opening + sum(amounts), "EUR")
    assert (paper.balances or (paper.opening,))[-1] == paper.closing


def test_what_a_payment_did_not_settle_is_credit():
    part = SettledPart(description="x", amount=Money(300, "EUR"))
    receipt = ReceiptPaper(
        language="de",
        number="1",
        company=GERMAN.company,
        payer=GERMAN.buyer,
        paid_at=None,
        amount=Money(1000, "EUR"),
        how="",
        reference="",
        settled=(part, part),
    )
    assert receipt.on_account == Money(400, "EUR")


@pytest.mark.parametrize(
    ("kind", "estimated"),
    [("reader", False), ("estimated", True), ("estimated_agreed", True), ("prorated", True)],
)
def test_one_estimate_makes_the_bill_an_estimate(kind, estimated):
    line = replace(
        GERMAN.lines[0],
        begin=MeterReading(value=1, kind="reader"),
        end=MeterReading(value=2, kind=kind),
    )
    assert replace(GERMAN, lines=(line, GERMAN.lines[1])).estimated == estimated


def test_each_meter_is_named_once():
    again = replace(GERMAN.lines[0], serial="9")
    assert replace(GERMAN, lines=(*GERMAN.lines, again, again)).serials == ("37461", "9")
    assert BILLS["ro"].serials == ("37461",)


def test_days_addresses_and_languages():
    assert OCTOBER.last == date(2026, 10, 31)
    assert Address(street="A 1", postcode="1", city="B").lines == ("A 1", "1 B")
    assert Address(street="One line, all of it").lines == ("One line, all of it",)
    assert [paper_language(one) for one in ("hu_HU", "de-AT", "ru", "fr")] == [
        *("hu", "de", "ru", "en")
    ]
