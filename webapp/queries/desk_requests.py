"""What a clerk judges a request by: what counts now, what is wished, and what was before."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN

from webapp.domain.invoice_routes import UNLESS_SAID
from webapp.models.base import dicts_of
from webapp.models.invoice_route_wishes import InvoiceRouteWish
from webapp.models.invoice_routes import InvoiceRoute
from webapp.models.supplies import Supply
from webapp.queries.desk_item import Item

MOST_BEFORE = 5


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How the bills went out, from this day on; by a clerk's decision or a delivery of billing."""

    route: str
    since: date
    by_billing: bool


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is wished, and what counts at this place for this customer, the newest first."""

    wish: str
    counts: tuple[Counted, ...]
    supplied_since: date | None
    supplied_until: date | None

    @property
    def now(self) -> str:
        """How the bills go out as it stands."""
        return self.counts[0].route if self.counts else UNLESS_SAID


def request_of(*, item: Item) -> Request:
    """The wish of this submission beside what counts, in one query."""
    rows = dicts_of(_rows(item))
    first = rows[0]
    counts = [row for row in rows if row["route"] is not None]
    return Request(
        wish=first["wish"],
        counts=tuple(
            Counted(route=r["route"], since=r["valid_from"], by_billing=r["import_id"] is not None)
            for r in counts
        ),
        supplied_since=first["begins_on"],
        supplied_until=first["ends_on"],
    )


def _rows(item: Item) -> Any:
    wish = InvoiceRouteWish
    last = Supply.alias("last")
    supply = (
        last.select(last.id)
        .where(
            last.company_id == wish.company_id,
            last.service_point_id == wish.service_point_id,
            last.customer_id == wish.customer_id,
        )
        .order_by(last.begins_on.desc())
        .limit(1)
    )
    return (
        wish.select(
            wish.route.alias("wish"),
            *(InvoiceRoute.route, InvoiceRoute.valid_from, InvoiceRoute.import_id),
            *(Supply.begins_on, Supply.ends_on),
        )
        .join(
            InvoiceRoute,
            JOIN.LEFT_OUTER,
            on=(InvoiceRoute.company_id == wish.company_id)
            & (InvoiceRoute.service_point_id == wish.service_point_id)
            & (InvoiceRoute.customer_id == wish.customer_id)
            & InvoiceRoute.voided_by.is_null(),
        )
        .join_from(
            wish,
            Supply,
            JOIN.LEFT_OUTER,
            on=(Supply.company_id == wish.company_id) & (Supply.id == supply),
        )
        .where(wish.company_id == item.company_id, wish.submission_id == item.id)
        .order_by(
            InvoiceRoute.valid_from.desc(),
            InvoiceRoute.recorded_at.desc(),
            InvoiceRoute.id.desc(),
        )
        .limit(MOST_BEFORE)
    )
