"""The form about how bills come: a tick for each place, and what it showed when it was opened."""

from datetime import datetime
from typing import Protocol

from werkzeug.datastructures import MultiDict

from webapp.domain.invoice_routes import ROUTES, RouteWish
from webapp.forms.captures import UUID
from webapp.forms.captures_web import new_submission_id
from webapp.forms.numbers import id_in

MOST_PLACES = 500
Fields = MultiDict[str, str]


class Place(Protocol):
    """A place with how its bills come as it stands."""

    @property
    def customer_id(self) -> int:
        """Whose."""

    @property
    def service_point_id(self) -> int:
        """Which."""

    @property
    def route(self) -> str:
        """How its bills come."""


def line_of(*, place: Place, form: Fields, now: datetime) -> dict[str, object]:
    """The `key`, `id` and tick of a place's line; a form that comes back keeps what it said.

    With its ids, what was sent once is not sent again.
    """
    key = f"{place.customer_id}-{place.service_point_id}"
    kept = form.get(f"id-{key}", "")
    if not UUID.fullmatch(kept):
        now_ticked = place.route == "electronic"
        return {"key": key, "id": new_submission_id(now=now), "ticked": now_ticked}
    return {"key": key, "id": kept, "ticked": f"electronic-{key}" in form}


def parse_wishes(form: Fields) -> list[RouteWish]:
    """What the form says of each of its places; lines that no form of ours sends are left out."""
    found = (_wish(form, key) for key in form.getlist("place")[:MOST_PLACES])
    return [wish for wish in found if wish is not None]


def _wish(form: Fields, key: str) -> RouteWish | None:
    customer, _, point = key.partition("-")
    customer_id, service_point_id = id_in(customer), id_in(point)
    submission_id, was = form.get(f"id-{key}", ""), form.get(f"was-{key}", "")
    known = UUID.fullmatch(submission_id) and was in ROUTES
    if customer_id is None or service_point_id is None or not known:
        return None
    return RouteWish(
        id=submission_id,
        customer_id=customer_id,
        service_point_id=service_point_id,
        was=was,
        route="electronic" if f"electronic-{key}" in form else "paper",
    )
