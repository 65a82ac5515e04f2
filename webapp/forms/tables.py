"""A table in a file, read line by line, so that a file of any length needs the same memory."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

LONGEST_CELL = 2_000


@dataclass(frozen=True, kw_only=True)
class Cells:
    """One line of a table by the names of its columns; what is empty is not there."""

    line: int
    values: dict[str, str]

    def get(self, name: str) -> str | None:
        """What stands in the column, or None."""
        return self.values.get(name)

    def need(self, name: str) -> str:
        """What stands in the column; raises Refusal where nothing does."""
        value = self.values.get(name)
        if value is None:
            raise Refusal(
                "import_row", N_("Nothing stands under %(column)s."), field=name, column=name
            )
        return value


def cells_of(*, file: TextIO, required: Sequence[str], optional: Sequence[str]) -> Iterator[Cells]:
    """The lines of a CSV file with commas or semicolons; raises Refusal for no such table."""
    try:
        head = file.readline()
        delimiter = ";" if ";" in head else ","
        names = [n.strip().lower() for n in next(csv.reader([head], delimiter=delimiter), [])]
        _check(names, required)
        wanted = {place: name for place, name in enumerate(names) if name in {*required, *optional}}
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        for cells in reader:
            found = _values(cells, wanted)
            if found:
                yield Cells(line=reader.line_num + 1, values=found)
    except csv.Error as error:
        raise _no_table(N_("This cannot be read as a table of values.")) from error
    except UnicodeDecodeError as error:
        raise _no_table(N_("The file must be text in UTF-8.")) from error


def _check(names: Sequence[str], required: Sequence[str]) -> None:
    missing = [name for name in required if name not in names]
    if missing:
        raise Refusal(
            "import_file",
            N_("The first line must name the columns; missing: %(columns)s."),
            field="file",
            columns=", ".join(missing),
        )
    if len(set(names)) < len(names):
        raise _no_table(N_("The first line names a column twice."))


def _values(cells: Sequence[str], wanted: dict[int, str]) -> dict[str, str]:
    return {
        name: cells[place].strip()[:LONGEST_CELL]
        for place, name in wanted.items()
        if place < len(cells) and cells[place].strip()
    }


def _no_table(sentence: str) -> Refusal:
    return Refusal("import_file", sentence, field="file")
