"""The shape of a meter exchange as a clerk fills it in."""

from collections.abc import Iterable, Mapping
from datetime import date

from webapp.domain.days import plain_day
from webapp.domain.exchanges import NewMeter, NewRegister
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.forms.numbers import id_in

LONGEST = 60


def parse_exchange(form: Mapping[str, str], *, register_ids: Iterable[int]) -> NewMeter:
    """What this form says of the new meter; raises Refusal `shape` for what is no day or number."""
    happened_on = _day(form, "happened_on")
    if happened_on is None:
        raise _not_told("happened_on", N_("Please say on which day it was exchanged."))
    return NewMeter(
        happened_on=happened_on,
        reason=_text(form, "reason"),
        serial=_text(form, "serial"),
        model=_text(form, "model"),
        calibrated_on=_day(form, "calibrated_on"),
        calibrated_until=_day(form, "calibrated_until"),
        registers=tuple(_register(form, one) for one in register_ids),
    )


def _register(form: Mapping[str, str], register_id: int) -> NewRegister:
    return NewRegister(
        old_register_id=register_id,
        last=_text(form, f"last-{register_id}"),
        first=_text(form, f"first-{register_id}"),
        digits=_count(form, f"digits-{register_id}"),
        decimals=_count(form, f"decimals-{register_id}"),
        unit=_text(form, f"unit-{register_id}"),
        multiplier=_text(form, f"multiplier-{register_id}") or "1",
    )


def _text(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "").replace("\0", "").strip()[:LONGEST]


def _day(form: Mapping[str, str], name: str) -> date | None:
    text = _text(form, name)
    if not text:
        return None
    try:
        return plain_day(text)
    except ValueError:
        raise _not_told(name, N_("Please write the day as 2026-11-30.")) from None


def _count(form: Mapping[str, str], name: str) -> int:
    count = id_in(_text(form, name))
    if count is None:
        raise _not_told(name, N_("Please say how many digits the new meter shows."))
    return count


def _not_told(field: str, sentence: str) -> Refusal:
    return Refusal("shape", sentence, field=field)
