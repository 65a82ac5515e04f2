"""Substitute values for meters nobody has read in their window."""

from datetime import timedelta

import pytest
from playhouse.test_utils import count_queries

from tests.readings import submitted
from webapp.actions.billing_list import list_for_billing
from webapp.actions.decisions import accept
from webapp.actions.estimates import take_estimate
from webapp.actions.undo import undo
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.undo import UNDO_FOR
from webapp.models.decisions import Decision
from webapp.models.meters import Meter
from webapp.models.reading_windows import ReadingWindow
from webapp.models.readings import Reading
from webapp.models.submissions import Submission
from webapp.queries import missing_readings as module
from webapp.queries.missing_readings import missing_readings
from webapp.queries.on_its_way import on_its_way


@pytest.fixture
def clerk(world):
    return world.person("clerk")


@pytest.fixture
def close(world):
    """Closes a meter's window so many days ago; it had opened twenty days before."""

    def shut(key, days_ago=2):
        point = Meter.get(Meter.id == world.meters[key]).service_point_id
        closes = world.today - timedelta(days=days_ago)
        ReadingWindow.update(opens_on=closes - timedelta(days=20), closes_on=closes).where(
            ReadingWindow.service_point_id == point
        ).execute()
        return point

    return shut


@pytest.fixture
def take(world, now, clerk):
    def call(point, value="1076", register="hot", **changes):
        given = {
            "person": clerk,
            "service_point_id": point,
            "values": {world.registers[register]: value},
            "read_on": world.today - timedelta(days=3),
            "now": now,
        }
        return take_estimate(**{**given, **changes})

    return call


def listed(person, now, after=None):
    return missing_readings(person=person, now=now, after=after)


class TestMissing:
    def test_a_window_that_closed_without_a_reading_is_listed(self, close, clerk, now, world):
        close("hot")
        (one,) = listed(clerk, now).rows
        assert (one.serial, one.customer_number) == ("37461", "SU0044")
        assert one.day == world.today - timedelta(days=3)
        (register,) = one.registers
        # Some four m³ a month since the 1073 of three weeks before.
        assert 1_074_000 <= register.value <= 1_078_000

    def test_open_windows_read_meters_and_waiting_ones_are_not(
        self, close, clerk, now, storage, world
    ):
        assert listed(clerk, now).rows == ()
        waiting = submitted(world, now=now, storage=storage)
        close("hot", days_ago=-1)
        close("hot")
        assert listed(clerk, now).rows == ()
        accept(person=clerk, submission_id=waiting, now=now)
        assert listed(clerk, now).rows == ()

    def test_long_ago_is_over(self, close, clerk, now):
        close("hot", days_ago=300)
        assert listed(clerk, now).rows == ()

    def test_each_company_sees_its_own(self, close, now, world):
        close("hot")
        close("power")
        assert [one.serial for one in listed(world.person("foreign_clerk"), now).rows] == ["37461"]
        assert listed(world.person("anna"), now).rows == ()

    def test_a_page_holds_one_windows_end_and_leads_on(self, close, clerk, now):
        close("hot", days_ago=2)
        close("heat", days_ago=3)
        first = listed(clerk, now)
        assert [one.serial for one in first.rows] == ["37461"]
        second = listed(clerk, now, after=first.after)
        assert ([one.serial for one in second.rows], second.after) == (["90112"], None)

    def test_pages_are_short(self, close, clerk, now, monkeypatch):
        monkeypatch.setattr(module, "PAGE", 1)
        close("hot")
        close("heat")
        seen, after = [], None
        while True:
            page = listed(clerk, now, after=after)
            seen += [one.serial for one in page.rows]
            after = page.after
            if after is None:
                break
        assert sorted(seen) == ["37461", "90112"]

    def test_it_asks_a_fixed_number_of_questions(self, close, clerk, now):
        close("hot")
        close("heat")  # heat asks for the weather, too
        with count_queries() as one:
            listed(clerk, now)
        close("hot")
        close("strange")
        with count_queries() as three:
            assert len(listed(clerk, now).rows) == 3
        assert three.count == one.count <= 7


class TestTaking:
    def test_it_is_official_and_named_as_an_estimate(self, close, take, clerk, now):
        sent = take(close("hot"))
        reading = Reading.get(Reading.submission_id == sent)
        assert (reading.kind, reading.value) == ("estimated", 1_076_000)
        row = Submission.get(Submission.id == sent)
        assert (row.kind, row.channel, row.state) == ("estimate", "desk", "accepted")
        assert row.account_id == clerk.account_id
        assert Decision.get(Decision.submission_id == sent).verdict == "accept"
        assert listed(clerk, now).rows == ()

    def test_billing_is_told(self, close, take, now):
        take(close("hot"))
        assert list_for_billing(now=now + UNDO_FOR * 2) == 1

    def test_the_customer_is_not_told_that_they_sent_it(self, close, take, world, now):
        take(close("hot"))
        assert on_its_way(person=world.person("anna"), now=now) == []

    def test_taken_twice_it_is_refused(self, close, take):
        point = close("hot")
        take(point)
        _refused("not_missing", take, point)

    @pytest.mark.parametrize(("value", "code"), [("x", "V01"), ("", "V01"), ("123456", "V01")])
    def test_what_does_not_fit_is_refused(self, close, take, value, code):
        _refused(code, take, close("hot"), value)
        assert Submission.select().count() == 0

    def test_only_for_the_windows_last_day(self, close, take, world):
        _refused("not_missing", take, close("hot"), read_on=world.today)

    @pytest.mark.parametrize("name", ["anna", "foreign_clerk", "reader"])
    def test_others_find_nothing(self, close, take, world, name):
        point = close("hot")
        with pytest.raises(NotFound):
            take(point, person=world.person(name))

    def test_undone_it_waits_and_is_still_an_estimate(self, close, take, clerk, now):
        sent = take(close("hot"))
        undo(person=clerk, submission_id=sent, now=now)
        accept(person=clerk, submission_id=sent, now=now)
        assert Reading.standing().where(Reading.submission_id == sent).get().kind == "estimated"


def _refused(code, call, *args, **given):
    with pytest.raises(Refusal) as refusal:
        call(*args, **given)
    assert refusal.value.code == code
