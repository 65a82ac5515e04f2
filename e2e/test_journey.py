"""The main job, from the cellar to the bill."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e.pages import DeskScreen
from e2e.person import Person
from e2e.proxy import FaultProxy
from e2e.server import Server

pytestmark = pytest.mark.journey
VALUE = re.compile(r"1[,\s]?077")


def test_a_reading_taken_with_no_network_reaches_the_clerk_once_and_becomes_billable(
    person: Callable[..., Person], proxy: FaultProxy, server: Server, desk: DeskScreen, photo: Path
) -> None:
    anna = person(None)
    phone = anna.phone

    # One visit, with a network.
    anna.sign_in.open()
    anna.sign_in.sign_in("anna@demo.test")
    phone.ready_for_no_network()
    phone.close()

    # In the cellar: the app opens, and keeps a reading with its photo.
    phone.open(offline=True)
    record_id = anna.read_meter("1077", photo)
    assert phone.record(record_id)["photo"]["bytes"] > 0

    # The battery falls out.
    phone.kill()
    phone.open(offline=True)
    anna.outbox.open()
    assert anna.outbox.state_of(record_id) == "waiting"
    assert server.truth.submission(record_id) == []

    # Upstairs again.
    phone.find_network()
    anna.outbox.in_state(record_id, "received").wait_for()
    assert len(server.truth.submission(record_id)) == 1
    assert server.truth.claims(record_id) == [1_077_000]
    assert server.truth.photos(record_id) == 1
    assert len(proxy.sent(record_id)) == 1
    stub = phone.record(record_id)
    assert stub["receipt"] == server.truth.submission(record_id)[0]["receipt"]
    assert stub["photo"]["bytes"] is None, "the picture leaves only after the receipt"

    # The clerk looks at it.
    assert server.truth.official(record_id) == []
    desk.open()
    desk.accept(record_id)
    assert [row["value"] for row in server.truth.official(record_id)] == [1_077_000]

    # And Anna sees what became of it.
    anna.home.open()
    expect(phone.page.locator("main")).to_contain_text(VALUE)
    anna.home.open_readings()
    expect(anna.home.newest_reading).to_contain_text(VALUE)
    anna.outbox.open()
    anna.outbox.in_state(record_id, "decided").wait_for()
    assert phone.complaints == []


def test_a_camera_that_closes_the_app_costs_nothing(anna: Person) -> None:
    anna.phone.leave_network()
    anna.capture.open()
    anna.capture.type_value("1078")
    anna.capture.reach_for_the_camera()
    anna.phone.until(lambda: [one["state"] for one in anna.phone.records()] == ["draft"])

    anna.phone.kill()
    anna.phone.open(offline=True)
    anna.phone.visit("/capture")
    anna.phone.page.locator("mp-capture[data-live]").wait_for()

    assert "37461" in anna.capture.chosen_meter
    assert anna.capture.typed_value == "1078"


def test_the_app_opened_by_itself_after_the_kill_sends_without_being_asked(
    anna: Person, server: Server, photo: Path
) -> None:
    anna.phone.leave_network()
    record_id = anna.read_meter("1077", photo)
    anna.phone.kill()

    anna.phone.open("/")

    anna.phone.until(lambda: server.truth.submission(record_id), what="for the reading to arrive")
    assert len(server.truth.submission(record_id)) == 1


def test_a_closed_app_sends_by_itself_when_the_network_returns(
    anna: Person, server: Server, photo: Path
) -> None:
    anna.phone.leave_network()
    record_id = anna.read_meter("1077", photo)
    anna.phone.put_away()

    anna.phone.find_network()

    anna.phone.until(lambda: server.truth.submission(record_id), what="for the browser to send it")
    assert len(server.truth.submission(record_id)) == 1
