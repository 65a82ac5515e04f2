"""What a submission becomes when it is accepted or corrected, by its kind."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from webapp.actions.invoice_routes import make_route_official
from webapp.actions.official import (
    hold_readings,
    kind_of_reading,
    make_official,
    told_to_billing,
    void_readings,
)
from webapp.domain.consumption import Counted
from webapp.domain.expectation import Dated
from webapp.domain.prorating import prorated_value
from webapp.domain.refusals import Refusal
from webapp.domain.submissions import REQUESTS
from webapp.domain.words import N_
from webapp.models.readings import Reading
from webapp.models.submissions import Submission
from webapp.queries.neighbours import neighbours_of

KIND_OF = {"move_out": "final", "move_in": "move_in", "estimate": "estimated"}
# Who read it may change with a correction; what it is a reading of may not.
STAYS_WHAT_IT_IS = frozenset(
    {"initial", "exchange_out", "exchange_in", "final", "move_in", "control"}
)


def make_it_count(
    *,
    submission: Submission,
    decision_id: int,
    verdict: str,
    values: Mapping[int, int],
    now: datetime,
    kind: str | None = None,
    extras: Mapping[int, Mapping[str, Any]] | None = None,
) -> None:
    """Write what becomes official of a decided submission; a correction voids what it is about.

    `kind` and `extras` (columns by register) are what a treatment decided beyond the values.
    """
    if submission.kind in REQUESTS:
        make_route_official(submission=submission, decision_id=decision_id, now=now)
        return
    replaced = about(submission)
    void_readings(readings=replaced, decision_id=decision_id)
    made = {
        register_id: {
            **_of_handover(submission, register_id, value),
            **_of_replaced(replaced, value),
            **(extras or {}).get(register_id, {}),
        }
        for register_id, value in values.items()
    }
    make_official(
        submission=submission,
        decision_id=decision_id,
        verdict=verdict,
        values=values,
        kind=kind or KIND_OF.get(submission.kind) or kind_of_reading(submission),
        now=now,
        extras=made,
    )


def about(submission: Submission) -> list[Reading]:
    """The reading that a correction is about, held; nothing for other kinds.

    Raises Refusal `replaced` if another decision has voided it meanwhile.
    """
    if submission.about_reading_id is None:
        return []
    standing = hold_readings(
        company_id=submission.company_id, condition=Reading.id == submission.about_reading_id
    )
    if not standing:
        raise Refusal(
            "replaced", N_("The reading that this is about no longer counts; another replaced it.")
        )
    return standing


def needs_second_person(submission: Submission) -> bool:
    """Whether it changes what billing knows: because it was told, or because it sent it."""
    readings = about(submission)
    return told_to_billing(readings) or any(one.import_id is not None for one in readings)


def _of_handover(submission: Submission, register_id: int, value: int) -> dict[str, Any]:
    if submission.handover_on is None or submission.handover_on == submission.read_on:
        return {}
    near = neighbours_of(
        company_id=submission.company_id, register_id=register_id, day=submission.read_day
    )
    worked_out = prorated_value(
        measured=Dated(day=submission.read_day, value=value),
        on=submission.handover_on,
        before=_dated(near.before),
        after=_dated(near.after),
    )
    return {"prorated_on": submission.handover_on, "prorated_value": worked_out}


def _dated(reading: Counted | None) -> Dated | None:
    return None if reading is None else Dated(day=reading.day, value=reading.value)


def _of_replaced(replaced: list[Reading], value: int) -> dict[str, Any]:
    if not replaced:
        return {}
    (old,) = replaced
    kept: dict[str, Any] = {"rollovers": old.rollovers}
    if old.kind in STAYS_WHAT_IT_IS:
        kept["kind"] = old.kind
    if old.prorated_on is not None and old.prorated_value is not None:
        # The counter was misread by so much, on that day as on the other.
        moved = max(0, old.prorated_value + value - old.value)
        kept |= {"prorated_on": old.prorated_on, "prorated_value": moved}
    return kept
