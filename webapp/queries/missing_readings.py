"""Meters whose reading window has closed without a reading, and what they are expected to show."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peewee import fn

from webapp.domain.expectation import Dated
from webapp.domain.meters import MeterCard
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.domain.quantities import SCALE
from webapp.models.base import dicts_of
from webapp.models.companies import Company
from webapp.models.customers import Customer
from webapp.models.meters import Meter
from webapp.models.reading_windows import ReadingWindow
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.service_points import ServicePoint
from webapp.models.submissions import Submission
from webapp.models.supplies import Supply
from webapp.queries.meters import JudgedMeter, judged_meters, meter_rows

PAGE = 50
LATELY = timedelta(days=120)
DAY = timedelta(days=1)
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ExpectedValue:
    """What a register is expected to have shown; no value where nothing is known of its use."""

    register_id: int
    label: str
    unit: str
    digits: int
    decimals: int
    last: Dated | None
    value: int | None


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A meter nobody has read in a window, and the window's last day."""

    company_id: int
    service_point_id: int
    meter_id: int
    customer_id: int
    customer_number: str
    customer_name: str
    serial: str
    medium: str
    address: str
    opened_on: date
    day: date
    registers: tuple[ExpectedValue, ...]


@dataclass(frozen=True, kw_only=True)
class MissingPage:
    """Some of them, and after which (window's end, place) the next page begins."""

    rows: tuple[Missing, ...]
    after: tuple[date, int] | None


def missing_readings(
    *, person: Person, now: datetime, after: tuple[date, int] | None = None
) -> MissingPage:
    """What is missing at the companies for which this person decides, the newest window first.

    A page holds one window's end, so that a fixed number of queries knows what to expect.
    """
    companies = [tie.company_id for tie in companies_with(person, Permission.DECIDE)]
    rows = dicts_of(_page(companies, now, after).limit(PAGE + 1)) if companies else []
    shown = [row for row in rows[:PAGE] if row["closes_on"] == rows[0]["closes_on"]]
    more = len(shown) < len(rows)
    last = shown[-1] if shown else None
    return MissingPage(
        rows=tuple(_filled(shown)),
        after=(last["closes_on"], last["service_point_id"]) if last and more else None,
    )


def missing_one(*, person: Person, service_point_id: int, now: datetime) -> Missing | None:
    """The newest window of this place in which a reading is missing, if there is one."""
    companies = [tie.company_id for tie in companies_with(person, Permission.DECIDE)]
    if not companies:
        return None
    here = ReadingWindow.service_point_id == service_point_id
    rows = dicts_of(_page(companies, now, None).where(here).limit(1))
    return next(iter(_filled(rows)), None)


def decides_at(*, person: Person, service_point_id: int) -> bool:
    """Whether the place is of a company for which this person decides."""
    companies = [tie.company_id for tie in companies_with(person, Permission.DECIDE)]
    point = ServicePoint.select(ServicePoint.id).where(
        ServicePoint.company_id.in_(companies), ServicePoint.id == service_point_id
    )
    return bool(point.exists())


def _page(companies: list[int], now: datetime, after: tuple[date, int] | None) -> Any:
    # Wherever the company is, its day has come by then.
    today = (now - timedelta(hours=12)).date()
    query = _closed(companies).where(
        ReadingWindow.closes_on <= today,
        ReadingWindow.closes_on > today - LATELY,
        ~fn.EXISTS(_readings_since()),
        ~fn.EXISTS(_waiting_since()),
    )
    if after is not None:
        end, point = after
        query = query.where(
            (ReadingWindow.closes_on < end)
            | ((ReadingWindow.closes_on == end) & (ReadingWindow.service_point_id < point))
        )
    return query.order_by(ReadingWindow.closes_on.desc(), ReadingWindow.service_point_id.desc())


def _closed(companies: list[int]) -> Any:
    end = ReadingWindow.closes_on
    return (
        ReadingWindow.select(
            *(ReadingWindow.company_id, ReadingWindow.service_point_id),
            *(ReadingWindow.opens_on, ReadingWindow.closes_on, Company.timezone),
            Meter.id.alias("meter_id"),
            Supply.customer_id,
            Customer.number.alias("customer_number"),
            Customer.name.alias("customer_name"),
        )
        .join(
            Meter,
            on=(Meter.company_id == ReadingWindow.company_id)
            & (Meter.service_point_id == ReadingWindow.service_point_id)
            & (Meter.installed_on < end)
            & (Meter.removed_on.is_null() | (Meter.removed_on >= end)),
        )
        .join_from(
            ReadingWindow,
            Supply,
            on=(Supply.company_id == ReadingWindow.company_id)
            & (Supply.service_point_id == ReadingWindow.service_point_id)
            & (Supply.begins_on < end)
            & (Supply.ends_on.is_null() | (Supply.ends_on >= end)),
        )
        .join(
            Customer,
            on=(Customer.company_id == Supply.company_id) & (Customer.id == Supply.customer_id),
        )
        .join_from(ReadingWindow, Company, on=(Company.id == ReadingWindow.company_id))
        .where(ReadingWindow.company_id.in_(companies))
    )


def _readings_since() -> Any:
    return (
        Register.select(Register.id)
        .join(
            Reading,
            on=(Reading.company_id == Register.company_id) & (Reading.register_id == Register.id),
        )
        .where(
            Register.company_id == Meter.company_id,
            Register.meter_id == Meter.id,
            Reading.read_on >= ReadingWindow.opens_on,
            Reading.voided_by.is_null(),
        )
    )


def _waiting_since() -> Any:
    return Submission.select(Submission.id).where(
        Submission.company_id == Meter.company_id,
        Submission.meter_id == Meter.id,
        Submission.state == "received",
        Submission.read_on >= ReadingWindow.opens_on,
    )


def _filled(rows: list[Row]) -> Iterable[Missing]:
    judged = _judged(rows)
    for row in rows:
        meter = judged.get(row["meter_id"])
        if meter is not None:
            yield _missing(row, meter)


def _judged(rows: list[Row]) -> Mapping[int, JudgedMeter]:
    """Every meter of these rows with its facts on the window's last day."""
    if not rows:
        return {}
    last = rows[0]["closes_on"] - DAY
    noon = datetime.combine(last, time(12), ZoneInfo(rows[0]["timezone"]))
    customers = {(row["company_id"], row["customer_id"]) for row in rows}
    wanted = {row["meter_id"] for row in rows}
    known: dict[int, list[Row]] = defaultdict(list)
    for row in meter_rows(customers=list(customers), now=noon):
        known[row["meter_id"]].append(row)
    own = [row for meter_id, of in known.items() if meter_id in wanted for row in of]
    return {judged.card.id: judged for judged in judged_meters(rows=own, now=noon)}


def _missing(row: Row, judged: JudgedMeter) -> Missing:
    card: MeterCard = judged.card
    return Missing(
        **{name: row[name] for name in NAMES},
        serial=card.serial,
        medium=card.medium,
        address=card.address,
        opened_on=row["opens_on"],
        day=row["closes_on"] - DAY,
        registers=tuple(
            ExpectedValue(
                register_id=register.id,
                label=register.label,
                unit=register.unit,
                digits=register.digits,
                decimals=register.decimals,
                last=register.last,
                value=_expected(judged, register.id, register.digits, register.decimals),
            )
            for register in card.registers
        ),
    )


NAMES = (
    "company_id", "service_point_id", "meter_id", "customer_id", "customer_number",
    "customer_name",
)  # fmt: skip


def _expected(judged: JudgedMeter, register_id: int, digits: int, decimals: int) -> int | None:
    expected = judged.facts[register_id].expectation
    if expected is None:
        return None
    value = expected.anchor.value + max(expected.amount, 0)
    # A guess says no more digits than it knows.
    step = SCALE // 10 ** min(decimals, 1)
    # Nobody reads more than the counter shows; past its end a clerk has to look.
    return value // step * step if value < 10**digits * SCALE else None
