"""The numbers of the rules as the page shows them: the default, what holds, what will."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from webapp.domain.meters import MEDIUM_NAMES
from webapp.domain.parameter_defaults import DEFAULTS, Parameter, Value
from webapp.domain.parameter_texts import setting_text
from webapp.domain.parameters import Setting
from webapp.queries.rule_parameters import SetNumber


@dataclass(frozen=True, kw_only=True)
class ShownNumber:
    """A number the company has set: for whom, since when, by whom, and whether it holds today."""

    value: str
    for_whom: str
    since: date
    by: str | None
    state: str
    """now · coming · past"""


@dataclass(frozen=True, kw_only=True)
class ShownRule:
    """One parameter in words."""

    name: str
    words: str
    explained: str
    default: str
    exceptions: tuple[tuple[str, str], ...]
    """What differs from the default by itself: (medium or unit, value)."""
    numbers: tuple[ShownNumber, ...]


def shown_rules(*, numbers: Mapping[str, Sequence[SetNumber]], today: date) -> list[ShownRule]:
    """Every parameter with its default and what the company has set, the newest first."""
    return [
        ShownRule(
            name=name,
            words=gettext(parameter.words),
            explained=gettext(parameter.explained),
            default=_told(name, parameter, parameter.default),
            exceptions=tuple(
                (_place(of), _told(name, parameter, value)) for of, value in parameter.of.items()
            ),
            numbers=_numbers(name, parameter, numbers.get(name, ()), today),
        )
        for name, parameter in DEFAULTS.items()
    ]


def _numbers(
    name: str, parameter: Parameter, found: Sequence[SetNumber], today: date
) -> tuple[ShownNumber, ...]:
    shown, holding = [], set[tuple[str | None, str | None]]()
    for one in found:
        setting, place = one.setting, (one.setting.medium, one.setting.model)
        state = "coming" if setting.valid_from > today else "past" if place in holding else "now"
        if state == "now":
            holding.add(place)
        shown.append(
            ShownNumber(
                value=_of_setting(name, parameter, setting),
                for_whom=_for_whom(setting),
                since=setting.valid_from,
                by=one.set_by,
                state=state,
            )
        )
    return tuple(shown)


def _of_setting(name: str, parameter: Parameter, setting: Setting) -> str:
    if setting.value is None:
        return gettext("the default again")
    return _told(name, parameter, setting.value)


def _told(name: str, parameter: Parameter, value: Value) -> str:
    text = setting_text(name=name, value=value)
    if parameter.kind == "percent":
        return f"{text}\u00a0%"
    return gettext("%(count)s days", count=text) if parameter.kind == "days" else text


def _place(of: str) -> str:
    medium, _, unit = of.partition(" ")
    return f"{gettext(MEDIUM_NAMES.get(medium, medium))} {unit}".strip()


def _for_whom(setting: Setting) -> str:
    medium = gettext(MEDIUM_NAMES[setting.medium]) if setting.medium else ""
    return ", ".join(part for part in (medium, setting.model) if part) or gettext("all meters")
