"""A register of GET /sync/meters, read the way a phone reads it."""

from datetime import date
from typing import Any

from webapp.domain.bands import Band, Dated
from webapp.domain.known import Known, Zero
from webapp.domain.quantities import parse_value


def known_on_the_phone(wire: dict[str, Any], *, number: int, serial: str, days: int = 0) -> Known:
    """What the phone knows of a register so many days after it asked."""
    rules = wire["rules"] or {}
    growth = _amount((wire["band"] or {}).get("per_day", "0")) * max(days, 0)
    expected, zero = rules.get("expected"), rules.get("zero")
    return Known(
        register_id=number,
        serial=serial,
        label=wire["label"],
        unit=wire["unit"],
        digits=wire["digits"],
        decimals=wire["decimals"],
        last=_dated(wire["last"]),
        last_actual=_dated(rules.get("last_actual")),
        estimate=rules.get("estimate", False),
        band=_band(wire["band"], growth),
        expected=None if expected is None else _amount(expected) + growth,
        rollover_from=_maybe(rules.get("rollover_from")),
        zero=zero
        and Zero(days=zero["days"], over=_amount(zero["over"]), severity=zero["severity"]),
        capacity=_maybe(rules.get("capacity")),
    )


def _band(given: dict[str, str] | None, growth: int) -> Band | None:
    return given and Band(
        low=_amount(given["low"]) + growth,
        high=_amount(given["high"]) + growth,
        per_day=_amount(given["per_day"]),
    )


def _dated(given: dict[str, str] | None) -> Dated | None:
    return given and Dated(day=date.fromisoformat(given["date"]), value=_amount(given["value"]))


def _maybe(text: str | None) -> int | None:
    return None if text is None else _amount(text)


def _amount(text: str) -> int:
    return parse_value(text, digits=12, decimals=3)
