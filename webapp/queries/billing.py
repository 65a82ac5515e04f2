"""What billing was told since a place in its list, with everything a bill needs to know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, fn

from webapp.domain.quantities import value_text
from webapp.models.base import dicts_of
from webapp.models.billing_entries import BillingEntry
from webapp.models.companies import Company
from webapp.models.customers import Customer
from webapp.models.decisions import Decision
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.service_points import ServicePoint
from webapp.models.submissions import Submission

A_BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class Told:
    """One line of the list, in the order of the file's columns; the import's words among them."""

    sequence: int
    what: str
    reading: int
    customer: str
    service_point: str
    meter: str
    medium: str
    register: str
    read_on: date
    value: str
    unit: str
    kind: str
    prorated_on: date | None
    prorated_value: str | None
    rollovers: int
    decision: int | None
    receipt: str | None


COLUMNS = tuple(Told.__dataclass_fields__)


def company_of_slug(*, slug: str | None) -> int | None:
    """The company of this short name, or the only one there is; None if that names none."""
    ids = [
        row.id for row in Company.select(Company.id).where(Company.slug == slug if slug else True)
    ]
    return ids[0] if len(ids) == 1 else None


def told_since(*, company_id: int, sequence: int) -> Iterator[Told]:
    """Everything after this place, in order; read in batches, however long the list is."""
    while rows := dicts_of(_rows(company_id, sequence)):
        yield from (_told(row) for row in rows)
        sequence = rows[-1]["sequence"]


def _rows(company_id: int, sequence: int) -> Any:
    def same(child: Any, parent: Any, key: Any) -> Any:
        return (parent.company_id == child.company_id) & (parent.id == key)

    voiding = Decision.alias("voiding")
    # An imported reading names no submission; the correction that voided it says whose it is.
    of_submission = fn.COALESCE(Reading.submission_id, voiding.submission_id)
    return (
        BillingEntry.select(
            BillingEntry.sequence,
            BillingEntry.what,
            Reading,
            Register.obis,
            Register.unit,
            *(Meter.service_point_id, Meter.serial, Meter.medium),
            ServicePoint.number.alias("point_number"),
            Customer.number.alias("customer_number"),
            Submission.receipt,
        )
        .join(Reading, on=same(BillingEntry, Reading, BillingEntry.reading_id))
        .join(Register, on=same(Reading, Register, Reading.register_id))
        .join(Meter, on=same(Register, Meter, Register.meter_id))
        .join(ServicePoint, on=same(Meter, ServicePoint, Meter.service_point_id))
        .join_from(Reading, voiding, JOIN.LEFT_OUTER, on=same(Reading, voiding, Reading.voided_by))
        .join_from(Reading, Submission, on=same(Reading, Submission, of_submission))
        .join(Customer, on=same(Submission, Customer, Submission.customer_id))
        .where(BillingEntry.company_id == company_id, BillingEntry.sequence > sequence)
        .order_by(BillingEntry.sequence)
        .limit(A_BATCH)
    )


def _told(row: dict[str, Any]) -> Told:
    prorated = row["prorated_value"]
    return Told(
        sequence=row["sequence"],
        what=row["what"],
        reading=row["id"],
        customer=row["customer_number"],
        service_point=row["point_number"] or str(row["service_point_id"]),
        meter=row["serial"],
        medium=row["medium"],
        register=row["obis"],
        read_on=row["read_on"],
        value=value_text(row["value"]),
        unit=row["unit"],
        kind=row["kind"],
        prorated_on=row["prorated_on"],
        prorated_value=None if prorated is None else value_text(prorated),
        rollovers=row["rollovers"],
        decision=row["decision_id"],
        receipt=row["receipt"] if row["submission_id"] else None,
    )
