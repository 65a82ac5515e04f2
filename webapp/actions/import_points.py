"""Places of supply from a billing file: who is supplied there, when meters may be read, and how
the bills go out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from webapp.actions.customer_search import index_places
from webapp.actions.import_rows import Batch, Taken, customer_ids, differs, known_customer
from webapp.domain.billing_files import Fault, Parsed, PointRow
from webapp.domain.days import local_day
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.base import dicts_of, new_id, tuples_of
from webapp.models.companies import Company
from webapp.models.invoice_routes import InvoiceRoute
from webapp.models.reading_windows import ReadingWindow
from webapp.models.service_points import ServicePoint
from webapp.models.supplies import Supply

# What of a place may be put right by a later file; a place of another medium is another place.
MAY_CHANGE = ("address", "breaker_amps", "phases")


@dataclass(kw_only=True)
class _Stretch:
    """A supply or a window: from when to when, and whose."""

    id: int
    since: date
    until: date | None
    customer: int | None = None

    def meets(self, since: date, until: date | None) -> bool:
        """Whether the two have a day in common."""
        return (until is None or self.since < until) and (self.until is None or since < self.until)


@dataclass(kw_only=True)
class _Place:
    id: int
    medium: str
    facts: dict[str, Any]
    supplies: list[_Stretch] = field(default_factory=list)
    windows: list[_Stretch] = field(default_factory=list)
    routes: dict[int, str] = field(default_factory=dict)
    """How bills go out, as billing said last, by customer."""


@dataclass(kw_only=True)
class _Writing:
    """What a part of the file comes to."""

    points: list[dict[str, Any]] = field(default_factory=list)
    supplies: list[dict[str, Any]] = field(default_factory=list)
    windows: list[dict[str, Any]] = field(default_factory=list)
    routes: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[Any, int, dict[str, Any]]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How much there is to write."""
        written = (self.points, self.supplies, self.windows, self.routes, self.changed)
        return sum(len(rows) for rows in written)


def take_points(batch: Batch, part: Sequence[Parsed]) -> Taken:
    """Write these places, put an address right, set an end that was open; leave the rest alone."""
    rows = [(p.line, p.row) for p in part if isinstance(p.row, PointRow)]
    customers = customer_ids(
        company_id=batch.company_id, numbers=(row.customer for _, row in rows if row.customer)
    )
    places = _places(batch, {row.number for _, row in rows})
    today = local_day(now=batch.now, timezone=Company.get_by_id(batch.company_id).timezone)
    writing, refused, same = _Writing(), [], 0
    for line, row in rows:
        before = writing.size
        try:
            customer = known_customer(customers, row.customer) if row.customer else None
            _take(row, customer, places, writing, today)
        except Refusal as refusal:
            refused.append(Fault(line=line, refusal=refusal))
            continue
        same += writing.size == before
    _write(batch, writing)
    return Taken(added=len(rows) - same - len(refused), same=same, refused=tuple(refused))


def _take(
    row: PointRow,
    customer: int | None,
    places: dict[str, _Place],
    writing: _Writing,
    today: date,
) -> None:
    place = places.get(row.number)
    if place is not None and place.medium != row.medium:
        raise differs(field_name="number", number=row.number)
    supply = _fitting(place.supplies if place else [], row.supplied_from, row.supplied_until)
    window = _fitting(place.windows if place else [], row.window_from, row.window_until)
    if supply is not None and supply.customer != customer:
        raise differs(field_name="customer", number=row.number)
    # From here on nothing is refused: a line is written wholly or not at all.
    facts = {name: getattr(row, name) for name in MAY_CHANGE}
    if place is None:
        place = places[row.number] = _Place(id=new_id(), medium=row.medium, facts=facts)
        made = {"id": place.id, "number": row.number, "medium": row.medium}
        writing.points.append({**made, **facts})
    _put_right(place, facts, writing)
    _supply(row, customer, place, supply, writing)
    _window(row, place, window, writing)
    _route(row, customer, place, writing, today)


def _put_right(place: _Place, said: dict[str, Any], writing: _Writing) -> None:
    """What is said and differs; what is not said stays."""
    other = {k: v for k, v in said.items() if v is not None and v != place.facts[k]}
    if other:
        place.facts |= other
        writing.changed.append((ServicePoint, place.id, other))


def _fitting(known: list[_Stretch], since: date | None, until: date | None) -> _Stretch | None:
    """The one that begins on this day; raises Refusal where another one is in the way."""
    if since is None:
        return None
    for one in known:
        if one.since == since and (until is None or one.until in (None, until)):
            return one
        if one.meets(since, until):
            raise Refusal(
                "import_row",
                N_("From %(since)s on, another time stands there already; please end that first."),
                since=one.since.isoformat(),
            )
    return None


def _supply(
    row: PointRow, customer: int | None, place: _Place, known: _Stretch | None, writing: _Writing
) -> None:
    if row.supplied_from is None or customer is None:
        return
    if known is not None:
        _end(known, row.supplied_until, Supply, "ends_on", writing)
        return
    made = _Stretch(
        id=new_id(), since=row.supplied_from, until=row.supplied_until, customer=customer
    )
    place.supplies.append(made)
    writing.supplies.append(
        {
            "id": made.id, "service_point_id": place.id, "customer_id": customer,
            "begins_on": made.since, "ends_on": made.until, "second_home": row.second_home,
        }
    )  # fmt: skip


def _window(row: PointRow, place: _Place, known: _Stretch | None, writing: _Writing) -> None:
    if row.window_from is None:
        return
    if known is not None:
        _end(known, row.window_until, ReadingWindow, "closes_on", writing)
        return
    made = _Stretch(id=new_id(), since=row.window_from, until=row.window_until)
    place.windows.append(made)
    writing.windows.append(
        {
            "id": made.id, "service_point_id": place.id, "opens_on": made.since,
            "closes_on": made.until,
        }
    )  # fmt: skip


def _route(
    row: PointRow, customer: int | None, place: _Place, writing: _Writing, today: date
) -> None:
    """What billing says counts from today on where it says something new, and only there.

    Until it has heard of what a clerk decided, its files go on saying what was before: that is no
    new word, and takes nothing back. Its first word is about the time since the supply began, so
    what was decided meanwhile is later than that. Of a customer's several supplies at the place
    the one under way has the word, or each file would say two things.
    """
    said = row.invoice_route
    if said is None or customer is None or place.routes.get(customer) == said:
        return
    first = customer not in place.routes
    if _is_over(row, today) or (not first and _is_to_come(row, today)):
        return
    place.routes[customer] = said
    writing.routes.append(
        {
            "id": new_id(), "service_point_id": place.id, "customer_id": customer, "route": said,
            "valid_from": row.supplied_from if first else today,
        }
    )  # fmt: skip


def _is_over(row: PointRow, today: date) -> bool:
    return row.supplied_until is not None and row.supplied_until <= today


def _is_to_come(row: PointRow, today: date) -> bool:
    return row.supplied_from is not None and row.supplied_from > today


def _end(known: _Stretch, until: date | None, table: Any, column: str, writing: _Writing) -> None:
    if known.until is None and until is not None:
        known.until = until
        writing.changed.append((table, known.id, {column: until}))


def _places(batch: Batch, numbers: Iterable[str]) -> dict[str, _Place]:
    found = {
        row.pop("number"): _Place(id=row.pop("id"), medium=row.pop("medium"), facts=row)
        for row in dicts_of(
            ServicePoint.select(
                ServicePoint.number, ServicePoint.id, ServicePoint.medium, ServicePoint.address,
                ServicePoint.breaker_amps, ServicePoint.phases,
            ).where(
                ServicePoint.company_id == batch.company_id,
                ServicePoint.number.in_(sorted(set(numbers))),
            )
        )
    }  # fmt: skip
    by_id = {place.id: place for place in found.values()}
    for kept, table, since, until, customer in (
        ("supplies", Supply, Supply.begins_on, Supply.ends_on, Supply.customer_id),
        ("windows", ReadingWindow, ReadingWindow.opens_on, ReadingWindow.closes_on, None),
    ):
        columns = [table.service_point_id, table.id, since.alias("since"), until.alias("until")]
        columns += [customer.alias("customer")] if customer is not None else []
        rows = table.select(*columns).where(
            table.company_id == batch.company_id, table.service_point_id.in_(sorted(by_id))
        )
        for row in dicts_of(rows) if by_id else ():
            getattr(by_id[row.pop("service_point_id")], kept).append(_Stretch(**row))
    _last_words(batch, by_id)
    return found


def _last_words(batch: Batch, by_id: dict[int, _Place]) -> None:
    if not by_id:
        return
    said = InvoiceRoute.select(
        InvoiceRoute.service_point_id, InvoiceRoute.customer_id, InvoiceRoute.route
    ).where(
        InvoiceRoute.company_id == batch.company_id,
        InvoiceRoute.service_point_id.in_(sorted(by_id)),
        ~InvoiceRoute.import_id.is_null(),
    )
    for place_id, customer, route in tuples_of(
        said.order_by(InvoiceRoute.recorded_at, InvoiceRoute.id)
    ):
        by_id[place_id].routes[customer] = route


def _write(batch: Batch, writing: _Writing) -> None:
    shared = {"company_id": batch.company_id, "import_id": batch.id}
    for table, rows in (
        (ServicePoint, writing.points),
        (Supply, writing.supplies),
        (ReadingWindow, writing.windows),
        (InvoiceRoute, [{**row, "recorded_at": batch.now} for row in writing.routes]),
    ):
        if rows:
            table.insert_many([{**shared, **row} for row in rows]).execute()
    for table, id_, other in writing.changed:
        table.update(**other).where(table.company_id == batch.company_id, table.id == id_).execute()
    supplied = {row["service_point_id"] for row in writing.supplies}
    moved = {id_ for table, id_, _ in writing.changed if table is ServicePoint}
    index_places(company_id=batch.company_id, service_point_ids=supplied | moved)
