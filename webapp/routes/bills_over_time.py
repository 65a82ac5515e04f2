"""The last bills drawn side by side, and under them what was used in the same times."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, Response, abort, request

from webapp.domain.billed_use import UseOfBills
from webapp.domain.permissions import Permission
from webapp.domain.refusals import NotFound
from webapp.queries.bills_over_time import BillsOverTime, bills_over_time
from webapp.queries.invoices import Bill
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.filters import money, quantity
from webapp.web.respond import respond
from webapp.web.written import day_text

bp = Blueprint("bills_over_time", __name__)

MONTH, DAY = "MMM yyyy", timedelta(days=1)
A_MONTHS_BILL = timedelta(days=45)
"""A bill of up to so long is named by the month it begins in."""

Bar = tuple[str, int | None, str, str]


@dataclass(frozen=True, kw_only=True)
class Series:
    """One row of bars: its name and unit, and a bar a bill."""

    name: str
    unit: str
    bars: tuple[Bar, ...]


@bp.get("/invoices/over-time")
@allow(Permission.SEE_BILLS)
def page() -> Response:
    """Up to 24 bills of one customer, or of one place."""
    try:
        found = bills_over_time(
            person=asker(), customer_id=_number("customer"), point_id=_number("point"), now=now()
        )
    except NotFound:
        abort(404)
    series = [_series(use, found.bills) for use in found.uses]
    return respond(
        page="invoices/over_time.html",
        fragment="invoices/_over_time.html",
        found=found,
        billed=_billed(found),
        series=series,
        point=_number("point"),
        rows=[_row(found, place, series) for place in range(len(found.bills))],
        highest=max(found.bills, key=lambda bill: bill.total, default=None),
        times=_time,
    )


def _billed(found: BillsOverTime) -> tuple[Bar, ...]:
    return tuple(
        (_time(bill), bill.total, "now" if bill is found.bills[-1] else "measured",
         money(bill.total, bill.currency))
        for bill in found.bills
    )  # fmt: skip


def _series(use: UseOfBills, bills: tuple[Bill, ...]) -> Series:
    bars = [
        (
            _time(bill),
            amount,
            "estimated" if guessed else "now" if bill is bills[-1] else "measured",
            "" if amount is None else quantity(amount, unit=use.unit),
        )
        for bill, amount, guessed in zip(bills, use.amounts, use.guessed, strict=True)
    ]
    return Series(name=use.name, unit=use.unit, bars=tuple(bars))


def _row(
    found: BillsOverTime, place: int, series: list[Series]
) -> tuple[Bill, str, list[tuple[str, str, bool]]]:
    """A bill of the table with what was used: (name, amount in words, whether estimated)."""
    used = [
        (one.name, one.bars[place][3], one.bars[place][2] == "estimated")
        for one in series
        if one.bars[place][1] is not None
    ]
    return found.bills[place], _time(found.bills[place]), used


def _time(bill: Bill) -> str:
    """The time a bill is for: its month, its first and last, or when it was issued."""
    first = bill.period_from or bill.issued_on
    begins = day_text(first, MONTH)
    if bill.period_to is None or bill.period_to - first <= A_MONTHS_BILL:
        return begins
    return f"{begins} – {day_text(bill.period_to - DAY, MONTH)}"


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 2**63):
        abort(404)
    return int(text)
