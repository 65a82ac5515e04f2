"""Where a person is signed in."""

from dataclasses import dataclass
from datetime import datetime

from webapp.models.sessions import Session


@dataclass(frozen=True, kw_only=True)
class LivingSession:
    """One sign-in on one device."""

    id: int
    device: str
    created_at: datetime
    seen_at: datetime


def living_sessions(*, account_id: int, now: datetime, most: int = 50) -> list[LivingSession]:
    """The sessions of an account that are neither ended nor run out, last seen first."""
    rows = (
        Session.living(now=now)
        .where(Session.account_id == account_id)
        .order_by(Session.seen_at.desc(), Session.id.desc())
        .limit(most)
    )
    return [
        LivingSession(id=r.id, device=r.device, created_at=r.created_at, seen_at=r.seen_at)
        for r in rows
    ]
