"""The meters of the person who asks, as their pages show them: three queries, however many."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from webapp.domain.consumption import Counted, month_start
from webapp.domain.days import local_day
from webapp.domain.expectation import LOOK_BACK_DAYS, Dated
from webapp.domain.meters import MeterCard
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, customers_with
from webapp.domain.windows import Period, window_state
from webapp.models.prepared import prepared
from webapp.models.readings import Reading
from webapp.queries.meters import (
    Groups,
    by_company,
    in_groups,
    meter_card,
    meter_rows,
    windows_of,
)

Key = tuple[int, int]
Row = dict[str, Any]
MONTHS = 24


@dataclass(frozen=True, kw_only=True)
class MeterPage:
    """A meter and what is known of its past: two years where asked for, else the last reading."""

    card: MeterCard
    readings: Mapping[int, tuple[Counted, ...]]
    """By register, oldest first."""


def meters_to_show(
    *,
    person: Person,
    now: datetime,
    meter_id: int | None = None,
    permission: Permission = Permission.SEE_READINGS,
) -> list[MeterPage]:
    """The meters for which this person holds the permission, those open for reading first.

    The first one comes with its two years. With `meter_id` there is only that one, or nothing if
    it is not theirs.
    """
    ties = customers_with(person, permission)
    if not ties:
        return []
    customers = [(tie.company_id, tie.customer_id) for tie in ties]
    rows = meter_rows(customers=customers, now=now)
    if meter_id is not None:
        rows = [row for row in rows if row["meter_id"] == meter_id]
    return _pages(rows, now) if rows else []


def _pages(rows: list[Row], now: datetime) -> list[MeterPage]:
    by_meter: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        by_meter[row["company_id"], row["meter_id"]].append(row)
    windows = windows_of(
        points={(r["company_id"], r["service_point_id"]) for r in rows}, today=now.date()
    )
    meters = sorted(by_meter.values(), key=lambda of: not _is_open(of[0], windows, now))
    known = _readings(
        registers={(r["company_id"], r["id"]) for r in rows},
        in_full={(r["company_id"], r["id"]) for r in meters[0]},
        since=history_start(today=now.date()),
    )
    history = {
        key: [(Dated(day=r.day, value=r.value), r.kind) for r in of] for key, of in known.items()
    }
    return [
        MeterPage(
            card=meter_card(rows=of, windows=windows, history=history, now=now),
            readings={r["id"]: tuple(known.get((r["company_id"], r["id"]), ())) for r in of},
        )
        for of in meters
    ]


def _is_open(row: Row, windows: dict[Key, list[Period]], now: datetime) -> bool:
    periods = windows.get((row["company_id"], row["service_point_id"]), [])
    return window_state(periods=periods, today=local_day(now=now, timezone=row["timezone"])).open


def history_start(*, today: date) -> date:
    """From when on readings are needed to draw two years, the one before them included."""
    first = month_start(day=today, back=MONTHS - 1)
    return date.fromordinal(first.toordinal() - LOOK_BACK_DAYS)


def _readings(
    *, registers: Iterable[Key], in_full: Iterable[Key], since: date
) -> dict[Key, list[Counted]]:
    found: dict[Key, list[Counted]] = defaultdict(list)
    for company_id, register_id, day, value, kind, rollovers in _known.tuples(
        registers=by_company(registers), in_full=by_company(in_full), since=since
    ):
        one = Counted(day=day, value=value, kind=kind, rollovers=rollovers)
        found[company_id, register_id].append(one)
    return found


@prepared
def _known(*, registers: Groups, in_full: Groups, since: date) -> Any:
    def are(groups: Groups) -> Any:
        return in_groups(company=Reading.company_id, column=Reading.register_id, groups=groups)

    newest = (
        Reading.select(
            Reading.company_id, Reading.register_id, fn.MAX(Reading.read_on).alias("day")
        )
        .where(
            are(registers),
            Reading.voided_by.is_null(),
        )
        .group_by(Reading.company_id, Reading.register_id)
        .alias("newest")
    )
    return (
        Reading.standing()
        .select(
            Reading.company_id,
            Reading.register_id,
            Reading.effective_day(),
            Reading.effective_value(),
            Reading.kind,
            Reading.rollovers,
        )
        .join(
            newest,
            on=(newest.c.company_id == Reading.company_id)
            & (newest.c.register_id == Reading.register_id),
        )
        .where((Reading.read_on == newest.c.day) | (are(in_full) & (Reading.read_on >= since)))
        .order_by(Reading.read_on, Reading.recorded_at, Reading.id)
    )
