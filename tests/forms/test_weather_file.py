"""The shape of a file of degree days, and what is said of every line that does not fit."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.refusals import Refusal
from webapp.forms.weather_file import parse_weather_file

TODAY = date(2026, 11, 23)


def parsed(text):
    return parse_weather_file(text.encode(), today=TODAY)


def values(file):
    return {one.day.isoformat(): one.value for one in file.days}


@pytest.mark.parametrize(
    "text",
    [
        "day,degree_days\n2026-01-01,12.5\n2026-01-02,0\n",
        "day;degree_days\n2026-01-01;12,5\n2026-01-02;0\n",
        "day;degree_days\r\n2026-01-01;12.50\r\n2026-01-02;0,000\r\n",
        '\ufeffDay,Degree_Days\n2026-01-01,"12,5"\n\n2026-01-02, 0 \n',
        "station;degree_days;day\nA;12.5;2026-01-01\nA;0;2026-01-02\n",
    ],
)
def test_commas_semicolons_and_either_decimal_sign(text):
    file = parsed(text)
    assert file.faults == []
    assert values(file) == {"2026-01-01": 12_500, "2026-01-02": 0}


def test_more_digits_than_thousandths_are_rounded():
    assert values(parsed("day,degree_days\n2026-01-01,1.23456\n")) == {"2026-01-01": 1_235}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2026-02-30,1", "no day such as"),
        ("20260101,1", "no day such as"),
        ("2026-W01-1,1", "no day such as"),
        ("01.02.2026,1", "no day such as"),
        ("2026-01-01,cold", "no number of degree days"),
        ("2026-01-01,-3", "no number of degree days"),
        ("2026-01-01,", "no number of degree days"),
        ("2026-01-01", "no number of degree days"),
        ("2026-01-01,91", "cannot be"),
        ("2026-11-23,1", "not over yet"),
        ("2025-12-31,1", "stands in line 2 already"),
    ],
)
def test_each_line_that_cannot_be_taken_says_why(row, said):
    file = parsed(f"day,degree_days\n2025-12-31,8\n{row}\n2026-01-09,7\n")
    (fault,) = file.faults
    assert fault.line == 3
    assert said in str(fault.refusal)
    assert len(file.days) == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "must name the columns"),
        (b"date,value\n2026-01-01,1\n", "must name the columns"),
        (b"day,degree_days\n", "holds no days"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b'day,degree_days\n"2026', "cannot be read as a table"),
    ],
)
def test_what_is_no_such_file_is_refused_whole(data, said):
    with pytest.raises(Refusal) as refused:
        parse_weather_file(data, today=TODAY)
    assert said in str(refused.value)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_break(data):
    with contextlib.suppress(Refusal):
        parse_weather_file(b"day,degree_days\n" + data, today=TODAY)
