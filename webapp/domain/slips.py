"""What may have slipped: the wrong meter (V13), the red digits (V12), a digit (V11).

Each names what would fit; it is offered, and never taken by itself.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise

from webapp.domain.findings import Finding
from webapp.domain.known import Known
from webapp.domain.quantities import SCALE


def explain(
    *, known: Known, value: int, neighbours: Iterable[Known], typed: Mapping[int, int]
) -> Finding | None:
    """The first slip that explains a value which does not fit its own register."""
    return (
        _other_meter(known, value, neighbours, typed)
        or _red_digits(known, value)
        or _slipped_digit(known, value)
    )


def _other_meter(
    known: Known, value: int, neighbours: Iterable[Known], typed: Mapping[int, int]
) -> Finding | None:
    for other in neighbours:
        if other.register_id == known.register_id or other.unit != known.unit:
            continue
        own = typed.get(other.register_id)
        if own is not None and other.holds(own):
            continue  # that one has its reading already
        if other.holds(value):
            return _slip("V13", known, value=value, serial=other.serial, label=other.label)
    return None


def _red_digits(known: Known, value: int) -> Finding | None:
    if value % SCALE:
        return None  # somebody who typed a point has told them apart
    shorter = {value // 10**places for places in range(1, known.decimals + 1)}
    return _suggestion("V12", known, value, shorter)


def _slipped_digit(known: Known, value: int) -> Finding | None:
    return _suggestion("V11", known, value, {*_slips(value, known.decimals)})


def _slips(value: int, decimals: int) -> Iterator[int]:
    whole, part = divmod(value, SCALE)
    digits = str(whole)
    for at in range(len(digits) if len(digits) > 1 else 0):
        yield int(digits[:at] + digits[at + 1 :]) * SCALE + part
    for at, (left, right) in enumerate(pairwise(digits)):
        yield int(digits[:at] + right + left + digits[at + 2 :]) * SCALE + part
    step = 10 ** (3 - min(decimals, 3))
    yield value * 10
    yield value // 10 // step * step


def _suggestion(code: str, known: Known, value: int, candidates: Collection[int]) -> Finding | None:
    band, anchor = known.band, known.anchor
    if band is None or anchor is None:
        return None
    middle = (band.low + band.high) // 2
    fitting = [c for c in candidates if c != value and c >= anchor.value and known.holds(c)]
    if not fitting:
        return None
    nearest = min(fitting, key=lambda c: (abs(c - middle), c))
    return _slip(code, known, value=value, suggested=nearest)


def _slip(code: str, known: Known, **numbers: int | str) -> Finding:
    return Finding(code=code, severity="soft", register_id=known.register_id, numbers=numbers)
