"""A file of degree days: a day and how cold it was, a line each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webapp.domain.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class ColdDay:
    """A day with its heating degree days, in thousandths."""

    day: date
    value: int


@dataclass(frozen=True, kw_only=True)
class RowFault:
    """A line of the file that cannot be taken, and why."""

    line: int
    refusal: Refusal


@dataclass(frozen=True, kw_only=True)
class WeatherFile:
    """The days of the file in its order, and its faults; with any fault nothing is imported."""

    sha256: str
    days: Sequence[ColdDay]
    faults: Sequence[RowFault]


@dataclass(frozen=True, kw_only=True)
class WeatherImported:
    """What an import changed: days that were new, had another value, or stood there already."""

    added: int
    replaced: int
    same: int
