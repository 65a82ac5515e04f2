"""A file for a spreadsheet: nothing in it runs, everything in it survives."""

import csv
import io
from datetime import date

import pytest

from webapp.web.spreadsheets import csv_answer


def cells(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def made(*row):
    return csv_answer(name=("use", "37461"), head=("what",), rows=[row])


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "=cmd|' /C calc'!A0"]
)
def test_what_would_run_is_text(text):
    assert cells(made(text))[1] == [f"'{text}"]


@pytest.mark.parametrize("text", ["37461", "m³", 'a "b", c', "1-0:1.8.1", "", "12.5"])
def test_what_would_not_run_stays_as_it_is(text):
    assert cells(made(text))[1] == [text]


def test_days_are_iso_and_what_is_not_known_is_empty():
    assert cells(made(date(2026, 1, 31), None))[1] == ["2026-01-31", ""]


def test_the_name_of_the_file_holds_nothing_odd():
    answer = csv_answer(name=("use", '../"x"\r\n', "2026-01-31"), head=(), rows=[])
    assert answer.headers["Content-Disposition"] == 'attachment; filename="use-x-2026-01-31.csv"'
