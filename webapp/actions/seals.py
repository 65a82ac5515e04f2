"""Sealing the audit log: one chain a company, one sealer at a time."""

import json
from datetime import datetime

from webapp.domain.audit import FIRST, chain_hash
from webapp.models.base import atomic
from webapp.models.companies import Company
from webapp.models.events import Event
from webapp.models.seals import Seal
from webapp.models.unsealed import Unsealed

MOST_AT_ONCE = 500


def seal_events(*, now: datetime) -> int:
    """Chain every event that is not sealed yet and return how many.

    Two sealers cannot both add a link: a sequence number exists once a company, so the slower
    one's transaction fails whole and is tried again later.
    """
    return sum(_seal_company(company.id, now) for company in Company.select(Company.id))


def verify_chain(*, company_id: int) -> int | None:
    """The first sequence number that does not fit, or None if the whole chain holds."""
    previous, expected = FIRST, 1
    rows = (
        Seal.select(Seal, Event)
        .join(Event, on=(Event.company_id == Seal.company_id) & (Event.id == Seal.event_id))
        .where(Seal.company_id == company_id)
        .order_by(Seal.sequence)
        .objects()
    )
    for row in rows.iterator():
        link = chain_hash(previous=previous, event=_content(row, row.event_id))
        if row.sequence != expected or row.chain_hash != link:
            return expected
        previous, expected = link, expected + 1
    return None


def lost_events(*, company_id: int) -> int:
    """How many events are neither in the chain nor waiting for it; honest work leaves none."""
    sealed, waiting = Seal.select(Seal.event_id), Unsealed.select(Unsealed.event_id)
    return int(
        Event.select()
        .where(
            Event.company_id == company_id,
            Event.id.not_in(sealed.where(Seal.company_id == company_id)),
            Event.id.not_in(waiting.where(Unsealed.company_id == company_id)),
        )
        .count()
    )


def oldest_unsealed(*, company_id: int) -> datetime | None:
    """When the oldest event happened that is not in the chain yet."""
    row = (
        Unsealed.select()
        .where(Unsealed.company_id == company_id)
        .order_by(Unsealed.happened_at)
        .first()
    )
    return row.happened_at if row else None


def _seal_company(company_id: int, now: datetime) -> int:
    with atomic():
        events = list(
            Event.select()
            .join(
                Unsealed,
                on=(Unsealed.company_id == Event.company_id) & (Unsealed.event_id == Event.id),
            )
            .where(Unsealed.company_id == company_id)
            .order_by(Event.happened_at, Event.id)
            .limit(MOST_AT_ONCE)
        )
        if not events:
            return 0
        sequence, previous = _last_link(company_id)
        for event in events:
            sequence += 1
            previous = chain_hash(previous=previous, event=_content(event, event.id))
            Seal.insert(
                company_id=company_id,
                sequence=sequence,
                event_id=event.id,
                chain_hash=previous,
                sealed_at=now,
            ).execute()
        Unsealed.delete().where(
            Unsealed.company_id == company_id, Unsealed.event_id.in_([e.id for e in events])
        ).execute()
    return len(events)


def _last_link(company_id: int) -> tuple[int, str]:
    last = Seal.select().where(Seal.company_id == company_id).order_by(Seal.sequence.desc()).first()
    return (last.sequence, last.chain_hash) if last else (0, FIRST)


def _content(event: Event, event_id: int) -> dict[str, object]:
    return {
        "company": event.company_id,
        "id": event_id,
        "at": event.happened_at.isoformat(),
        "actor": event.actor_id,
        "kind": event.kind,
        "subject": event.subject,
        "facts": json.loads(event.facts),
    }
