"""Readings on their way, made through the real action."""

import uuid
from datetime import datetime

from tests.cast import World
from webapp.actions.submissions import submit_reading
from webapp.domain.captures import Capture, ClaimedValue
from webapp.gateways.storage import Storage


def capture_of(
    world: World, *, now: datetime, value: str = "1077", register: str = "hot"
) -> Capture:
    """Anna's hot-water meter read just now, without a photo."""
    serials = {"hot": "37461", "heat": "90112", "strange": "11873"}
    return Capture(
        id=str(uuid.uuid4()),
        meter=serials[register],
        registers=(ClaimedValue(register_id=world.registers[register], value=value),),
        captured_at=now,
    )


def submitted(
    world: World,
    *,
    now: datetime,
    storage: Storage,
    value: str = "1077",
    who: str = "anna",
    register: str = "hot",
) -> str:
    """The id of a submission that waits for a clerk."""
    capture = capture_of(world, now=now, value=value, register=register)
    submit_reading(
        person=world.person(who),
        capture=capture,
        photos={},
        channel="app",
        now=now,
        storage=storage,
    )
    return capture.id
