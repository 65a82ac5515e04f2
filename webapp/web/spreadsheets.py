"""Tables that people open in a spreadsheet: CSV that is read alike everywhere and runs nothing."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from flask import Response

Cell = str | date | Decimal | None
# What a spreadsheet would take for a formula; a quotation mark before it makes it text.
FORMULA = re.compile(r"\s*[=+\-@]|[\t\r]")
ODD = re.compile(r"[^A-Za-z0-9]+")


def csv_answer(
    *, name: Sequence[str], head: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Response:
    """A CSV file to keep: UTF-8 with its mark, so that m³ survives, commas, decimal points."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_cell(one) for one in head])
    writer.writerows([_cell(one) for one in row] for row in rows)
    answer = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{_file_name(name)}"'
    return answer


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"  # A number below nothing is no formula.
    return f"'{value}" if FORMULA.match(value) else value


def _file_name(parts: Sequence[str]) -> str:
    return "-".join(ODD.sub("-", part).strip("-") for part in parts) + ".csv"
