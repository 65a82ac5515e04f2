"""Clara pays advances every month, and once a year a bill settles them."""

from datetime import date, datetime, timedelta

from webapp.actions.demo.bills import (
    DAY,
    PAYMENTS,
    TAX,
    Counted,
    Till,
    counted_by,
    customer_id_of,
)
from webapp.actions.demo.bills import lines_for as used_lines
from webapp.actions.demo.days import month_ends, months_later
from webapp.actions.demo.people import MUSTER
from webapp.actions.ledger import Cause, Source, book_payment, grant_credit
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.models.advances import Advance
from webapp.models.invoices import Invoice

MONTHS, BEHIND = 12, 7
Due = tuple[int, int, date, str]
# In cents: gas the same every month; current by what she used, and so much where that is not known.
AMOUNTS = {"electricity": 12_400, "gas": 11_200}
FLEXIBLE = ("electricity",)


def add_claras_money(*, today: date, now: datetime) -> None:
    """Write her schedule, the bill that settled the year before, and what she paid."""
    till = Till(company_id=MUSTER, currency="EUR", now=now)
    clara = customer_id_of(company_id=MUSTER, number="100-2201")
    counted = counted_by(company_id=MUSTER, customer_id=clara)
    due = []
    for medium in AMOUNTS:
        mine = [one for one in counted if one.medium == medium]
        bill_id, bill = _settled(till, clara, medium, mine, today)
        due += _schedule(till, clara, medium, mine, today, bill_id)
        due += bill
    till.write()
    for debt_id, amount, day, number in due:
        if day < today:
            _paid(clara, debt_id, amount, day, number, now)
    _given_back(clara, now)


def _schedule(
    till: Till, clara: int, medium: str, counted: list[Counted], today: date, bill_id: int
) -> list[Due]:
    """Months behind her and ahead; what falls due soon is a debt, the oldest are settled."""
    found = []
    settled_until = month_ends(today=today, count=BEHIND)[0]
    for ahead in range(-BEHIND - 1, BEHIND):
        day = months_later(today.replace(day=15), ahead)
        of_use = medium in FLEXIBLE
        amount = _by_use(counted, day, AMOUNTS[medium]) if of_use else AMOUNTS[medium]
        debt_id = None
        if day <= today + timedelta(days=20):
            number = f"AB-{day:%Y%m}-{medium[:1].upper()}"
            debt_id = till.owe(
                number=number, customer_id=clara, kind="advance",
                description=f"Abschlag {day:%m/%Y} {'Strom' if of_use else 'Erdgas'}",
                amount=amount, arose_on=day - timedelta(days=14), due_on=day,
            )  # fmt: skip
            found.append((debt_id, amount, day, number))
        till.add(
            Advance,
            customer_id=clara, service_point_id=counted[0].service_point_id, due_on=day,
            amount=amount, currency="EUR",
            flexible=of_use, debt_id=debt_id,
            settled_by=bill_id if day <= settled_until else None,
        )  # fmt: skip
    return found


def _by_use(counted: list[Counted], day: date, usual: int) -> int:
    """What the month before came to, as far as its readings are known."""
    until = day.replace(day=1) - DAY
    since = until.replace(day=1) - DAY
    lines = used_lines(company_id=MUSTER, counted=counted, since=since, until=until)
    net = sum(line["net"] for line in lines)
    known = len(lines) > len(counted)
    return (net * (10_000 + TAX[MUSTER]) + 5_000) // 10_000 if known else usual


def _settled(
    till: Till, clara: int, medium: str, counted: list[Counted], today: date
) -> tuple[int, list[Due]]:
    """The bill of the year before, less what had been paid in advance: a little is given back."""
    ends = month_ends(today=today, count=MONTHS + BEHIND)
    since, until = ends[0], ends[MONTHS]
    lines = used_lines(company_id=MUSTER, counted=counted, since=since, until=until, months=MONTHS)
    net = sum(line["net"] for line in lines)
    ahead = {**lines[-1], "description": "Geleistete Abschläge", "price": None,
             "net": -net + {"electricity": 3_120, "gas": -1_840}[medium]}  # fmt: skip
    issued = until + timedelta(days=20)
    number = f"R{issued.year}-{'40771' if medium == 'gas' else '40770'}"
    invoice_id, total = till.bill(
        lines=[*lines, ahead], number=number, customer_id=clara,
        kind="settlement" if medium == "electricity" else "credit", medium=medium,
        service_point_id=counted[0].service_point_id, issued_on=issued,
        due_on=issued + timedelta(days=16), period_from=since + DAY, period_to=until + DAY,
        reference=number,
    )  # fmt: skip
    if total <= 0:
        return invoice_id, []
    due_on = issued + timedelta(days=16)
    debt_id = till.owe(
        number=number, customer_id=clara, kind="invoice", invoice_id=invoice_id,
        description=f"Jahresabrechnung {number}", amount=total, arose_on=issued, due_on=due_on,
    )  # fmt: skip
    return invoice_id, [(debt_id, total, due_on - timedelta(days=2), number)]


def _given_back(clara: int, now: datetime) -> None:
    """What the year of gas cost less than was paid ahead is hers, and on account."""
    for bill in Invoice.select().where(
        Invoice.company_id == MUSTER, Invoice.customer_id == clara, Invoice.total < 0
    ):
        grant_credit(
            company_id=MUSTER,
            customer_id=clara,
            money=Money(-bill.total, "EUR"),
            cause=_cause(bill.number, bill.issued_on, now),
        )


def _paid(clara: int, debt_id: int, amount: int, day: date, number: str, now: datetime) -> None:
    book_payment(
        company_id=MUSTER,
        customer_id=clara,
        money=Money(amount, "EUR"),
        cause=_cause(number, day, now),
        chosen=[Choice(debt_id, amount)],
    )


def _cause(number: str, day: date, now: datetime) -> Cause:
    return Cause(
        source=Source(import_id=PAYMENTS),
        value_on=day,
        reference=number,
        now=now - timedelta(hours=5),
    )
