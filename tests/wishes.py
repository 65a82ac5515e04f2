"""Wishes about how bills come, for the places of the cast."""

import uuid
from datetime import datetime

from tests.cast import World
from webapp.actions.invoice_routes import ask_routes
from webapp.domain.invoice_routes import RouteWish
from webapp.models.invoice_routes import InvoiceRoute
from webapp.models.meters import Meter

CUSTOMERS = {"hot": "SU0044", "cold": "SU0044", "heat": "SU0044", "strange": "SU0045"}
OWNERS = {"SU0044": "anna", "SU0045": "szabo", "100-2201": "clara"}


def place(world: World, meter: str) -> int:
    """The service point at which this meter of the cast hangs."""
    return int(Meter.get(Meter.id == world.meters[meter]).service_point_id)


def wish(
    world: World,
    meter: str = "hot",
    *,
    route: str = "electronic",
    was: str = "paper",
    id: str | None = None,  # noqa: A002 - the form's own name
) -> RouteWish:
    """What the form of this meter's customer says for its place."""
    return RouteWish(
        id=id or str(uuid.uuid4()),
        customer_id=world.customers[CUSTOMERS.get(meter, "100-2201")],
        service_point_id=place(world, meter),
        was=was,
        route=route,
    )


def wished(world: World, meter: str = "hot", *, now: datetime, **said: str) -> str:
    """A wish of this meter's customer that waits at the desk; its submission's id."""
    who = OWNERS[CUSTOMERS.get(meter, "100-2201")]
    (sent,) = ask_routes(person=world.person(who), wishes=[wish(world, meter, **said)], now=now)
    return sent


def form(world: World, *meters: str, ticked: bool = True, was: str = "paper") -> dict[str, object]:
    """The page's form with a line for each of these meters' places."""
    wishes = [wish(world, meter, was=was) for meter in meters]
    lines = {f"{one.customer_id}-{one.service_point_id}": one for one in wishes}
    said: dict[str, object] = {"place": list(lines)}
    for key, one in lines.items():
        said |= {f"id-{key}": one.id, f"was-{key}": was}
        said |= {f"electronic-{key}": "yes"} if ticked else {}
    return said


def counting(world: World, meter: str = "hot") -> list[str]:
    """The ways that count or counted at this meter's place, the oldest first, voided ones out."""
    rows = InvoiceRoute.standing().where(InvoiceRoute.service_point_id == place(world, meter))
    return [row.route for row in rows.order_by(InvoiceRoute.valid_from, InvoiceRoute.recorded_at)]
