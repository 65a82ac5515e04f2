"""Treating a reading as what it is: a counter that passed zero, an estimate, another meter's."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from webapp.actions.decisions import accept, decide_draft, typed_for
from webapp.actions.intake import Incoming, Whose, write_submission
from webapp.actions.judging import judge_values
from webapp.actions.official import claims_of
from webapp.actions.proposals import Draft
from webapp.actions.verdicts import Reason, decide, find, take
from webapp.domain.meters import MeterCard
from webapp.domain.people import Person
from webapp.domain.quantities import parse_value, value_text
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.base import atomic, dicts_of
from webapp.models.registers import Register
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission
from webapp.queries.meters import meters_of_customer
from webapp.queries.neighbours import neighbours_of


def accept_rollover(*, person: Person, submission_id: str, now: datetime) -> None:
    """Make the claimed values official, the counter having passed zero since the one before.

    Raises NotFound, AlreadyDecided, or Refusal `no_rollover` if no value is lower than before.
    """
    with atomic():
        submission = find(person=person, submission_id=submission_id)
        only_readings(submission)
        claims = claims_of(submission)
        rolled = [register for register in claims if _is_lower(submission, register, claims)]
        if not rolled:
            raise Refusal(
                "no_rollover",
                N_("The value is not lower than the one before: the counter has not passed zero."),
            )
        decide_draft(
            person=person,
            submission=submission,
            draft=Draft(verdict="accept", values=claims),
            now=now,
            facts={"treated": "rollover"},
            extras={register: {"rollovers": 1} for register in rolled},
        )


def estimate_instead(
    *, person: Person, submission_id: str, values: Mapping[int, str], words: str = "", now: datetime
) -> None:
    """Make an estimate official where the reading cannot be used; it is named as an estimate.

    `values` is decimal text by register. Raises NotFound, AlreadyDecided, or Refusal V01.
    """
    with atomic():
        submission = find(person=person, submission_id=submission_id)
        only_readings(submission)
        decide_draft(
            person=person,
            submission=submission,
            draft=Draft(
                verdict="correct",
                values=typed_for(submission=submission, values=values),
                reason=Reason(code="estimated", words=words),
            ),
            now=now,
            facts={"treated": "estimate"},
            kind="estimated",
        )


def move_to_meter(
    *, person: Person, submission_id: str, meter_id: int, at_once: bool, now: datetime
) -> str:
    """Put a reading to another meter of the same customer and return the new submission's id.

    It keeps its values, photos, sender and day, is judged anew, and waits, or is accepted
    `at_once`. Raises NotFound, AlreadyDecided, or Refusal `not_their_meter`, `other_registers`,
    V01.
    """
    with atomic():
        submission = find(person=person, submission_id=submission_id)
        only_readings(submission)
        meter = _their_meter(submission, meter_id)
        take(submission=submission, verdict="move", now=now)
        decide(
            person=person,
            submission=submission,
            verdict="move",
            reason=Reason(code="other_meter"),
            now=now,
            facts={"meter": meter_id},
        )
        moved = put_to(submission=submission, meter=meter, by=person.account_id, now=now)
        if at_once:
            accept(person=person, submission_id=moved, now=now)
        return moved


def put_to(*, submission: Submission, meter: MeterCard, by: int, now: datetime) -> str:
    """Write the same reading as one of this meter, replacing the first; return its id."""
    pairs = _registers(submission, meter)
    values = _fitting(claims_of(submission), pairs, meter)
    new_id = str(uuid.uuid4())
    write_submission(
        incoming=Incoming(
            id=new_id,
            kind="reading",
            channel="desk",
            whose=Whose(
                company_id=submission.company_id,
                account_id=submission.account_id,
                customer_id=submission.customer_id,
                service_point_id=meter.service_point_id,
                meter_id=meter.id,
            ),
            captured_at=submission.captured_at,
            read_on=submission.read_on,
            content_hash=submission.content_hash,
            remark_id=submission.remark_id,
            replaces=submission.id,
        ),
        values=values,
        findings=judge_values(
            company_id=submission.company_id,
            customer_id=submission.customer_id,
            meter_id=meter.id,
            values=values,
            day=submission.read_day,
            now=submission.captured_at,
        ),
        by=by,
        now=now,
    )
    _take_photos_along(submission, new_id, pairs)
    return new_id


def only_readings(submission: Submission) -> None:
    """Raise Refusal `only_readings` for any other kind of submission."""
    if submission.kind != "reading":
        raise Refusal("only_readings", N_("This can only be done with a plain reading."))


def _is_lower(submission: Submission, register_id: int, claims: Mapping[int, int]) -> bool:
    near = neighbours_of(
        company_id=submission.company_id, register_id=register_id, day=submission.read_day
    )
    return near.before is not None and claims[register_id] < near.before.value


def _their_meter(submission: Submission, meter_id: int) -> MeterCard:
    theirs = meters_of_customer(
        company_id=submission.company_id,
        customer_id=submission.customer_id,
        now=submission.captured_at,
    )
    for meter in theirs:
        if meter.id == meter_id and meter.id != submission.meter_id:
            return meter
    raise Refusal(
        "not_their_meter", N_("Please choose another meter of this customer."), field="meter"
    )


def _registers(submission: Submission, meter: MeterCard) -> dict[int, int]:
    """Old register → new one, in the order in which both meters show them."""
    rows = (
        Register.select(Register.id)
        .where(
            Register.company_id == submission.company_id,
            Register.id.in_(list(claims_of(submission))),
        )
        .order_by(Register.position)
    )
    old, new = [row.id for row in rows], [register.id for register in meter.registers]
    if len(old) != len(new):
        raise Refusal(
            "other_registers",
            N_("That meter shows another number of values, so they cannot be put there."),
            field="meter",
        )
    return dict(zip(old, new, strict=True))


def _fitting(
    claims: Mapping[int, int], pairs: Mapping[int, int], meter: MeterCard
) -> dict[int, int]:
    faces = {register.id: register for register in meter.registers}
    return {
        pairs[old]: parse_value(
            value_text(value),
            digits=faces[pairs[old]].digits,
            decimals=faces[pairs[old]].decimals,
            field="meter",
        )
        for old, value in claims.items()
    }


def _take_photos_along(submission: Submission, new_id: str, pairs: Mapping[int, int]) -> None:
    parts = {f"photo_{old}": f"photo_{new}" for old, new in pairs.items()}
    rows = SubmissionPhoto.select().where(
        SubmissionPhoto.company_id == submission.company_id,
        SubmissionPhoto.submission_id == submission.id,
    )
    for row in dicts_of(rows):
        part = parts.get(row["part"], row["part"])
        SubmissionPhoto.insert({**row, "submission_id": new_id, "part": part}).execute()
