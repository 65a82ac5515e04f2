"""On which way bills go out: a customer asks and a clerk grants it, or sets what they were told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from webapp.actions.forms_intake import is_repeat
from webapp.actions.intake import Incoming, Whose, content_of, write_submission
from webapp.actions.verdicts import decide, held, take
from webapp.domain.days import local_day
from webapp.domain.invoice_routes import RouteWish
from webapp.domain.people import Person
from webapp.domain.permissions import Permission
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.models.base import atomic
from webapp.models.companies import Company
from webapp.models.customers import Customer
from webapp.models.invoice_route_wishes import InvoiceRouteWish
from webapp.models.invoice_routes import InvoiceRoute
from webapp.models.rows import insert_row
from webapp.models.submissions import Submission
from webapp.queries.desk_customer import desk_customer
from webapp.queries.invoice_routes import PlaceRoute, routes_of, routes_of_customer

KIND = "invoice_route"
Places = Mapping[tuple[int, int], PlaceRoute]
"""By customer and service point."""


def ask_routes(*, person: Person, wishes: Sequence[RouteWish], now: datetime) -> tuple[str, ...]:
    """Send what a form changes to the desk and return the submissions' ids; all of it, or nothing.

    The same form again writes nothing. Raises NotFound for a place that is not theirs to ask for,
    Refusal `no_change` where everything is as wished already, or `route_open` where a wish for the
    place waits.
    """
    changes = [wish for wish in wishes if wish.changes]
    with atomic():
        # Two of a household may ask at once: the later one has to see the earlier.
        _hold({wish.customer_id for wish in changes})
        allowed = routes_of(person=person, permission=Permission.ASK_FOR_CHANGES, now=now)
        places = _by_key(allowed)
        _refuse_twice(changes, places)
        sent = [wish.id for wish in changes if _send(person, wish, places, now)]
    return _something(sent)


def set_routes(
    *, person: Person, customer_id: int, wishes: Sequence[RouteWish], words: str, now: datetime
) -> tuple[str, ...]:
    """Set what a customer told a clerk, who decides it at once; return the submissions' ids.

    `words` are kept with it, such as how they told us. Raises NotFound and Refusal as `ask_routes`
    does, and for the same form again AlreadyDecided or `taken_back` where it counts no more.
    """
    company_id = desk_customer(person=person, customer_id=customer_id, now=now).company_id
    changes = [wish for wish in wishes if wish.changes and wish.customer_id == customer_id]
    with atomic():
        _hold({customer_id})
        theirs = routes_of_customer(company_id=company_id, customer_id=customer_id, now=now)
        places = _by_key(theirs)
        _refuse_twice(changes, places)
        sent = []
        for wish in changes:
            submission = _send(person, wish, places, now, channel="desk", words=words)
            if submission is None:
                continue
            sent.append(wish.id)
            # What was set already stays; what became of it otherwise is said by granting it.
            if submission.state != "accepted":
                _grant(person, submission, now)
    return _something(sent)


def make_route_official(*, submission: Submission, decision_id: int, now: datetime) -> None:
    """Let what was wished count from the company's today on."""
    wish = InvoiceRouteWish.get(
        InvoiceRouteWish.company_id == submission.company_id,
        InvoiceRouteWish.submission_id == submission.id,
    )
    timezone = Company.get_by_id(submission.company_id).timezone
    insert_row(
        InvoiceRoute,
        company_id=submission.company_id,
        service_point_id=wish.service_point_id,
        customer_id=wish.customer_id,
        route=wish.route,
        valid_from=local_day(now=now, timezone=timezone),
        recorded_at=now,
        decision_id=decision_id,
        submission_id=submission.id,
        verdict="accept",
    )


def void_routes(*, company_id: int, made_by: int, decision_id: int) -> None:
    """Void what the decision `made_by` let count, by a later one."""
    InvoiceRoute.update(voided_by=decision_id).where(
        InvoiceRoute.company_id == company_id,
        InvoiceRoute.decision_id == made_by,
        InvoiceRoute.voided_by.is_null(),
    ).execute()


def _hold(customers: Iterable[int]) -> None:
    query = Customer.select(Customer.id).where(Customer.id.in_(sorted(customers)))
    list(held(query.order_by(Customer.id)))


def _by_key(places: Iterable[PlaceRoute]) -> Places:
    return {(one.customer_id, one.service_point_id): one for one in places}


def _refuse_twice(wishes: Sequence[RouteWish], places: Places) -> None:
    """Two lines about one place: the second would see the place as it was before the first."""
    ids: dict[tuple[int, int], str] = {}
    for wish in wishes:
        key = (wish.customer_id, wish.service_point_id)
        if ids.setdefault(key, wish.id) != wish.id:
            raise _open(places[key]) if key in places else NotFound


def _open(place: PlaceRoute) -> Refusal:
    return Refusal(
        "route_open",
        N_(
            "A change for %(medium)s, %(address)s, waits for a clerk already."
            " Please wait for the answer, or take that one back first."
        ),
        medium=place.medium,
        address=place.address,
    )


def _send(
    person: Person,
    wish: RouteWish,
    places: Places,
    now: datetime,
    *,
    channel: str = "web",
    words: str = "",
) -> Submission | None:
    """The submission of this wish, an earlier one for a repeat; None where it counts already."""
    place = places.get((wish.customer_id, wish.service_point_id))
    if place is None:
        raise NotFound
    incoming = _incoming(person, place, wish, now, channel, words)
    if is_repeat(person=person, incoming=incoming):
        return Submission.get(
            Submission.company_id == place.company_id, Submission.id == incoming.id
        )
    if place.route == wish.route:
        return None
    if place.waiting is not None:
        raise _open(place)
    submission = write_submission(incoming=incoming, values={}, by=person.account_id, now=now)
    insert_row(
        InvoiceRouteWish,
        company_id=place.company_id,
        submission_id=wish.id,
        service_point_id=place.service_point_id,
        customer_id=place.customer_id,
        route=wish.route,
    )
    return submission


def _incoming(
    person: Person, place: PlaceRoute, wish: RouteWish, now: datetime, channel: str, words: str
) -> Incoming:
    return Incoming(
        id=wish.id,
        kind=KIND,
        channel=channel,
        whose=Whose(
            company_id=place.company_id,
            account_id=person.account_id,
            customer_id=place.customer_id,
            service_point_id=place.service_point_id,
            meter_id=None,
        ),
        captured_at=now,
        read_on=None,
        content_hash=content_of(KIND, place.customer_id, place.service_point_id, wish.route),
        note=words,
    )


def _grant(person: Person, submission: Submission, now: datetime) -> None:
    take(submission=submission, verdict="accept", now=now)
    decision_id = decide(person=person, submission=submission, verdict="accept", now=now)
    make_route_official(submission=submission, decision_id=decision_id, now=now)


def _something(sent: Sequence[str]) -> tuple[str, ...]:
    if not sent:
        raise Refusal("no_change", N_("Nothing was changed: the bills come like this already."))
    return tuple(sent)
