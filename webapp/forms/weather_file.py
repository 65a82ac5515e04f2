"""The shape of a file of degree days: `day` and `degree_days`, split by comma or semicolon."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date

from webapp.domain.days import plain_day
from webapp.domain.quantities import SCALE
from webapp.domain.refusals import Refusal
from webapp.domain.weather_file import ColdDay, RowFault, WeatherFile
from webapp.domain.words import N_

COLUMNS = ("day", "degree_days")
NUMBER = re.compile(r"(\d{1,3})(?:[.,](\d{1,9}))?", re.ASCII)
# Nowhere that people heat is it colder for a whole day than this many degrees below a warm room.
COLDEST = 90 * SCALE


def parse_weather_file(data: bytes, *, today: date) -> WeatherFile:
    """The days of the file, and every line that cannot be taken; raises Refusal for no such file.

    `today` is the company's: a day that is still to come has no weather yet.
    """
    rows = list(_rows(data))
    if not rows:
        raise _no_file(N_("The file holds no days."))
    days: list[ColdDay] = []
    faults: list[RowFault] = []
    seen: dict[date, int] = {}
    for line, cells in rows:
        try:
            days.append(_day(cells, line, seen, today))
        except Refusal as refusal:
            faults.append(RowFault(line=line, refusal=refusal))
    return WeatherFile(sha256=hashlib.sha256(data).hexdigest(), days=days, faults=faults)


def _rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _text(data)
    head, _, _ = text.partition("\n")
    delimiter = ";" if ";" in head else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if any(column not in names for column in COLUMNS):
            raise _no_file(N_("The first line must name the columns day and degree_days."))
        places = [names.index(column) for column in COLUMNS]
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, _picked(cells, places)
    except csv.Error as error:
        raise _no_file(N_("This cannot be read as a table of values.")) from error


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _no_file(N_("The file must be text in UTF-8.")) from error


def _picked(cells: Sequence[str], places: Sequence[int]) -> list[str]:
    return [cells[place].strip() if place < len(cells) else "" for place in places]


def _day(cells: Sequence[str], line: int, seen: dict[date, int], today: date) -> ColdDay:
    day = _date(cells[0])
    if day >= today:
        raise Refusal("weather", N_("%(text)s is not over yet."), text=cells[0])
    if day in seen:
        raise Refusal("weather", N_("This day stands in line %(line)s already."), line=seen[day])
    seen[day] = line
    return ColdDay(day=day, value=_value(cells[1]))


def _date(text: str) -> date:
    try:
        return plain_day(text)
    except ValueError as error:
        raise Refusal(
            "weather", N_("“%(text)s” is no day such as 2026-01-31."), text=text[:40]
        ) from error


def _value(text: str) -> int:
    match = NUMBER.fullmatch(text)
    if match is None:
        raise Refusal(
            "weather", N_("“%(text)s” is no number of degree days such as 12.5."), text=text[:40]
        )
    digits = (match.group(2) or "").ljust(4, "0")
    value = int(match.group(1)) * SCALE + (int(digits[:4]) + 5) // 10
    if value > COLDEST:
        raise Refusal("weather", N_("%(text)s degree days in one day cannot be."), text=text[:40])
    return value


def _no_file(sentence: str) -> Refusal:
    return Refusal("weather", sentence, field="file")
