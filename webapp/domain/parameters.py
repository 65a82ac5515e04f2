"""The numbers the rules judge by: what holds without a word, and whose word goes before whose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.domain.parameter_defaults import DEFAULTS, by_unit

Value = int | tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A company's own number, from a day on; None is the default again.

    Without medium it is for all of them, without model for every meter of the medium.
    """

    name: str
    medium: str | None
    model: str | None
    value: Value | None
    valid_from: date
    turn: int = 0
    """Which was set later, where two begin on the same day."""


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """Every parameter as it holds for one register on one day; quantities in thousandths."""

    low_share: int
    high_share: int
    slack: int
    short_days: int
    season_low: int
    season_high: int
    weather: int
    weights: tuple[int, ...]
    class_yearly: int
    class_high: int
    rollover_share: int
    zero_days: int
    zero_over: int
    capacity_factor: int
    leak_share: int
    in_a_row: int
    estimate_days: int


def rules_for(
    *, settings: Iterable[Setting], medium: str, model: str, unit: str, day: date
) -> RuleSet:
    """The parameters of a register on a day: the most specific word first, then the latest."""
    own = _in_force(settings, medium=medium, model=model, day=day)
    values: dict[str, Any] = {
        name: own[name]
        if own.get(name) is not None
        else default_of(name=name, medium=medium, unit=unit)
        for name in DEFAULTS
    }
    return RuleSet(**values)


def default_of(*, name: str, medium: str, unit: str) -> Value:
    """What holds where nobody said otherwise."""
    return by_unit(DEFAULTS[name], medium=medium, unit=unit)


def _in_force(
    settings: Iterable[Setting], *, medium: str, model: str, day: date
) -> Mapping[str, Value | None]:
    fitting = [
        one
        for one in settings
        if one.valid_from <= day and one.medium in (None, medium) and one.model in (None, model)
    ]
    return {one.name: one.value for one in sorted(fitting, key=_weight)}


def _weight(one: Setting) -> tuple[bool, bool, date, int]:
    return (one.model is not None, one.medium is not None, one.valid_from, one.turn)
