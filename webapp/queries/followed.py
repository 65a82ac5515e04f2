"""What was sent, with everything its senders may know of it: one query, however many."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, fn

from webapp.domain.people import Person
from webapp.domain.permissions import Permission, customers_with
from webapp.domain.submissions import REQUESTS
from webapp.models.claims import Claim
from webapp.models.companies import Company
from webapp.models.decided_values import DecidedValue
from webapp.models.decisions import Decision
from webapp.models.invoice_route_wishes import InvoiceRouteWish
from webapp.models.meters import Meter
from webapp.models.prepared import Prepared, prepared
from webapp.models.proposals import Proposal
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.remarks import Remark
from webapp.models.service_points import ServicePoint
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission
from webapp.queries.meters import Groups, by_company, in_groups

NEEDS_YOU = ("returned", "rejected")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What was said of one register, and what a clerk made of it."""

    label: str
    unit: str
    decimals: int
    value: int
    official: int | None
    prorated_on: date | None = None
    prorated_value: int | None = None
    """The day and the value that count, where it was read on another day."""


@dataclass(frozen=True, kw_only=True)
class OnItsWay:
    """A reading or a request that was sent, and how it stands with it.

    A request has no meter, no day of reading and no values, but a wish.
    """

    id: str
    company_id: int
    receipt: str
    kind: str
    state: str
    channel: str
    meter_id: int | None
    serial: str | None
    medium: str
    address: str
    timezone: str
    read_on: date | None
    handover_on: date | None
    about_reading_id: int | None
    proposed: bool
    """Whether it waits for a second person."""
    captured_at: datetime
    received_at: datetime
    changed_at: datetime
    values: tuple[Sent, ...]
    reason: tuple[str, str] | None
    """(verdict, reason code) of the last decision."""
    words: str | None
    """The clerk's own words."""
    note: str | None
    """The sender's own words."""
    photos: int
    wish: str | None
    """How the bills of this place are to come."""

    @property
    def is_request(self) -> bool:
        """Whether it asks for something instead of saying what a meter shows."""
        return self.kind in REQUESTS

    @property
    def needs_you(self) -> bool:
        """Whether the customer has to send something again; a request turned down is answered."""
        return self.state in NEEDS_YOU and not self.is_request


def meters_of(sent: Iterable[OnItsWay]) -> set[int]:
    """The meters of the plain readings among these."""
    return {one.meter_id for one in sent if one.kind == "reading" and one.meter_id is not None}


def following(*, most: int) -> Callable[[Callable[..., Any]], Prepared]:
    """Keep the text of: the newest submissions of some customers that meet this condition."""

    def of(condition: Callable[..., Any]) -> Prepared:
        @prepared
        def found(*, customers: Groups, billed: Groups | None, **values: Any) -> Any:
            mine = _of(customers)
            # Most people may see both of all their customers: then nothing more is asked.
            if billed is not None:
                plain = Submission.kind.not_in(REQUESTS)
                mine &= (plain | _of(billed)) if billed else plain
            chosen = (
                Submission.select(Submission.company_id, Submission.id)
                .where(mine, condition(**values))
                .order_by(Submission.received_at.desc(), Submission.id)
                .limit(most)
            )
            return _rows(chosen.alias("chosen"))

        return found

    return of


def follow(what: Prepared, *, person: Person, **values: Any) -> list[OnItsWay]:
    """What was found for the values, of customers whose readings this person may see.

    Requests are of those whose bills they may see, too.
    """
    customers = _groups(person, Permission.SEE_READINGS)
    if not customers:
        return []
    billed = _groups(person, Permission.SEE_BILLS)
    by_submission: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in what.dicts(
        customers=customers, billed=None if billed == customers else billed, **values
    ):
        by_submission.setdefault((row["company_id"], row["id"]), []).append(row)
    return [_one(of) for of in by_submission.values()]


def _groups(person: Person, permission: Permission) -> Groups:
    ties = customers_with(person, permission)
    return by_company((tie.company_id, tie.customer_id) for tie in ties)


def _of(groups: Groups) -> Any:
    return in_groups(company=Submission.company_id, column=Submission.customer_id, groups=groups)


def _rows(chosen: Any) -> Any:
    note = Remark.alias("note")
    return (
        Submission.select(
            Submission,
            Company.timezone,
            *(ServicePoint.medium, ServicePoint.address),
            Meter.serial,
            InvoiceRouteWish.route.alias("wish"),
            Claim.value,
            Register.label,
            Register.unit,
            Register.decimals,
            Decision.verdict,
            Decision.reason_code,
            DecidedValue.value.alias("official"),
            *(Reading.prorated_on, Reading.prorated_value),
            fn.EXISTS(_open_proposal()).alias("proposed"),
            Remark.body.alias("words"),
            note.body.alias("note"),
            _photo_count().alias("photos"),
        )
        .join(chosen, on=_same(chosen.c, Submission, id=chosen.c.id == Submission.id))
        .join_from(Submission, Company, on=(Company.id == Submission.company_id))
        .join_from(
            Submission,
            ServicePoint,
            on=_same(ServicePoint, Submission, id=ServicePoint.id == Submission.service_point_id),
        )
        .join_from(
            Submission,
            Meter,
            JOIN.LEFT_OUTER,
            on=_same(Meter, Submission, id=Meter.id == Submission.meter_id),
        )
        .join_from(
            Submission,
            InvoiceRouteWish,
            JOIN.LEFT_OUTER,
            on=_same(
                InvoiceRouteWish,
                Submission,
                id=InvoiceRouteWish.submission_id == Submission.id,
            ),
        )
        .join_from(
            Submission,
            Claim,
            JOIN.LEFT_OUTER,
            on=_same(Claim, Submission, id=Claim.submission_id == Submission.id),
        )
        .join(
            Register,
            JOIN.LEFT_OUTER,
            on=_same(Register, Claim, id=Register.id == Claim.register_id),
        )
        .join_from(Submission, Decision, JOIN.LEFT_OUTER, on=_last_decision())
        .join(
            Remark, JOIN.LEFT_OUTER, on=_same(Remark, Decision, id=Remark.id == Decision.remark_id)
        )
        .join_from(
            Claim,
            DecidedValue,
            JOIN.LEFT_OUTER,
            on=_same(DecidedValue, Decision, id=DecidedValue.decision_id == Decision.id)
            & (DecidedValue.register_id == Claim.register_id),
        )
        .join(
            Reading,
            JOIN.LEFT_OUTER,
            on=_same(Reading, DecidedValue, id=Reading.decision_id == DecidedValue.decision_id)
            & (Reading.register_id == DecidedValue.register_id),
        )
        .join_from(
            Submission,
            note,
            JOIN.LEFT_OUTER,
            on=_same(note, Submission, id=note.id == Submission.remark_id),
        )
        .order_by(Submission.received_at.desc(), Submission.id, Register.position)
    )


def _same(left: Any, right: Any, *, id: Any) -> Any:  # noqa: A002 - the key's name
    return (left.company_id == right.company_id) & id


def _last_decision() -> Any:
    later = Decision.alias("later")
    turn = later.select(fn.MAX(later.turn)).where(
        later.company_id == Submission.company_id, later.submission_id == Submission.id
    )
    return _same(
        Decision,
        Submission,
        id=(Decision.submission_id == Submission.id) & (Decision.turn == turn),
    )


def _open_proposal() -> Any:
    return Proposal.select(Proposal.id).where(
        Proposal.company_id == Submission.company_id,
        Proposal.submission_id == Submission.id,
        Proposal.ended_at.is_null(),
    )


def _photo_count() -> Any:
    return SubmissionPhoto.select(fn.COUNT(SubmissionPhoto.part)).where(
        SubmissionPhoto.company_id == Submission.company_id,
        SubmissionPhoto.submission_id == Submission.id,
    )


def _one(rows: list[dict[str, Any]]) -> OnItsWay:
    row = rows[0]
    kept = (
        "id", "company_id", "receipt", "kind", "state", "channel", "meter_id", "serial",
        "medium", "address", "timezone", "read_on", "handover_on", "about_reading_id",
        "captured_at", "received_at", "changed_at", "words", "note", "photos", "wish",
    )  # fmt: skip
    of_registers = [] if row["value"] is None else rows
    return OnItsWay(
        **{name: row[name] for name in kept},
        proposed=bool(row["proposed"]) and row["state"] == "received",
        reason=(row["verdict"], row["reason_code"]) if row["reason_code"] else None,
        values=tuple(
            Sent(**{name: r[name] for name in Sent.__dataclass_fields__}) for r in of_registers
        ),
    )
