"""What a clerk has just decided about, in as few words as its sentence needs."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from peewee import JOIN

from webapp.domain.people import Person
from webapp.models.base import dicts_of
from webapp.models.claims import Claim
from webapp.models.customers import Customer
from webapp.models.decided_values import DecidedValue
from webapp.models.decisions import Decision
from webapp.models.invoice_route_wishes import InvoiceRouteWish
from webapp.models.registers import Register
from webapp.models.submissions import Submission
from webapp.queries.desk_queue import decided_by, of_companies


@dataclass(frozen=True, kw_only=True)
class Told:
    """Whose it is, and which values or which wish it stands for now."""

    name: str
    kind: str
    values: list[tuple[int, str, int]]
    """(value, unit, decimals): what was decided, else what was claimed."""
    wish: str | None


def told_of(*, person: Person, submission_id: str) -> Told | None:
    """The name and the values; None if it is not found."""
    return told_of_all(person=person, submission_ids=[submission_id]).get(submission_id)


def told_of_all(*, person: Person, submission_ids: Collection[str]) -> dict[str, Told]:
    """The same of each that is found, by its id: one query."""
    rows = dicts_of(_rows(person, submission_ids))
    by_id: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_id.setdefault(row["id"], []).append(row)
    return {submission_id: _told(of) for submission_id, of in by_id.items()}


def _told(rows: list[dict[str, Any]]) -> Told:
    official = {row["register_id"]: row["official"] for row in rows if row["official"] is not None}
    registers = {row["register_id"]: row for row in rows if row["register_id"] is not None}
    return Told(
        name=rows[0]["name"],
        kind=rows[0]["kind"],
        values=[
            (official.get(key, row["value"]), row["unit"], row["decimals"])
            for key, row in registers.items()
        ],
        wish=rows[0]["wish"],
    )


def _rows(person: Person, submission_ids: Collection[str]) -> Any:
    decided = (
        (DecidedValue.company_id == Claim.company_id)
        & (DecidedValue.submission_id == Claim.submission_id)
        & (DecidedValue.register_id == Claim.register_id)
    )
    return (
        Submission.select(
            *(Submission.id, Submission.kind, Customer.name),
            *(Claim.register_id, Claim.value, Register.unit, Register.decimals),
            DecidedValue.value.alias("official"),
            InvoiceRouteWish.route.alias("wish"),
        )
        .join(Customer, on=_same(Customer, Submission, Customer.id == Submission.customer_id))
        .join_from(
            Submission,
            InvoiceRouteWish,
            JOIN.LEFT_OUTER,
            on=_same(InvoiceRouteWish, Submission, InvoiceRouteWish.submission_id == Submission.id),
        )
        .join_from(
            Submission,
            Claim,
            JOIN.LEFT_OUTER,
            on=_same(Claim, Submission, Claim.submission_id == Submission.id),
        )
        .join(
            Register, JOIN.LEFT_OUTER, on=_same(Register, Claim, Register.id == Claim.register_id)
        )
        .join_from(Claim, DecidedValue, JOIN.LEFT_OUTER, on=decided)
        .join(
            Decision,
            JOIN.LEFT_OUTER,
            on=_same(Decision, DecidedValue, Decision.id == DecidedValue.decision_id),
        )
        .where(of_companies(decided_by(person)), Submission.id.in_(list(submission_ids)))
        .order_by(Register.position, Decision.turn)
    )


def _same(left: Any, right: Any, key: Any) -> Any:
    return (left.company_id == right.company_id) & key
