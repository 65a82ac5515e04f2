"""What submissions claim and what looks odd about them: one query, however many they are."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, fn

from webapp.domain.consumption import Counted, Use, use_since
from webapp.domain.plausibility import Finding as Verdict
from webapp.models.claims import Claim
from webapp.models.findings import Finding
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.submissions import Submission

Key = tuple[int, str]
Row = dict[str, Any]
Before = Reading.alias("before")
Counts = Reading.alias("counts")
WORST_FIRST = ("queue", "soft", "info")


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A register and the value that is claimed for it."""

    register_id: int
    label: str
    unit: str
    digits: int
    decimals: int
    multiplier: int
    value: int
    previous: Counted | None = None
    """What was official before the day of reading."""

    @property
    def use(self) -> Use:
        """What that makes since the reading before, in the unit that is billed."""
        face = {"digits": self.digits, "multiplier": self.multiplier}
        return use_since(before=self.previous, value=self.value, **face)


@dataclass(frozen=True, kw_only=True)
class Contents:
    """The values of one submission in the meter's order, and its findings, the worst first."""

    claims: tuple[Claimed, ...] = ()
    findings: tuple[Verdict, ...] = ()


def contents_of(
    *, company_ids: Collection[int], submission_ids: Collection[str]
) -> dict[Key, Contents]:
    """The contents of each submission by company and id."""
    by_submission: dict[Key, list[Row]] = {}
    for row in _rows(company_ids, submission_ids):
        by_submission.setdefault((row["company_id"], row["submission_id"]), []).append(row)
    return {key: _contents(rows) for key, rows in by_submission.items()}


def _rows(company_ids: Collection[int], submission_ids: Collection[str]) -> Any:
    # A finding about the whole submission comes with each of its registers; see _contents.
    found = (
        (Finding.company_id == Claim.company_id)
        & (Finding.submission_id == Claim.submission_id)
        & (Finding.register_id.is_null() | (Finding.register_id == Claim.register_id))
    )
    register = (Register.company_id == Claim.company_id) & (Register.id == Claim.register_id)
    return (
        Claim.select(
            Claim,
            *(Register.label, Register.unit, Register.digits, Register.decimals),
            Register.multiplier,
            *(Finding.id.alias("finding_id"), Finding.code, Finding.severity, Finding.numbers),
            Finding.register_id.alias("finding_register_id"),
            fn.COALESCE(Before.prorated_on, Before.read_on).alias("before_day"),
            fn.COALESCE(Before.prorated_value, Before.value).alias("before_value"),
            Before.kind.alias("before_kind"),
        )
        .join(Register, on=register)
        .join_from(Claim, Finding, JOIN.LEFT_OUTER, on=found)
        .join_from(Claim, Submission, on=_of_claim(Submission, Submission.id))
        .join_from(
            Claim,
            Before,
            JOIN.LEFT_OUTER,
            on=(Before.company_id == Claim.company_id) & (Before.id == _last_before()),
        )
        .where(
            Claim.company_id.in_(list(company_ids)), Claim.submission_id.in_(list(submission_ids))
        )
        .order_by(Register.position, Finding.id)
        .dicts()
    )


def _of_claim(table: Any, key: Any) -> Any:
    return (table.company_id == Claim.company_id) & (key == Claim.submission_id)


def _last_before() -> Any:
    own = Counts.submission_id == Claim.submission_id
    # By the day it was read, for that has an index; one moved to a handover stands close beside.
    day = Counts.read_on
    return (
        Counts.select(Counts.id)
        .where(
            Counts.company_id == Claim.company_id,
            Counts.register_id == Claim.register_id,
            Counts.voided_by.is_null(),
            day <= Submission.read_on,
            Counts.submission_id.is_null() | ~own,
        )
        .order_by(day.desc(), Counts.recorded_at.desc())
        .limit(1)
    )


def _contents(rows: list[Row]) -> Contents:
    claims = {row["register_id"]: _claimed(row) for row in rows}
    findings = {row["finding_id"]: _verdict(row) for row in rows if row["finding_id"] is not None}
    worst_first = sorted(findings.values(), key=lambda one: WORST_FIRST.index(one.severity))
    return Contents(claims=tuple(claims.values()), findings=tuple(worst_first))


def _claimed(row: Row) -> Claimed:
    names = ("register_id", "label", "unit", "digits", "decimals", "multiplier", "value")
    return Claimed(**{name: row[name] for name in names}, previous=_before(row))


def _before(row: Row) -> Counted | None:
    if row["before_day"] is None:
        return None
    return Counted(day=row["before_day"], value=row["before_value"], kind=row["before_kind"])


def _verdict(row: Row) -> Verdict:
    return Verdict(
        code=row["code"],
        severity=row["severity"],
        register_id=row["finding_register_id"],
        numbers=json.loads(row["numbers"]),
    )
