"""Anna's two years of bills: one to pay, one paid late with its interest, and reminder fees."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp.actions.demo.bills import (
    DAY,
    PAYMENTS,
    Till,
    counted_by,
    customer_id_of,
    lines_for,
)
from webapp.actions.demo.days import month_ends
from webapp.actions.demo.people import MINTA
from webapp.actions.ledger import Cause, Source, book_payment
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.models.dunning_tariffs import DunningTariff
from webapp.models.interest_rates import InterestRate

BILLS = 24
# 38 837 Ft to pay, and the 66 365 Ft of last autumn, both with 5 % tax.
NEWEST_NET, LATE_NET, LATE_TOTAL = 36_988, 63_205, 66_365
NEWEST_NUMBER, LATE_NUMBER = 572, 514
# 391 days at 3.50 % and then 2.80 % make 2 254 Ft.
LATE_DAYS, PAID_AGO, TURN = 391, 15, 184
A_WEEK, A_MONTH = timedelta(days=7), timedelta(days=30)
INTEREST = 2_254


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A bill to be written; `net` is its sum where that is told, else what was used costs."""

    number: str
    since: date
    until: date
    issued_on: date
    due_on: date
    net: int | None
    paid_on: date | None


def add_annas_money(*, today: date, now: datetime) -> None:
    """Write her bills and debts, and the payments for them."""
    _rates(today)
    till = Till(company_id=MINTA, currency="HUF", now=now)
    anna = customer_id_of(company_id=MINTA, number="SU0044")
    owed = _bills(till, anna, today)
    fee = _fees(till, anna, today)
    till.write()
    for debt_id, amount, day, number in owed:
        _paid(anna, debt_id, amount, day, number, now)
    _paid(anna, fee, 245, today - timedelta(days=9), "K92366", now)


def planned(*, today: date) -> list[Planned]:
    """The bills of two years, the oldest first: one was paid late, the newest is to pay."""
    ends = month_ends(today=today, count=BILLS + 1)
    late_due = today - timedelta(days=PAID_AGO + LATE_DAYS + 1)
    late = next(n for n, end in enumerate(ends[::-1]) if end + 2 * A_WEEK <= late_due)
    bills = []
    for back in range(BILLS - 1, -1, -1):
        until = ends[-back - 1]
        due = late_due if back == late else _due(until, today if back == 0 else until)
        number = NEWEST_NUMBER - round(back * (NEWEST_NUMBER - LATE_NUMBER) / late)
        bills.append(
            Planned(
                number=f"{due.year}S{number:06d}",
                since=ends[-back - 2],
                until=until,
                issued_on=min(until + timedelta(days=10), due - A_WEEK),
                due_on=due,
                net={0: NEWEST_NET, late: LATE_NET}.get(back),
                paid_on=_paid_on(back, late, due, today),
            )
        )
    return bills


def _paid_on(back: int, late: int, due: date, today: date) -> date | None:
    if back == 0:
        return None
    return today - timedelta(days=PAID_AGO) if back == late else due - timedelta(days=1 + back % 4)


def _bills(till: Till, anna: int, today: date) -> list[tuple[int, int, date, str]]:
    """Note the bills; returns what was paid: debt, amount, day, number."""
    counted = counted_by(company_id=MINTA, customer_id=anna)
    place = next(one.service_point_id for one in counted if one.medium == "heat")
    paid = []
    for plan in planned(today=today):
        invoice_id, total = till.bill(
            lines=lines_for(
                company_id=MINTA, counted=counted, since=plan.since, until=plan.until
            ),
            target=plan.net,
            number=plan.number, customer_id=anna, kind="invoice", medium="heat",
            service_point_id=place, issued_on=plan.issued_on, due_on=plan.due_on,
            period_from=plan.since + DAY, period_to=plan.until + DAY, reference=plan.number,
        )  # fmt: skip
        debt_id = till.owe(
            number=f"S:{plan.number}", customer_id=anna, kind="invoice", invoice_id=invoice_id,
            description=f"S:{plan.number} ({plan.until:%Y/%m})", amount=total,
            arose_on=plan.issued_on, due_on=plan.due_on,
        )  # fmt: skip
        if plan.net == LATE_NET and plan.paid_on is not None:
            _interest(till, anna, debt_id, plan.number, plan.paid_on)
        if plan.paid_on is not None:
            paid.append((debt_id, total, plan.paid_on, plan.number))
    return paid


def _interest(till: Till, anna: int, debt_id: int, number: str, until: date) -> None:
    since = until - timedelta(days=LATE_DAYS)
    till.owe(
        number=f"K:{number}", customer_id=anna, kind="interest", about_debt_id=debt_id,
        description=f"Távhő számla:{number} Kamat ({until:%Y.%m.%d})", amount=INTEREST,
        arose_on=until, due_on=until + A_MONTH, interest_until=until,
        details=json.dumps({"base": LATE_TOTAL, "since": since.isoformat(), "number": number}),
    )  # fmt: skip


def _fees(till: Till, anna: int, today: date) -> int:
    """Note three reminder fees; returns the one that is paid in part."""
    first = 0
    for number, reminder, amount, ago in (
        ("K91781", f"{today.year - 1}001185", 550, 320),
        ("K92366", f"{today.year}000475", 550, 150),
        ("K93042", f"{today.year}000555", 570, 60),
    ):
        arose = today - timedelta(days=ago)
        fee = till.owe(
            number=number, customer_id=anna, kind="dunning_fee", reminder=reminder,
            description=f"{number} Fiz.felsz:{reminder} Minden hátralék", amount=amount,
            arose_on=arose, due_on=arose + A_MONTH,
        )  # fmt: skip
        first = fee if number == "K92366" else first
    return first


def _rates(today: date) -> None:
    turn = today - timedelta(days=PAID_AGO + TURN)
    InterestRate.insert_many(
        [
            {"company_id": MINTA, "valid_from": date(2020, 1, 1), "rate": 350},
            {"company_id": MINTA, "valid_from": turn, "rate": 280},
        ]
    ).execute()
    DunningTariff.insert_many(
        [
            {"company_id": MINTA, "step": 1, "valid_from": date(2020, 1, 1), "amount": 550},
            {"company_id": MINTA, "step": 1, "valid_from": today - timedelta(days=100),
             "amount": 570},
        ]
    ).execute()  # fmt: skip


def _paid(anna: int, debt_id: int, amount: int, day: date, number: str, now: datetime) -> None:
    book_payment(
        company_id=MINTA,
        customer_id=anna,
        money=Money(amount, "HUF"),
        cause=Cause(
            source=Source(import_id=PAYMENTS),
            value_on=day,
            reference=number,
            now=now - timedelta(hours=5),
        ),
        chosen=[Choice(debt_id, amount)],
    )


def _due(until: date, today: date) -> date:
    """The end of the month after, and never so soon that the newest bill would be overdue."""
    month_after = (until + DAY).replace(day=28) + timedelta(days=4)
    end = month_after - timedelta(days=month_after.day)
    return max(end, today + timedelta(days=5))
