"""How the desk is doing: how long people wait, what is decided, and which rules find what.

Of the work, never of persons: nothing here is counted by clerk.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from webapp.domain.people import Person
from webapp.models.base import InstantField, database
from webapp.models.companies import Company
from webapp.queries.desk_queue import decided_by

SPANS = (1, 7, 30)
DAYS = 14
DAY = timedelta(days=1)
VERDICTS = ("accept", "correct", "return", "reject", "move")


@dataclass(frozen=True, kw_only=True)
class Median:
    """How long it took in the middle, of so many."""

    took: timedelta
    decisions: int


@dataclass(frozen=True, kw_only=True)
class RuleCount:
    """What became of the submissions that a rule found odd; code "" stands for the clean ones."""

    code: str
    decided: int
    corrected: int
    refused: int
    """Sent back or rejected."""


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """The figures of the last thirty days."""

    waiting: int
    oldest: datetime | None
    medians: dict[int, Median]
    """By the number of days that are looked back."""
    days: tuple[tuple[datetime, Median | None], ...]
    """The last fortnight, oldest first; each day by its first moment at the company."""
    verdicts: dict[str, int]
    undone: int
    received: int
    again: int
    """How many were received for a meter whose reading had been sent back or rejected."""
    rules: tuple[RuleCount, ...]


def desk_metrics(*, person: Person, now: datetime) -> Metrics:
    """The figures of this person's first company: four queries, however much was decided."""
    company_id = decided_by(person)[0]
    timezone = str(Company.select(Company.timezone).where(Company.id == company_id).scalar())
    midnight = now.astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    since = now - max(SPANS) * DAY
    counts = dict(_ask(COUNTS, company_id, **_moments(since=since)))
    medians = _medians(company_id, now=now, midnight=midnight)
    return Metrics(
        waiting=counts["waiting"],
        oldest=InstantField().python_value(counts["oldest"]),
        medians={span: medians[-span] for span in SPANS if -span in medians},
        days=tuple(
            (midnight - back * DAY, medians.get(DAYS - 1 - back)) for back in reversed(range(DAYS))
        ),
        verdicts={one: counts.get(one, 0) for one in VERDICTS},
        undone=counts.get("undo", 0),
        received=counts["received"],
        again=counts["again"],
        rules=tuple(_rules(company_id, since)),
    )


def _medians(company_id: int, *, now: datetime, midnight: datetime) -> dict[int, Median]:
    # Days are even here: on the two days a year when the clock is changed, an hour's decisions
    # stand with the day beside.
    first = midnight - (DAYS - 1) * DAY
    moments = _moments(first=first, day=DAY, **{f"ago{span}": now - span * DAY for span in SPANS})
    rows = _ask(MEDIANS, company_id, **moments)
    return {
        int(bucket): Median(took=timedelta(microseconds=float(took)), decisions=int(number))
        for bucket, took, number in rows
    }


def _rules(company_id: int, since: datetime) -> Sequence[RuleCount]:
    rows = _ask(RULES, company_id, **_moments(since=since))
    return [
        RuleCount(code=code, decided=decided, corrected=corrected or 0, refused=refused or 0)
        for code, decided, corrected, refused in rows
        if decided
    ]


def _moments(**given: datetime | timedelta) -> dict[str, int]:
    """Moments and stretches as the tables hold them."""
    micro = timedelta(microseconds=1)
    return {
        name: one // micro if isinstance(one, timedelta) else InstantField().db_value(one) or 0
        for name, one in given.items()
    }


def _ask(sql: str, company_id: int, **values: int) -> list[Any]:
    """The rows that answer; `:name` in the text stands for a value, on both engines."""
    given = {"company": company_id, **values}
    named = re.findall(r":(\w+)", sql)
    text = re.sub(r":\w+", lambda _: database.param, sql)
    return list(database.execute_sql(text, [given[name] for name in named]).fetchall())


DECIDED = "'accepted', 'corrected', 'returned', 'rejected'"

COUNTS = """
SELECT 'waiting', COUNT(*) FROM submission WHERE company_id = :company AND state = 'received'
UNION ALL SELECT 'oldest', MIN(received_at) FROM submission
    WHERE company_id = :company AND state = 'received'
UNION ALL SELECT 'received', COUNT(*) FROM submission
    WHERE company_id = :company AND received_at >= :since
UNION ALL SELECT 'again', COUNT(*) FROM submission s
    WHERE s.company_id = :company AND s.received_at >= :since AND EXISTS (
        SELECT 1 FROM submission b WHERE b.company_id = s.company_id AND b.meter_id = s.meter_id
        AND b.state IN ('returned', 'rejected') AND b.received_at < s.received_at)
UNION ALL SELECT verdict, COUNT(*) FROM decision
    WHERE company_id = :company AND decided_at >= :since GROUP BY verdict
"""

# Of an even number the middle lies between two, so the two are averaged.
MEDIANS = """
SELECT bucket, AVG(took), MAX(n) FROM (
    SELECT bucket, took, ROW_NUMBER() OVER (PARTITION BY bucket ORDER BY took) AS i,
        COUNT(*) OVER (PARTITION BY bucket) AS n
    FROM (
        SELECT b.bucket AS bucket, d.decided_at - s.received_at AS took
        FROM decision d
        JOIN submission s ON s.company_id = d.company_id AND s.id = d.submission_id
        JOIN (
            SELECT -1 AS bucket, :ago1 AS since UNION ALL SELECT -7, :ago7
            UNION ALL SELECT -30, :ago30
        ) b ON d.decided_at >= b.since
        WHERE d.company_id = :company AND d.decided_at >= :ago30 AND d.verdict <> 'undo'
        UNION ALL
        SELECT (d.decided_at - :first) / :day, d.decided_at - s.received_at
        FROM decision d
        JOIN submission s ON s.company_id = d.company_id AND s.id = d.submission_id
        WHERE d.company_id = :company AND d.decided_at >= :first AND d.verdict <> 'undo'
    ) took_each
) ranked WHERE i IN ((n + 1) / 2, (n + 2) / 2) GROUP BY bucket
"""

RULES = f"""
SELECT f.code, COUNT(DISTINCT s.id),
    COUNT(DISTINCT CASE WHEN s.state = 'corrected' THEN s.id END),
    COUNT(DISTINCT CASE WHEN s.state IN ('returned', 'rejected') THEN s.id END)
FROM submission s
JOIN finding f ON f.company_id = s.company_id AND f.submission_id = s.id
WHERE s.company_id = :company AND s.received_at >= :since AND s.state IN ({DECIDED})
GROUP BY f.code
UNION ALL
SELECT '', COUNT(*), SUM(CASE WHEN s.state = 'corrected' THEN 1 ELSE 0 END),
    SUM(CASE WHEN s.state IN ('returned', 'rejected') THEN 1 ELSE 0 END)
FROM submission s
WHERE s.company_id = :company AND s.received_at >= :since AND s.state IN ({DECIDED})
    AND s.meter_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM finding f
        WHERE f.company_id = s.company_id AND f.submission_id = s.id)
ORDER BY 1
"""  # noqa: S608 - put together from the words above
