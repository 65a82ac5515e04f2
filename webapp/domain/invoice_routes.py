"""On which way a customer's bills go out: on paper, or electronically, place by place."""

from dataclasses import dataclass

from webapp.domain.words import N_

ROUTES = ("paper", "electronic")
# What counts where nobody has said anything: no company stops posting bills unasked.
UNLESS_SAID = "paper"

ROUTE_NAMES = {"paper": N_("on paper"), "electronic": N_("electronically")}


@dataclass(frozen=True, kw_only=True)
class RouteWish:
    """What a form says of one place; `was` is what it showed, and `id` makes a repeat."""

    id: str
    customer_id: int
    service_point_id: int
    was: str
    route: str

    @property
    def changes(self) -> bool:
        """Whether the person has changed anything in this line of the form."""
        return self.route in ROUTES and self.route != self.was
