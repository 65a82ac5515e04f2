"""Wishes and handovers as Anna sends them, through the real actions."""

import uuid
from datetime import timedelta

from webapp.actions.corrections import Asked, ask_correction
from webapp.actions.moves import announce_move
from webapp.domain.handovers import Move
from webapp.models.readings import Reading


def newest_reading(world, register="hot"):
    """The newest official reading of a register."""
    rows = Reading.standing().where(Reading.register_id == world.registers[register])
    return rows.order_by(Reading.read_on.desc(), Reading.recorded_at.desc()).first()


def ask(world, *, reading, now, storage, value="1072", who="anna", photo=None, **changes):
    """Ask to correct a reading; returns the id of what waits."""
    said = {"id": str(uuid.uuid4()), "value": value, "why": "I had read the other meter."}
    return ask_correction(
        person=world.person(who),
        reading_id=reading.id,
        asked=Asked(**{**said, "photo": photo, **changes}),
        now=now,
        storage=storage,
    )


def move(world, *, now, storage, read=0, handover=0, who="anna", meter="hot", **changes):
    """Announce a move, read and handed over so many days ago; returns the id of what waits."""
    said = {
        "id": str(uuid.uuid4()),
        "direction": "move_out",
        "handover_on": world.today - timedelta(days=handover),
        "read_on": world.today - timedelta(days=read),
        "values": {world.registers[meter]: "1081"},
        "note": "6600 Minta település, Új utca 1.",
    }
    return announce_move(
        person=world.person(who),
        meter_id=world.meters[meter],
        move=Move(**{**said, **changes}),
        now=now,
        storage=storage,
    )
