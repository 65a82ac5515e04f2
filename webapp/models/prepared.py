"""Queries whose text is written once: from call to call only the values change.

Peewee puts the same statement together anew for every call, and that costs several times what the
database then needs for it. Pages that everybody opens keep the text instead:

    @prepared
    def _windows(*, company_id: int, points: Sequence[int], today: date) -> Any:
        return ReadingWindow.select().where(
            ReadingWindow.company_id == company_id,
            ReadingWindow.service_point_id.in_(points),
            ReadingWindow.closes_on > today,
        )

    rows = _windows.dicts(company_id=1, points=[7, 8], today=today)

The function is called once for each shape of its arguments and gets a place holder for each value;
what it must look at (None, True, a list's length) it sees as it is. It cannot reckon with a value:
`today + a_day` is worked out by the caller.
"""

from collections.abc import Callable, Iterator
from datetime import date
from enum import Enum
from typing import Any, NamedTuple

from peewee import BigIntegerField, DateField, IntegerField, Node, TextField

from webapp.models.base import database

Row = dict[str, Any]
# A list of another length is another text; nobody has so many kinds of lists by accident.
MOST_TEXTS = 500


def prepared(build: Callable[..., Any]) -> "Prepared":
    """Keep the text of the query that this function builds; see the top of the file."""
    return Prepared(build)


class Prepared:
    """A query that is built once a shape of its arguments, and then only carried out."""

    def __init__(self, build: Callable[..., Any]) -> None:
        self.__doc__ = build.__doc__
        self._build = build
        self._texts: dict[Any, _Text] = {}

    def dicts(self, **given: Any) -> list[Row]:
        """The rows as dictionaries by column or alias, converted as the columns say."""
        text, rows = self._carry_out(given)
        names = text.names
        return [dict(zip(names, row, strict=True)) for row in text.converted(rows)]

    def tuples(self, **given: Any) -> list[tuple[Any, ...]]:
        """The rows as plain tuples, converted as the columns say."""
        text, rows = self._carry_out(given)
        return list(text.converted(rows))

    def raw(self, **given: Any) -> list[tuple[Any, ...]]:
        """The rows as the engine gives them: for unions, whose columns are those of no field."""
        text, values = self._text_for(given)
        return text.asked(values).fetchall()

    def first(self, **given: Any) -> Row | None:
        """The first row, or None; the query limits itself."""
        rows = self.dicts(**given)
        return rows[0] if rows else None

    def _carry_out(self, given: Row) -> tuple["_Text", list[tuple[Any, ...]]]:
        text, values = self._text_for(given)
        cursor = text.asked(values)
        text.know_columns(cursor)
        return text, cursor.fetchall()

    def _text_for(self, given: Row) -> tuple["_Text", list[Any]]:
        values: list[Any] = []
        shape = (type(database.obj), *((name, _shape(of, values)) for name, of in given.items()))
        text = self._texts.get(shape)
        return text or self._learn(shape, given), values

    def _learn(self, shape: Any, given: Row) -> "_Text":
        if len(self._texts) >= MOST_TEXTS:
            self._texts.clear()
        places = iter(range(1_000_000))
        query = self._build(**{name: _with_places(of, places) for name, of in given.items()})
        text = self._texts[shape] = _Text(query)
        return text


class _Text:
    def __init__(self, query: Any) -> None:
        self._query = query.dicts()
        self.sql, parameters = self._query.sql()
        self.places = [p if isinstance(p, _Place) else _Constant(p) for p in parameters]
        self.names: tuple[str, ...] = ()
        self._converters: tuple[tuple[int, Callable[[Any], Any]], ...] = ()

    def asked(self, values: list[Any]) -> Any:
        """The cursor after asking with these values."""
        return database.execute_sql(self.sql, [one.of(values) for one in self.places])

    def know_columns(self, cursor: Any) -> None:
        """Learn from the first answer what peewee would call and make of the columns."""
        if not self.names:
            rows = self._query._get_cursor_wrapper(cursor)
            rows.initialize()
            readers = ((index, _reader(rows.converters[index])) for index in rows.convert)
            self._converters = tuple((index, read) for index, read in readers if read)
            self.names = tuple(rows.unique_columns)

    def converted(self, rows: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """The rows with moments, days and truths in place of what the engine keeps."""
        return map(self._convert, rows) if self._converters else iter(rows)

    def _convert(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for index, convert in self._converters:
            values[index] = convert(values[index])
        return tuple(values)


def _reader(convert: Any) -> Callable[[Any], Any] | None:
    """How to read a column; None where both engines give what the field would make of it."""
    kind = type(_field_of(convert))
    if kind in AS_THEY_ARE:
        return None
    return _day if kind is DateField else convert


AS_THEY_ARE = (BigIntegerField, IntegerField, TextField)


def _field_of(convert: Any) -> Any:
    # What peewee makes of a function's first argument, such as COALESCE's, it wraps once more.
    wrapped = getattr(convert, "__closure__", None)
    return getattr(wrapped[0].cell_contents if wrapped else convert, "__self__", None)


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


class _Place(NamedTuple):
    """Where a value of the call goes, and how its column writes it."""

    at: int
    write: Callable[[Any], Any] | None

    def of(self, values: list[Any]) -> Any:
        value = values[self.at]
        return self.write(value) if self.write else value


class _Constant(NamedTuple):
    """What the query itself says."""

    value: Any

    def of(self, _values: list[Any]) -> Any:
        return self.value


class _Hole(Node):  # type: ignore[misc]
    """Stands in the query for a value that comes with each call."""

    def __init__(self, index: int) -> None:
        self._index = index

    def __sql__(self, ctx: Any) -> Any:
        return ctx.value(_Place(self._index, ctx.state.converter), converter=False)


def _shape(of: Any, values: list[Any]) -> Any:
    """What decides the text; the values on the way are put aside in their order."""
    if isinstance(of, list | tuple):
        return tuple(_shape(one, values) for one in of)
    if _is_plain(of):
        return of
    values.append(of)
    return _Hole


def _with_places(of: Any, places: Iterator[int]) -> Any:
    if isinstance(of, list | tuple):
        return tuple(_with_places(one, places) for one in of)
    return of if _is_plain(of) else _Hole(next(places))


def _is_plain(of: Any) -> bool:
    return of is None or isinstance(of, bool | Enum)
