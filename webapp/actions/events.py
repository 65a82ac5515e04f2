"""The audit log: an event joins the business transaction and is sealed soon after."""

import json
from datetime import datetime

from webapp.models.base import new_id
from webapp.models.events import Event
from webapp.models.rows import insert_row
from webapp.models.unsealed import Unsealed

Fact = str | int | None


def record_event(
    *, company_id: int, actor_id: int | None, kind: str, subject: str, now: datetime, **facts: Fact
) -> None:
    """Write one event into the transaction under way; facts are ids and codes, never words."""
    event_id = new_id()
    insert_row(
        Event,
        company_id=company_id,
        id=event_id,
        happened_at=now,
        actor_id=actor_id,
        kind=kind,
        subject=subject,
        facts=json.dumps(facts, sort_keys=True),
    )
    insert_row(Unsealed, company_id=company_id, event_id=event_id, happened_at=now)
