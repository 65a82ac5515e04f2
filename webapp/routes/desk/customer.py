"""One customer at the desk: everything on a page that keeps itself fresh."""

from flask import Blueprint, Response, make_response, request

from webapp.domain.permissions import Permission
from webapp.queries.desk_customer import desk_customer, whole
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.respond import respond

bp = Blueprint("desk_customer", __name__)


@bp.get("/desk/customers/<int:customer_id>")
@allow(Permission.HANDLE_MONEY)
def page(customer_id: int) -> Response:
    """Who it is, what is owed and paid, where the meters hang, and what is under way."""
    return _shown(customer_id)


@bp.get("/desk/customers/<int:customer_id>/fresh")
@allow(Permission.HANDLE_MONEY)
def fresh(customer_id: int) -> Response:
    """The same again for a page that stands open, or 204 while nothing has changed.

    The version is read before the rest: what comes in between is shown once more, never missed.
    """
    return _shown(customer_id, seen=request.args.get("seen", ""))


def _shown(customer_id: int, seen: str = "") -> Response:
    who = desk_customer(person=asker(), customer_id=customer_id, now=now())
    if seen == who.version:
        return make_response("", 204)
    customer = whole(who=who)
    return respond(
        page="desk/customer.html",
        fragment="desk/_customer.html",
        customer=customer,
    )
