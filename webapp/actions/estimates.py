"""Substitute values: where nobody has read the meter, a clerk makes an estimate official."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from webapp.actions.acceptance import make_it_count
from webapp.actions.intake import Incoming, Whose, content_of, write_submission
from webapp.actions.verdicts import decide, held, take
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.domain.quantities import parse_value
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.models.base import atomic
from webapp.models.service_points import ServicePoint
from webapp.queries.missing_readings import Missing, missing_one


def take_estimate(
    *,
    person: Person,
    service_point_id: int,
    values: Mapping[int, str],
    read_on: date,
    now: datetime,
) -> str:
    """Make an estimate official for the last day of a window that closed without a reading.

    It is a submission of the clerk's, decided in the same transaction; its id is returned, and
    its reading is named as an estimate for good. Raises NotFound for a place of another company,
    Refusal `not_missing` when a reading has come meanwhile or none was missing on that day, or V01.
    """
    with atomic():
        _hold(person, service_point_id)
        missing = missing_one(person=person, service_point_id=service_point_id, now=now)
        if missing is None or missing.day != read_on:
            raise Refusal("not_missing", N_("No reading is missing there any more."))
        parsed = _values(missing, values)
        submission = write_submission(
            incoming=_incoming(person, missing, parsed, now),
            values=parsed,
            by=person.account_id,
            now=now,
        )
        take(submission=submission, verdict="accept", now=now)
        decision_id = decide(
            person=person,
            submission=submission,
            verdict="accept",
            now=now,
            facts={"treated": "estimate"},
        )
        make_it_count(
            submission=submission, decision_id=decision_id, verdict="accept", values=parsed, now=now
        )
        return str(submission.id)


def _hold(person: Person, service_point_id: int) -> None:
    """Two clerks who press at once do it one after the other; the second finds nothing missing."""
    companies = [tie.company_id for tie in companies_with(person, Permission.DECIDE)]
    query = ServicePoint.select(ServicePoint.id).where(
        ServicePoint.company_id.in_(companies), ServicePoint.id == service_point_id
    )
    if not list(held(query)):
        raise NotFound


def _values(missing: Missing, values: Mapping[int, str]) -> dict[int, int]:
    return {
        register.register_id: parse_value(
            values.get(register.register_id, ""),
            digits=register.digits,
            decimals=register.decimals,
            field=f"value-{register.register_id}",
        )
        for register in missing.registers
    }


def _incoming(
    person: Person, missing: Missing, values: Mapping[int, int], now: datetime
) -> Incoming:
    return Incoming(
        id=str(uuid.uuid4()),
        kind="estimate",
        channel="desk",
        whose=Whose(
            company_id=missing.company_id,
            account_id=person.account_id,
            customer_id=missing.customer_id,
            service_point_id=missing.service_point_id,
            meter_id=missing.meter_id,
        ),
        captured_at=now,
        read_on=missing.day,
        content_hash=content_of("estimate", sorted(values.items()), missing.day),
    )
