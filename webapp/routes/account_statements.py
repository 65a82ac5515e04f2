"""The account statement of a time: to read, to print, and as a table for a spreadsheet."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from flask import Blueprint, Response, abort, request
from flask_babel import gettext

from webapp.domain.debts import DEBT_WORDS
from webapp.domain.money import Money, money_text
from webapp.domain.movements import MOVED_WORDS
from webapp.domain.permissions import Permission
from webapp.domain.refusals import NotFound, Refusal
from webapp.forms.periods import asked_period
from webapp.gateways.documents import statement_pdf
from webapp.queries.account_statements import (
    Statement,
    one_customer,
    statement_customers,
    statement_of,
    statement_paper,
)
from webapp.queries.billed import Billed
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.files import file_answer
from webapp.web.language import say
from webapp.web.respond import respond
from webapp.web.spreadsheets import Cell, csv_answer

bp = Blueprint("account_statements", __name__)

SHOWN = 60


@bp.app_template_filter("account_line")
def account_line(code: str) -> str:
    """What was charged, or what money did."""
    return gettext({**DEBT_WORDS, **MOVED_WORDS}[code])


@bp.get("/money/statement")
@allow(Permission.SEE_BILLS)
def page() -> Response:
    """The account of the time asked for; a time that makes no sense is asked for again."""
    customers = statement_customers(person=asker(), now=now())
    billed = _customer(customers)
    try:
        period = asked_period(given=request.args, today=billed.today)
    except Refusal as refusal:
        return _page(customers, billed, typed=request.args.to_dict(), problem=refusal)
    return _page(
        customers,
        billed,
        typed={"from": period.first.isoformat(), "to": period.last.isoformat()},
        found=statement_of(billed=billed, period=period),
    )


@bp.get("/money/statement.pdf")
@allow(Permission.SEE_BILLS)
def pdf() -> Response:
    """The same on paper, in the company's language."""
    found = _found()
    paper, made_at = statement_paper(statement=found, now=now())
    data = statement_pdf(paper, made_at=made_at)
    return file_answer(data, name=_name(found), ending="pdf", mimetype="application/pdf")


@bp.get("/money/statement.csv")
@allow(Permission.SEE_BILLS)
def table() -> Response:
    """The same for a spreadsheet, its first and last line the balances."""
    found = _found()
    answer = csv_answer(name=_name(found), head=_head(), rows=_rows(found))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _page(
    customers: Sequence[Billed],
    billed: Billed,
    *,
    typed: dict[str, str],
    found: Statement | None = None,
    problem: Refusal | None = None,
) -> Response:
    return respond(
        page="account_statements/page.html",
        status=422 if problem else 200,
        customers=customers,
        billed=billed,
        found=found,
        lines=found.lines[-SHOWN:] if found else (),
        typed=typed,
        asked={**typed, "customer": billed.customer_id},
        errors={problem.field or "form": say(problem)} if problem else {},
    )


def _found() -> Statement:
    billed = _customer(statement_customers(person=asker(), now=now()))
    try:
        period = asked_period(given=request.args, today=billed.today)
    except Refusal:
        abort(404)
    return statement_of(billed=billed, period=period)


def _customer(customers: list[Billed]) -> Billed:
    text = request.args.get("customer", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 20):
        abort(404)
    try:
        return one_customer(customers=customers, customer_id=int(text) if text else None)
    except NotFound:
        abort(404)


def _name(found: Statement) -> list[str]:
    days = (found.period.first, found.period.last)
    return [gettext("statement"), found.billed.customer_number, *(day.isoformat() for day in days)]


def _head() -> list[str]:
    return [
        gettext("Day"),
        gettext("What"),
        gettext("Reference"),
        gettext("Charged"),
        gettext("Paid or credited"),
        gettext("Balance"),
        gettext("Currency"),
    ]


def _rows(found: Statement) -> list[Sequence[Cell]]:
    currency = found.billed.currency

    def amount(minor: int) -> Decimal:
        return Decimal(money_text(Money(minor, currency)))

    def balance(day: date, words: str, minor: int) -> list[Cell]:
        return [day, words, "", None, None, amount(minor), currency]

    return [
        balance(found.period.first, gettext("Balance at the beginning"), found.opening),
        *(
            [
                line.day,
                line.description or account_line(line.code),
                line.reference,
                amount(line.amount) if line.amount > 0 else None,
                amount(-line.amount) if line.amount < 0 else None,
                amount(line.balance),
                currency,
            ]
            for line in found.lines
        ),
        balance(found.period.last, gettext("Balance at the end"), found.closing),
    ]
