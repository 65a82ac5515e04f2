"""Places of supply and their meters, as the lines of a billing file say them."""

from webapp.domain.billing_files import DialRow, MeterRow, PointRow, Row
from webapp.domain.invoice_routes import ROUTES
from webapp.domain.meters import MEDIUM_NAMES
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.forms.billing_cells import day, need_day, one_of, quantity, stretch, whole, yes_or_no
from webapp.forms.tables import Cells

ONE = 1000
MOST_DIGITS, MOST_DECIMALS = 12, 3


def point_row(cells: Cells, _currency: str) -> Row:
    """A place, and who is supplied there; raises Refusal."""
    customer = cells.get("customer")
    supplied_from, supplied_until = stretch(cells, "supplied_from", "supplied_until")
    if (customer is None) != (supplied_from is None):
        raise Refusal(
            "import_row",
            N_("A customer needs the day since when they are supplied, and the day a customer."),
            field="supplied_from",
        )
    if customer is None and cells.get("invoice_route") is not None:
        raise Refusal(
            "import_row",
            N_("How bills go out is said of a customer; please name one."),
            field="customer",
        )
    window_from, window_until = stretch(cells, "window_from", "window_until")
    return PointRow(
        number=cells.need("number"),
        medium=one_of(cells, "medium", MEDIUM_NAMES),
        address=cells.need("address"),
        breaker_amps=whole(cells, "breaker_amps", least=1),
        phases=whole(cells, "phases", least=1, most=3),
        customer=customer,
        supplied_from=supplied_from,
        supplied_until=supplied_until,
        second_home=yes_or_no(cells, "second_home"),
        window_from=window_from,
        window_until=window_until,
        invoice_route=_route(cells),
    )


def _route(cells: Cells) -> str | None:
    return one_of(cells, "invoice_route", ROUTES) if cells.get("invoice_route") else None


def meter_row(cells: Cells, _currency: str) -> Row:
    """A meter with one of its registers; raises Refusal."""
    installed_on = need_day(cells, "installed_on")
    _, removed_on = stretch(cells, "installed_on", "removed_on")
    return MeterRow(
        serial=cells.need("serial"),
        service_point=cells.need("service_point"),
        model=cells.get("model") or "",
        installed_on=installed_on,
        removed_on=removed_on,
        calibrated_on=day(cells, "calibrated_on"),
        calibrated_until=day(cells, "calibrated_until"),
        qmax=_above_nothing(cells, "qmax"),
        dial=_dial(cells),
    )


def _dial(cells: Cells) -> DialRow:
    cells.need("digits")
    return DialRow(
        obis=cells.get("register") or "",
        label=cells.get("label") or "",
        unit=cells.get("unit"),
        digits=whole(cells, "digits", least=1, most=MOST_DIGITS) or 0,
        decimals=whole(cells, "decimals", most=MOST_DECIMALS) or 0,
        multiplier=_above_nothing(cells, "multiplier") or ONE,
        yearly=quantity(cells, "yearly"),
    )


def _above_nothing(cells: Cells, name: str) -> int | None:
    found = quantity(cells, name)
    if found == 0:
        raise Refusal(
            "import_row", N_("%(name)s must be more than nothing."), field=name, name=name
        )
    return found
