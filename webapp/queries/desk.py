"""The desk: the queue, and what a clerk needs to judge the item that is open."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from webapp.domain.people import Person
from webapp.queries.desk_claims import Contents, Key, contents_of
from webapp.queries.desk_history import Judged, judged_claims
from webapp.queries.desk_item import Item, item_for
from webapp.queries.desk_queue import Queue, View, Waiting, queue_page
from webapp.queries.desk_requests import Request, request_of


@dataclass(frozen=True, kw_only=True)
class OpenItem:
    """A submission with everything it is judged by."""

    facts: Item
    contents: Contents
    registers: tuple[Judged, ...]
    before: Contents
    """What the submission of the earlier photo claimed."""
    request: Request | None
    """What is asked for, where it is no reading."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The queue, and the item that is open, if any."""

    queue: Queue
    item: OpenItem | None = None


def queue_only(*, person: Person, view: View, now: datetime) -> Desk:
    """A page of the queue with nothing open: two queries, however many rows."""
    queue = _page(person, view, now)
    return Desk(queue=_filled(queue, _contents(queue.rows)))


def desk_with(*, person: Person, submission_id: str, view: View, now: datetime) -> Desk | None:
    """A page of the queue and one submission beside it: four queries; None if it is not found."""
    facts = item_for(person=person, submission_id=submission_id, now=now)
    if facts is None:
        return None
    queue = _page(person, view, now)
    contents = _contents(queue.rows, _keys(facts))
    return Desk(queue=_filled(queue, contents), item=_opened(facts, contents))


def open_item(*, person: Person, submission_id: str, now: datetime) -> OpenItem | None:
    """One submission without the queue: three queries; None if it is not found."""
    facts = item_for(person=person, submission_id=submission_id, now=now)
    if facts is None:
        return None
    return _opened(facts, _contents((), _keys(facts)))


def open_reading(*, person: Person, submission_id: str, now: datetime) -> OpenItem | None:
    """The same, but a request is not found: what is done with readings is not done with it."""
    found = open_item(person=person, submission_id=submission_id, now=now)
    return None if found is None or found.facts.is_request else found


def _page(person: Person, view: View, now: datetime) -> Queue:
    queue = queue_page(person=person, view=view, now=now)
    # A page may have emptied since its address was made; then the clerk begins at the front.
    if queue.rows or not (view.after or view.before):
        return queue
    return queue_page(person=person, view=View(show=view.show), now=now)


def _keys(facts: Item) -> list[Key]:
    before = facts.photos.before
    ids = [facts.id, before.submission_id] if before else [facts.id]
    return [(facts.company_id, submission_id) for submission_id in ids]


def _contents(rows: Iterable[Waiting], more: Iterable[Key] = ()) -> dict[Key, Contents]:
    keys = [*((row.company_id, row.id) for row in rows), *more]
    if not keys:
        return {}
    companies, ids = zip(*keys, strict=True)
    return contents_of(company_ids=set(companies), submission_ids=set(ids))


def _filled(queue: Queue, contents: dict[Key, Contents]) -> Queue:
    rows = (replace(row, contents=_of(contents, (row.company_id, row.id))) for row in queue.rows)
    return replace(queue, rows=tuple(rows))


def _opened(facts: Item, contents: dict[Key, Contents]) -> OpenItem:
    own, *before = (_of(contents, key) for key in _keys(facts))
    return OpenItem(
        facts=facts,
        contents=own,
        registers=judged_claims(item=facts, claims=own.claims),
        before=before[0] if before else Contents(),
        request=request_of(item=facts) if facts.is_request else None,
    )


def _of(contents: dict[Key, Contents], key: Key) -> Contents:
    """A request claims nothing."""
    return contents.get(key) or Contents()
