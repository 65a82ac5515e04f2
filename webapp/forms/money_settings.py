"""What of the money settings a form wants to be another, and what it had shown of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.domain.money_settings import GROUP_WORDS, RULES
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

SHOWN = "was-"


@dataclass(frozen=True, kw_only=True)
class WantedSettings:
    """A group's settings that were filled in differently from what was shown."""

    group: str
    given: dict[str, str]
    shown: dict[str, str]


def wanted_settings(form: Mapping[str, str]) -> WantedSettings:
    """What the form asks for; raises Refusal setting for a group that is none."""
    group = form.get("group", "")
    if group not in GROUP_WORDS:
        raise Refusal("setting", N_("Please choose what to set."), field="form")
    names = [name for name, rule in RULES.items() if rule.group == group and name in form]
    shown = {name: form[f"{SHOWN}{name}"] for name in names if f"{SHOWN}{name}" in form}
    given = {name: form[name] for name in names if _plain(form[name]) != shown.get(name)}
    return WantedSettings(group=group, given=given, shown=shown)


def _plain(text: str) -> str:
    return " ".join(text.split())
