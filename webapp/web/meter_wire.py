"""A meter as it goes to the phone; docs/sync.md says what each field means."""

from datetime import date
from typing import Any

from flask_babel import gettext

from webapp.domain.findings import RULE_VERSION
from webapp.domain.known import Known
from webapp.domain.meters import KIND_WORDS, MeterCard, RegisterCard
from webapp.domain.quantities import value_text
from webapp.web.sentences import medium_name


def meter_on_the_wire(card: MeterCard) -> dict[str, Any]:
    """One meter of GET /sync/meters; what it means is written in docs/sync.md."""
    window = card.window
    return {
        "id": str(card.id),
        "serial": card.serial,
        "medium": card.medium,
        "name": medium_name(card.medium),
        "address": card.address,
        "company": card.company_name,
        "service_point": str(card.service_point_id),
        "customer": str(card.customer_id),
        "window": {
            "open": window.open,
            "from": _day(window.from_),
            "to": _day(window.to),
            "next_from": _day(window.next_from),
        },
        "registers": [_register(register) for register in card.registers],
    }


def _register(register: RegisterCard) -> dict[str, Any]:
    last, band = register.last, register.band
    return {
        "id": str(register.id),
        "obis": register.obis,
        "label": register.label,
        "unit": register.unit,
        "digits": register.digits,
        "decimals": register.decimals,
        "multiplier": value_text(register.multiplier),
        "last": last
        and {
            "value": value_text(last.value),
            "date": _day(last.day),
            "kind": register.last_kind,
            "kind_words": _kind(register.last_kind),
        },
        "band": band
        and {
            "low": value_text(band.low),
            "high": value_text(band.high),
            "per_day": value_text(band.per_day),
        },
        "rules": register.known and _rules(register.known),
    }


def _rules(known: Known) -> dict[str, Any]:
    """What the phone's own rules need, so that they speak offline as the server would."""
    actual, zero = known.last_actual, known.zero
    return {
        "version": RULE_VERSION,
        "last_actual": actual and {"value": value_text(actual.value), "date": _day(actual.day)},
        "estimate": known.estimate,
        "expected": _quantity(known.expected),
        "rollover_from": _quantity(known.rollover_from),
        "zero": zero
        and {"days": zero.days, "over": value_text(zero.over), "severity": zero.severity},
        "capacity": _quantity(known.capacity),
    }


def _quantity(value: int | None) -> str | None:
    return None if value is None else value_text(value)


def _kind(kind: str | None) -> str:
    return gettext(KIND_WORDS[kind]) if kind else ""


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
