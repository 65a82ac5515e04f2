"""Readings in a billing file, and in one that `meterpost export` wrote.

Such a file tells what no longer counts as well. A file takes back nothing that stands, so what it
tells and takes back itself is not taken in at all; for that it is looked through beforehand.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TextIO

from webapp.domain.billing_files import COLUMNS, ReadingRow
from webapp.domain.meters import KIND_WORDS
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.forms.billing_cells import day, need_day, one_of, quantity, whole
from webapp.forms.tables import Cells, cells_of

COUNTS, VOID = "reading", "void"
SAME = ("meter", "medium", "register", "read_on", "value", "kind", "rollovers", "prorated_on")

Same = tuple[str | None, ...]


@dataclass(frozen=True, kw_only=True)
class _TakenBack:
    """What void lines of a file are about: few, whatever the length of the file."""

    keys: frozenset[str] = frozenset()
    again: frozenset[Same] = frozenset()
    """What they say that another line of the file says too, and that line counts."""


def reading_parser(file: TextIO) -> Callable[[Cells, str], ReadingRow]:
    """What turns a line of this file into a reading; the file is at its beginning afterwards."""
    known = _taken_back(file)
    return lambda cells, _currency: _reading(cells, known)


def _reading(cells: Cells, known: _TakenBack) -> ReadingRow:
    what = one_of(cells, "what", (COUNTS, VOID), COUNTS)
    key = cells.need("reading") if what == VOID else cells.get("reading")
    counts_on = day(cells, "prorated_on")
    counts_as = quantity(cells, "prorated_value")
    if (counts_on is None) != (counts_as is None):
        raise Refusal(
            "import_row",
            N_("prorated_on and prorated_value belong together."),
            field="prorated_value",
        )
    return ReadingRow(
        meter=cells.need("meter"),
        medium=cells.get("medium"),
        register=cells.get("register"),
        unit=cells.get("unit"),
        read_on=need_day(cells, "read_on"),
        value=cells.need("value"),
        kind=one_of(cells, "kind", KIND_WORDS, "company"),
        rollovers=whole(cells, "rollovers", most=1) or 0,
        prorated_on=counts_on,
        prorated_value=counts_as,
        told=key is not None,
        void=what == VOID,
        moot=_same(cells) in known.again if what == VOID else key in known.keys,
    )


def _taken_back(file: TextIO) -> _TakenBack:
    try:
        told = "what" in file.readline().lower()
    except UnicodeDecodeError:
        told = False  # and whoever reads the lines says so
    keys = dict(_void_lines(file)) if told else {}
    said = set(keys.values())
    again = {
        _same(cells)
        for cells in (_lines(file) if keys else ())
        if cells.get("what") != VOID and cells.get("reading") not in keys and _same(cells) in said
    }
    file.seek(0)
    return _TakenBack(keys=frozenset(keys), again=frozenset(again))


def _void_lines(file: TextIO) -> Iterator[tuple[str, Same]]:
    for cells in _lines(file):
        key = cells.get("reading")
        if cells.get("what") == VOID and key is not None:
            yield key, _same(cells)


def _lines(file: TextIO) -> Iterator[Cells]:
    file.seek(0)
    required, optional = COLUMNS["readings"]
    return cells_of(file=file, required=required, optional=optional)


def _same(cells: Cells) -> Same:
    return tuple(cells.get(name) for name in SAME)
