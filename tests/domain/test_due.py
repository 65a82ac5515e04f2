"""What a person should read now."""

from datetime import UTC, date, datetime, time, timedelta

from webapp.domain.due import due_meters
from webapp.domain.expectation import Dated
from webapp.domain.meters import MeterCard, RegisterCard
from webapp.domain.windows import WindowState

TODAY = date(2026, 11, 23)
NOW = datetime.combine(TODAY, time(9), UTC)


def days(number):
    return TODAY + timedelta(days=number)


def meter(number, *, window, read=None, kind="customer"):
    register = RegisterCard(
        id=number * 10, obis="", label="", unit="m³", digits=5, decimals=3, multiplier=1000,
        last=Dated(day=days(-read), value=1000) if read is not None else None,
        last_kind=kind if read is not None else None, band=None,
    )  # fmt: skip
    return MeterCard(
        id=number, company_id=1, company_name="", timezone="UTC", customer_id=1,
        service_point_id=number, serial=str(number), medium="heat", model="", address="",
        calibrated_on=None, calibrated_until=None, window=window, registers=(register,),
    )  # fmt: skip


ALWAYS = WindowState(open=True, from_=days(-400))
SOON_OVER = WindowState(open=True, from_=days(-3), to=days(5))
CLOSED = WindowState(open=False, next_from=days(9))


def due(*meters, sent=()):
    return due_meters(meters=meters, sent=sent, now=NOW)


def ids(meters):
    return [one.id for one in meters]


def test_open_ones_are_to_read_the_soonest_end_first():
    found = due(meter(1, window=ALWAYS), meter(2, window=CLOSED), meter(3, window=SOON_OVER))
    assert ids(found.to_read) == [3, 1]
    assert found.last_day == days(4)
    assert found.next_from == days(9)


def test_what_waits_for_the_company_is_done():
    found = due(meter(1, window=ALWAYS), sent={1})
    assert (ids(found.to_read), ids(found.done)) == ([], [1])


def test_a_reading_of_this_window_is_done_and_an_older_one_is_not():
    assert ids(due(meter(1, window=SOON_OVER, read=2)).done) == [1]
    assert ids(due(meter(1, window=SOON_OVER, read=4)).to_read) == [1]
    assert ids(due(meter(1, window=ALWAYS, read=14)).done) == [1]
    assert ids(due(meter(1, window=ALWAYS, read=15)).to_read) == [1]


def test_an_estimate_is_no_reading():
    assert ids(due(meter(1, window=ALWAYS, read=1, kind="estimated")).to_read) == [1]


def test_nothing_planned_is_nothing_due():
    found = due(meter(1, window=WindowState(open=False)))
    assert (found.to_read, found.done, found.last_day, found.next_from) == ((), (), None, None)
