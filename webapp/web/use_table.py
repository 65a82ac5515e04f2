"""The consumption as rows of a file: what each meter counted in each month."""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext

from webapp.domain.quantities import value_text
from webapp.domain.use_rows import use_rows
from webapp.queries.consumption import Consumption
from webapp.web.spreadsheets import Cell


def use_head() -> list[str]:
    """The names of the columns."""
    return [
        gettext("month"),
        gettext("from"),
        gettext("to"),
        gettext("amount"),
        gettext("unit"),
        gettext("kind"),
        gettext("meter"),
        gettext("register"),
        gettext("degree days"),
        gettext("amount as if both years had been equally cold"),
    ]


def use_table(*, found: Consumption, today: date) -> Iterator[list[Cell]]:
    """One row a month and meter, oldest first, register by register."""
    for series in found.series:
        for device in reversed(series.devices):
            for row in use_rows(
                spans=device.spans, place=series.spans, today=today, weather=found.weather
            ):
                yield [
                    row.month.strftime("%Y-%m"),
                    row.first,
                    row.last,
                    value_text(row.amount),
                    series.unit,
                    gettext("estimated") if row.guessed else gettext("measured"),
                    device.serial,
                    series.label or series.obis,
                    _text(row.degree_days),
                    _text(row.corrected),
                ]


def _text(value: int | None) -> str | None:
    return None if value is None else value_text(value)
