"""For advances that follow what is used: until when to read, and what a month comes to now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from webapp.domain.consumption import Counted
from webapp.domain.flexible_advances import (
    MonthlyFee,
    PricedUse,
    days_before,
    month_by_use,
    span_of,
)
from webapp.domain.meters import ESTIMATES
from webapp.domain.people import Person
from webapp.domain.quantities import SCALE
from webapp.domain.windows import WindowState, window_state
from webapp.models.base import dicts_of
from webapp.models.invoice_lines import InvoiceLine
from webapp.models.invoices import Invoice
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.supplies import Supply
from webapp.queries.advances import Instalment, Schedule
from webapp.queries.followed import meters_of
from webapp.queries.meters import windows_of
from webapp.queries.on_its_way import on_its_way

LOOK_BACK = timedelta(days=190)
# A yearly bill and some time for the next one to come.
BILLS_SINCE = timedelta(days=500)
MOST_LINES = 200

Place = tuple[int, int]
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class MonthByUse:
    """What a month comes to at the last readings and the prices of a bill: an estimate."""

    amount: int
    since: date
    until: date
    bill_id: int
    bill_number: str


@dataclass(frozen=True, kw_only=True)
class FollowsUse:
    """How one flexible schedule goes on: `sent` says that a reading is on its way already."""

    serial: str
    window: WindowState
    read_on: date | None
    sent: bool
    next: Instalment | None
    month: MonthByUse | None

    @property
    def to_read(self) -> bool:
        """Whether a reading is wanted now: the window is open and nothing was read in it."""
        opened = self.window.from_
        fresh = opened is not None and self.read_on is not None and self.read_on >= opened
        return self.window.open and not fresh and not self.sent


def flexible_advances(
    *, person: Person, schedules: Sequence[Schedule], now: datetime
) -> dict[Place, FollowsUse]:
    """What each flexible schedule needs next, by company and place; four queries or none."""
    mine = {one.place: one for one in schedules if one.flexible}
    if not mine:
        return {}
    readings = _readings(mine, now.date())
    windows = windows_of(points=set(mine), today=now.date())
    prices = _prices(mine, now.date())
    sent = meters_of(o for o in on_its_way(person=person, now=now) if o.state == "received")
    return {
        place: _follows(one, readings[place], windows.get(place, []), prices.get(place, []), sent)
        for place, one in mine.items()
        if place in readings
    }


def _follows(
    schedule: Schedule, rows: Sequence[Row], windows: Any, prices: Sequence[Row], sent: set[int]
) -> FollowsUse:
    taken = [row["day"] for row in rows if row["kind"] not in ESTIMATES]
    planned = (one for one in schedule.instalments if one.left is None and one.bill_id is None)
    coming = next((one for one in planned if one.due_on >= schedule.today), None)
    return FollowsUse(
        serial=rows[-1]["serial"],
        window=window_state(periods=windows, today=schedule.today),
        read_on=max(taken, default=None),
        sent=rows[-1]["meter_id"] in sent,
        next=coming,
        month=_month(rows, prices, coming) if coming and prices else None,
    )


def _month(rows: Sequence[Row], prices: Sequence[Row], coming: Instalment) -> MonthByUse | None:
    """None where a register has no price or no two readings: half an amount would mislead."""
    by_register: dict[str, list[Counted]] = defaultdict(list)
    for row in rows:
        by_register[row["obis"]].append(_counted(row))
    price_of = {row["obis"]: row for row in prices if row["serial"] and _price(row) is not None}
    spans = {obis: span_of(of) for obis, of in by_register.items()}
    if not spans or any(span is None or obis not in price_of for obis, span in spans.items()):
        return None
    uses, first, last = [], [], []
    for obis, span in spans.items():
        if span is not None:
            uses.append(_use(span, rows, price_of[obis]))
            first.append(span[0].day)
            last.append(span[1].day)
    return MonthByUse(
        amount=month_by_use(
            uses=uses,
            fees=_fees(prices),
            days=days_before(coming.due_on),
            currency=coming.currency,
        ),
        since=min(first),
        until=max(last),
        bill_id=prices[0]["bill_id"],
        bill_number=prices[0]["bill"],
    )


def _use(span: tuple[Counted, Counted], rows: Sequence[Row], priced: Row) -> PricedUse:
    since, until = span
    multiplier = next(row["multiplier"] for row in rows if row["obis"] == priced["obis"])
    return PricedUse(
        used=(until.value - since.value) * multiplier // SCALE,
        days=(until.day - since.day).days,
        price=_price(priced) or Decimal(0),
        tax_rate=priced["tax_rate"],
    )


def _fees(prices: Sequence[Row]) -> list[MonthlyFee]:
    """The fixed prices of a bill, spread over its months; what was paid ahead has no price."""
    return [
        MonthlyFee(
            net=Fraction(row["net"], _months(row["period_from"], row["period_to"])),
            tax_rate=row["tax_rate"],
        )
        for row in prices
        if row["serial"] is None and row["price"] and row["net"] > 0 and row["period_from"]
    ]  # fmt: skip


def _months(since: date, until: date) -> int:
    return max(1, round((until - since).days * 12 / 365))


def _price(row: Row) -> Decimal | None:
    try:
        return Decimal(str(row["price"]))
    except InvalidOperation:
        return None


def _counted(row: Row) -> Counted:
    return Counted(day=row["day"], value=row["value"], kind=row["kind"], rollovers=row["rollovers"])


def _readings(places: Mapping[Place, Schedule], today: date) -> dict[Place, list[Row]]:
    """The readings of half a year at each place, the oldest first, of the meters that hang now."""
    rows = dicts_of(
        Reading.standing()
        .select(
            Meter.company_id, Meter.service_point_id, Meter.id.alias("meter_id"), Meter.serial,
            Register.obis, Register.multiplier, Reading.read_on.alias("day"),
            Reading.effective_value().alias("value"), Reading.kind, Reading.rollovers,
        )
        .join(
            Register,
            on=(
                (Register.company_id == Reading.company_id) & (Register.id == Reading.register_id)
            ),
        )
        .join(
            Meter,
            on=(Meter.company_id == Register.company_id) & (Meter.id == Register.meter_id),
        )
        .join(
            Supply,
            # What the people before them read is not theirs to be told.
            on=(
                (Supply.company_id == Meter.company_id)
                & (Supply.service_point_id == Meter.service_point_id)
                & (Supply.begins_on <= Reading.read_on)
                & Supply.ends_on.is_null()
            ),
        )
        .where(
            Supply.customer_id.in_(sorted({one.customer_id for one in places.values()})),
            Meter.company_id.in_(sorted({company_id for company_id, _ in places})),
            Meter.service_point_id.in_(sorted(point for _, point in places)),
            Meter.removed_on.is_null(),
            Reading.read_on >= today - LOOK_BACK,
        )
        .order_by(Reading.read_on, Reading.recorded_at)
    )  # fmt: skip
    return _by_place(rows)


def _prices(places: Mapping[Place, Schedule], today: date) -> dict[Place, list[Row]]:
    """The lines of the newest bill of each place."""
    rows = dicts_of(
        InvoiceLine.select(
            Invoice.company_id, Invoice.service_point_id, Invoice.id.alias("bill_id"),
            Invoice.number.alias("bill"), Invoice.issued_on, Invoice.period_from,
            Invoice.period_to, InvoiceLine.obis, InvoiceLine.serial, InvoiceLine.price,
            InvoiceLine.net, InvoiceLine.tax_rate,
        )
        .join(
            Invoice,
            on=(
                (Invoice.company_id == InvoiceLine.company_id)
                & (Invoice.id == InvoiceLine.invoice_id)
            ),
        )
        .where(
            Invoice.company_id.in_(sorted({company_id for company_id, _ in places})),
            Invoice.customer_id.in_(sorted({one.customer_id for one in places.values()})),
            Invoice.service_point_id.in_(sorted(point for _, point in places)),
            Invoice.issued_on >= today - BILLS_SINCE,
        )
        .order_by(Invoice.issued_on.desc(), Invoice.id.desc(), InvoiceLine.position)
        .limit(MOST_LINES)
    )  # fmt: skip
    return {
        place: [row for row in of if row["bill_id"] == of[0]["bill_id"]]
        for place, of in _by_place(rows).items()
    }


def _by_place(rows: Sequence[Row]) -> dict[Place, list[Row]]:
    found: dict[Place, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["company_id"], row["service_point_id"]].append(row)
    return found
