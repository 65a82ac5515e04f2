"""What an estimate said, and what the next real reading then showed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from webapp.domain.consumption import Counted, spans_of
from webapp.domain.use_by_year import share

GUESSED_KINDS = frozenset({"estimated", "estimated_agreed"})
# Worked out from a real reading: neither a guess to be judged nor something that judges one.
WORKED_OUT = frozenset({"prorated"})


@dataclass(frozen=True, kw_only=True)
class Known(Counted):
    """An official reading, and whether billing has been told of it.

    `rollovers`: 1 if it was decided that the counter has passed zero since the one before.
    """

    id: int
    billed: bool
    rollovers: int = 0


@dataclass(frozen=True, kw_only=True)
class EstimateCompared:
    """An estimate beside what the meter really counted; amounts in thousandths of what is billed.

    `off` is how much too much (or, below nought, too little) was estimated; None while no real
    reading has followed. `shown` is that reading, `settled` whether billing knows of it.
    """

    day: date
    value: int
    off: int | None = None
    shown: Counted | None = None
    settled: bool = False


def estimates_compared(
    *, readings: Sequence[Known], digits: int, multiplier: int
) -> list[EstimateCompared]:
    """Every estimate of a register, newest first; `readings` are official, oldest first.

    Between two real readings the use is spread evenly. An estimate without a real reading before
    it cannot be judged and is left out.
    """
    found = []
    for place, reading in enumerate(readings):
        before = _last_real(readings[:place])
        if reading.kind not in GUESSED_KINDS or before is None:
            continue
        after = _first_real(readings[place + 1 :])
        found.append(_compared(reading, before, after, digits=digits, multiplier=multiplier))
    return [one for one in reversed(found) if one is not None]


def _compared(
    guess: Known, before: Known, after: Known | None, *, digits: int, multiplier: int
) -> EstimateCompared | None:
    if after is None:
        return EstimateCompared(day=guess.day, value=guess.value)
    guessed = _used([before, guess], digits, multiplier)
    counted = spans_of(readings=[before, after], digits=digits, multiplier=multiplier)
    if guessed is None or not counted:
        return None
    really = share(span=counted[0], after=before.day, until=guess.day)
    return EstimateCompared(
        day=guess.day, value=guess.value, off=guessed - really, shown=after, settled=after.billed
    )


def _used(pair: Sequence[Known], digits: int, multiplier: int) -> int | None:
    spans = spans_of(readings=pair, digits=digits, multiplier=multiplier)
    return spans[0].amount if spans else None


def _last_real(readings: Sequence[Known]) -> Known | None:
    return next((one for one in reversed(readings) if _is_real(one)), None)


def _first_real(readings: Collection[Known]) -> Known | None:
    return next((one for one in readings if _is_real(one)), None)


def _is_real(reading: Known) -> bool:
    return reading.kind not in GUESSED_KINDS | WORKED_OUT
