"""What people asked about how their bills come, told through the same actions that they use."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_DNS, uuid5

from webapp.actions.decisions import accept, reject
from webapp.actions.demo.stories import person_called
from webapp.actions.invoice_routes import ask_routes
from webapp.domain.invoice_routes import RouteWish
from webapp.domain.permissions import Permission
from webapp.queries.invoice_routes import routes_of


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Bills without paper for one place, so long ago; and the clerk's answer, if there is one."""

    by: str
    medium: str
    ago: timedelta
    clerk: str | None = None
    turned_down_for: str = ""


CLERK = "clerk@demo.test"
WISHES = (
    Wish(by="anna@demo.test", medium="heat", ago=timedelta(days=44), clerk=CLERK),
    Wish(
        by="papp.julianna@demo.test",
        medium="heat",
        ago=timedelta(days=6),
        clerk=CLERK,
        turned_down_for="ask_us",
    ),
    Wish(by="horvath.ilona@demo.test", medium="cold_water", ago=timedelta(hours=4)),
)


def add_wishes(*, now: datetime) -> None:
    """Let each be asked, and answered the next working hours."""
    for wish in WISHES:
        _tell(wish, now - wish.ago)


def _tell(wish: Wish, asked_at: datetime) -> None:
    person = person_called(wish.by)
    mine = routes_of(person=person, now=asked_at, permission=Permission.ASK_FOR_CHANGES)
    place = next(one for one in mine if one.medium == wish.medium)
    (sent,) = ask_routes(
        person=person,
        wishes=[
            RouteWish(
                id=str(uuid5(NAMESPACE_DNS, f"{wish.by}/{wish.medium}")),
                customer_id=place.customer_id,
                service_point_id=place.service_point_id,
                was=place.route,
                route="electronic",
            )
        ],
        now=asked_at,
    )
    if wish.clerk is None:
        return
    clerk, answered_at = person_called(wish.clerk), asked_at + timedelta(hours=5)
    if wish.turned_down_for:
        reject(person=clerk, submission_id=sent, reason_code=wish.turned_down_for, now=answered_at)
    else:
        accept(person=clerk, submission_id=sent, now=answered_at)
