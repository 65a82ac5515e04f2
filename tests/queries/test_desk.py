"""The desk's questions: the right rows, for the right clerk."""

import hashlib
import uuid
from datetime import datetime, timedelta

import pytest

from tests.conftest import picture
from webapp.actions.decisions import accept
from webapp.actions.exchanges import exchange_meter
from webapp.actions.submissions import submit_reading
from webapp.domain.captures import Capture, ClaimedValue, PhotoNote
from webapp.domain.exchanges import NewMeter, NewRegister
from webapp.queries.desk import desk_with, open_item, queue_only
from webapp.queries.desk_queue import View, next_waiting


@pytest.fixture
def send(world, now, storage):
    def one(
        name, value, *, register="hot", serial="37461", ago=timedelta(minutes=1), more=(),
        photo=None, taken_at=None,
    ):  # fmt: skip
        claims = {world.registers[register]: value}
        claims |= {world.registers[key]: text for key, text in more}
        capture = Capture(
            id=str(uuid.uuid4()),
            meter=serial,
            registers=tuple(ClaimedValue(register_id=k, value=v) for k, v in claims.items()),
            captured_at=now - ago,
            photo=photo and _note(photo, taken_at),
        )
        submit_reading(
            person=world.person(name), capture=capture, photos={"photo": photo} if photo else {},
            channel="app", now=now - ago, storage=storage,
        )  # fmt: skip
        return capture.id

    return one


def _note(photo, taken_at):
    digest = hashlib.sha256(photo).hexdigest()
    return PhotoNote(bytes=len(photo), sha256=digest, taken_at=taken_at)


@pytest.fixture
def clerk(world):
    return world.person("clerk")


def test_the_queue_counts_and_dates_the_oldest(clerk, send, now):
    hours = [timedelta(hours=h) for h in (3, 1)]
    ids = [send("anna", "1077", ago=hours[0]), send("szabo", "1075", register="strange",
           serial="11873", ago=hours[1])]  # fmt: skip
    queue = queue_only(person=clerk, view=View(), now=now).queue
    assert [row.id for row in queue.rows] == ids
    assert queue.waiting == 2
    assert abs(queue.oldest - (now - hours[0])) < timedelta(seconds=1)
    assert (queue.older, queue.newer) == (None, None)


def test_findings_come_worst_first_and_once(world, send, now):
    power = send("clara", "900", register="power", more=[("power1", "99999")])
    contents = (
        queue_only(person=world.person("foreign_clerk"), view=View(), now=now)
        .queue.rows[0]
        .contents
    )
    assert [claim.label for claim in contents.claims] == ["Day", "Night"]
    assert [finding.code for finding in contents.findings] == ["V06", "V09"]
    assert power


def test_use_days_and_band_are_those_of_the_day_of_reading(clerk, send, world, now):
    item = open_item(person=clerk, submission_id=send("anna", "1077"), now=now)
    (judged,) = item.registers
    assert judged.previous.value == 1_073_000
    assert (judged.use.amount, judged.days) == (4_000, 24)
    assert judged.as_usual
    low, high = judged.usual
    assert 0 <= low < 4_000 < high
    assert judged.months[-1].first == world.today.replace(day=1)


def test_its_own_official_reading_is_not_what_came_before(clerk, send, now):
    opened = send("anna", "1077")
    accept(person=clerk, submission_id=opened, now=now)
    (judged,) = open_item(person=clerk, submission_id=opened, now=now).registers
    assert judged.previous.value == 1_073_000


def test_a_decided_one_carries_its_verdict(clerk, send, now):
    opened = send("anna", "1077")
    accept(person=clerk, submission_id=opened, now=now)
    facts = open_item(person=clerk, submission_id=opened, now=now).facts
    assert not facts.waits
    assert (facts.decided.verdict, facts.decided.name) == ("accept", "Kovács Éva")
    assert facts.sent == 1


def test_next_is_what_came_after_or_else_the_oldest(clerk, send, now):
    first, second, third = (send("anna", v, ago=timedelta(hours=h))
                            for v, h in (("1075", 3), ("1076", 2), ("1077", 1)))  # fmt: skip
    assert next_waiting(person=clerk, submission_id=first, now=now) == second
    assert next_waiting(person=clerk, submission_id=third, now=now) == first
    assert next_waiting(person=clerk, submission_id="nothing", now=now) == first


def test_the_last_one_has_no_next(clerk, send, now):
    assert next_waiting(person=clerk, submission_id=send("anna", "1077"), now=now) is None


def test_another_company_finds_nothing(world, send, now):
    opened, stranger = send("anna", "1077"), world.person("foreign_clerk")
    assert queue_only(person=stranger, view=View(), now=now).queue.rows == ()
    assert desk_with(person=stranger, submission_id=opened, view=View(), now=now) is None
    assert open_item(person=stranger, submission_id=opened, now=now) is None
    assert next_waiting(person=stranger, submission_id=opened, now=now) is None


@pytest.mark.parametrize("name", ["anna", "reader"])
def test_who_decides_nothing_finds_nothing(world, send, name, now):
    opened = send("anna", "1077")
    assert queue_only(person=world.person(name), view=View(), now=now).queue.rows == ()
    assert open_item(person=world.person(name), submission_id=opened, now=now) is None


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (None, None),
        ("yesterday", None),
        ("2020-05-17T08:30:00", "2020-05-17T08:30:00+02:00"),
        ("2020-05-17T08:30:00+00:00", "2020-05-17T10:30:00+02:00"),
    ],
)
def test_the_camera_s_own_time_is_shown_where_it_differs(clerk, send, world, written, shown, now):
    opened = send("anna", "1077", photo=picture(), taken_at=written)
    (photo,) = open_item(person=clerk, submission_id=opened, now=now).facts.photos.own
    assert photo.camera_time == (shown and datetime.fromisoformat(shown))


def test_a_camera_that_agrees_is_not_mentioned(clerk, send, now):
    taken_at = (now - timedelta(minutes=3)).isoformat()
    opened = send("anna", "1077", photo=picture(), taken_at=taken_at)
    (photo,) = open_item(person=clerk, submission_id=opened, now=now).facts.photos.own
    assert photo.camera_time is None


def test_after_an_exchange_the_months_go_on_and_say_where(clerk, world, send, now, storage):
    opened = send("anna", "3")
    done = exchange_meter(
        person=clerk,
        submission_id=opened,
        exchange=NewMeter(
            happened_on=world.today - timedelta(days=10),
            reason="calibration",
            serial="55001",
            registers=(
                NewRegister(
                    old_register_id=world.registers["hot"],
                    last="1074",
                    first="0",
                    digits=5,
                    decimals=3,
                    unit="m³",
                ),
            ),
        ),
        at_once=False,
        now=now,
    )
    (judged,) = open_item(person=clerk, submission_id=done.submission_id, now=now).registers
    assert judged.previous.value == 0
    assert judged.hung == (world.today - timedelta(days=10),)
    assert len(judged.marks) == 1
    known = [month.amount for month in judged.months if month.amount is not None]
    assert len(known) > 6, "the old meter's months are there, too"
    assert min(known) >= 0
