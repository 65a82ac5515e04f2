"""On which way a customer's bills go out for each place, and what they have asked to change."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN

from webapp.domain.days import local_day
from webapp.domain.invoice_routes import UNLESS_SAID
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, customers_with
from webapp.models.companies import Company
from webapp.models.customers import Customer
from webapp.models.invoice_route_wishes import InvoiceRouteWish
from webapp.models.invoice_routes import InvoiceRoute
from webapp.models.prepared import prepared
from webapp.models.service_points import ServicePoint
from webapp.models.submissions import Submission
from webapp.models.supplies import Supply
from webapp.queries.meters import Groups, by_company, in_groups, same_row

Row = dict[str, Any]
A_DAY = timedelta(days=1)
Newer = InvoiceRoute.alias("newer")
Wish = InvoiceRouteWish.alias("wish")
Sent = Submission.alias("sent")


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What has been asked and waits for a clerk."""

    submission_id: str
    route: str
    receipt: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class PlaceRoute:
    """A place of supply of a customer, and how its bills go out."""

    company_id: int
    customer_id: int
    customer_name: str
    customer_number: str
    service_point_id: int
    medium: str
    address: str
    timezone: str
    route: str
    since: date | None
    """None where nothing was ever said: then it is on paper."""
    waiting: Waiting | None


def routes_of(
    *, person: Person, now: datetime, permission: Permission = Permission.SEE_BILLS
) -> list[PlaceRoute]:
    """The places supplied today of the customers for whom this person holds the permission.

    By customer, then by address; one query.
    """
    ties = customers_with(person, permission)
    return _places([(tie.company_id, tie.customer_id) for tie in ties], now) if ties else []


def routes_of_customer(*, company_id: int, customer_id: int, now: datetime) -> list[PlaceRoute]:
    """The places of one customer, whoever asks; the caller has seen to who may."""
    return _places([(company_id, customer_id)], now)


def _places(customers: list[tuple[int, int]], now: datetime) -> list[PlaceRoute]:
    rows = _rows.dicts(
        customers=by_company(customers), latest=now.date() + A_DAY, earliest=now.date() - A_DAY
    )
    return [_place(row) for row in rows if _supplied(row, now)]


def _supplied(row: Row, now: datetime) -> bool:
    today = local_day(now=now, timezone=row["timezone"])
    begun: bool = row["begins_on"] <= today
    return begun and (row["ends_on"] is None or row["ends_on"] > today)


@prepared
def _rows(*, customers: Groups, latest: date, earliest: date) -> Any:
    return (
        Supply.select(
            Supply.company_id,
            Supply.customer_id,
            Supply.service_point_id,
            *(Supply.begins_on, Supply.ends_on),
            Customer.name.alias("customer_name"),
            Customer.number.alias("customer_number"),
            *(ServicePoint.medium, ServicePoint.address, Company.timezone),
            *(InvoiceRoute.route, InvoiceRoute.valid_from),
            Wish.route.alias("wished"),
            *(Sent.id.alias("sent_id"), Sent.receipt, Sent.received_at),
        )
        .join(Customer, on=same_row(parent=Customer, child=Supply, id=Supply.customer_id))
        .join_from(
            Supply,
            ServicePoint,
            on=same_row(parent=ServicePoint, child=Supply, id=Supply.service_point_id),
        )
        .join_from(Supply, Company, on=(Company.id == Supply.company_id))
        .join_from(
            Supply,
            InvoiceRoute,
            JOIN.LEFT_OUTER,
            on=same_row(parent=InvoiceRoute, child=Supply, id=_counting()),
        )
        .join_from(
            Supply,
            Wish,
            JOIN.LEFT_OUTER,
            on=(Wish.company_id == Supply.company_id) & (Wish.submission_id == _waiting()),
        )
        .join_from(
            Wish,
            Sent,
            JOIN.LEFT_OUTER,
            on=(Sent.company_id == Wish.company_id) & (Sent.id == Wish.submission_id),
        )
        .where(
            in_groups(company=Supply.company_id, column=Supply.customer_id, groups=customers),
            Supply.begins_on <= latest,
            Supply.ends_on.is_null() | (Supply.ends_on > earliest),
        )
        .order_by(Customer.number, ServicePoint.address, ServicePoint.medium, ServicePoint.id)
    )


def _counting() -> Any:
    """What counts at a supply: the last word, by its day and then by when it was written."""
    return (
        Newer.select(Newer.id)
        .where(
            Newer.company_id == Supply.company_id,
            Newer.service_point_id == Supply.service_point_id,
            Newer.customer_id == Supply.customer_id,
            Newer.voided_by.is_null(),
        )
        .order_by(Newer.valid_from.desc(), Newer.recorded_at.desc(), Newer.id.desc())
        .limit(1)
    )


def _waiting() -> Any:
    asked, of_wish = InvoiceRouteWish.alias("asked"), Submission.alias("of_wish")
    return (
        asked.select(asked.submission_id)
        .join(of_wish, on=same_row(parent=of_wish, child=asked, id=asked.submission_id))
        .where(
            asked.company_id == Supply.company_id,
            asked.service_point_id == Supply.service_point_id,
            asked.customer_id == Supply.customer_id,
            of_wish.state == "received",
        )
        .order_by(of_wish.received_at)
        .limit(1)
    )


def _place(row: Row) -> PlaceRoute:
    names = (
        "company_id", "customer_id", "customer_name", "customer_number", "service_point_id",
        "medium", "address", "timezone",
    )  # fmt: skip
    return PlaceRoute(
        **{name: row[name] for name in names},
        route=row["route"] or UNLESS_SAID,
        since=row["valid_from"],
        waiting=None
        if row["sent_id"] is None
        else Waiting(
            submission_id=row["sent_id"],
            route=row["wished"],
            receipt=row["receipt"],
            received_at=row["received_at"],
        ),
    )
