"""A meter exchange as a clerk fills it in."""

from dataclasses import replace
from datetime import timedelta

from tests.cast import World
from webapp.domain.exchanges import NewMeter, NewRegister


def new_meter(world: World, **changes: object) -> NewMeter:
    """Anna's hot-water meter gave way to 55501 five days ago, at 1074 m³; it began at 0."""
    register = NewRegister(
        old_register_id=world.registers["hot"],
        last="1074",
        first="0",
        digits=5,
        decimals=3,
        unit="m³",
    )
    made = NewMeter(
        happened_on=world.today - timedelta(days=5),
        reason="calibration",
        serial="55501",
        model="M-2",
        registers=(register,),
    )
    return replace(made, **changes)
