"""The phone's memory: full, emptied, and through an update."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e.faults import program_error
from e2e.person import Person
from e2e.proxy import FaultProxy
from e2e.server import Server, copy_project

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("room", [80_000, 0], ids=["for the draft", "for nothing"])
def test_a_full_phone_says_so_while_the_photo_is_still_there(
    anna: Person, server: Server, photo: Path, room: int
) -> None:
    anna.phone.leave_network()
    anna.phone.fill_up(room=room)
    anna.capture.open()
    anna.capture.fill_in("1077", photo)
    anna.capture.save()

    expect(anna.capture.not_saved).to_contain_text("no room left on this phone")
    assert not anna.capture.saved.is_visible()
    assert anna.phone.page.locator("mp-photo img[src]").first.is_visible()
    assert anna.capture.typed_value == "1077"
    assert [one for one in anna.phone.records() if one["state"] != "draft"] == []

    # Something was cleared up: the same tap now saves.
    anna.phone.clear_up()
    anna.capture.save()
    anna.capture.saved.wait_for()
    (record,) = anna.phone.records()
    assert record["photo"]["bytes"] > 0
    anna.phone.find_network()
    anna.phone.until(lambda: server.truth.submission(record["id"]))


def test_an_emptied_memory_is_said_and_nothing_breaks(anna: Person, photo: Path) -> None:
    anna.phone.leave_network()
    record_id = anna.read_meter("1077", photo)
    anna.outbox.open()
    anna.outbox.item(record_id).wait_for()

    anna.phone.empty_memory()

    expect(anna.outbox.note("lost")).to_contain_text("emptied its memory")
    assert anna.phone.complaints == []

    # With a network the phone is as good as new.
    anna.phone.find_network()
    anna.phone.visit("/")
    anna.phone.ready_for_no_network()
    again = anna.read_meter("1077", photo)
    assert anna.phone.record(again)["state"] != "draft"


@pytest.fixture
def updated(server: Server, tmp_path: Path) -> Iterator[Server]:
    """The same world served by a newer version of the app."""
    project = copy_project(tmp_path / "newer")
    worker = project / "webapp/static/sw.js"
    worker.write_text(worker.read_text() + "\n// a newer version\n")
    newer = Server(data=server.data, root=project)
    newer.start()
    yield newer
    newer.stop()
    shutil.rmtree(project)


def test_an_update_is_offered_and_keeps_what_waits(
    anna: Person, proxy: FaultProxy, server: Server, updated: Server, photo: Path
) -> None:
    proxy.on_post(program_error(503, "busy"), times=None)
    ids = [anna.read_meter(value, photo) for value in ("1076", "1077")]
    before = shells(anna)
    proxy.upstream = updated.port

    anna.phone.visit("/outbox")
    offer = anna.phone.page.get_by_role("button", name="Use it now")
    offer.wait_for()
    assert set(before) < set(shells(anna)), "the new version stands beside the old one"
    assert anna.phone.page.evaluate(WAITING), "nobody was asked before the update"

    with anna.phone.page.expect_event("load"):
        offer.click()
    anna.phone.until(lambda: len(shells(anna)) == 1)
    assert shells(anna) != before
    anna.outbox.open()
    assert [anna.outbox.state_of(one) for one in ids] == ["waiting", "waiting"]
    assert all(one["photo"]["bytes"] for one in anna.phone.records())

    proxy.heal()
    proxy.upstream = updated.port
    anna.outbox.send_now()
    for record_id in ids:
        anna.outbox.in_state(record_id, "received").wait_for()
        assert len(server.truth.submission(record_id)) == 1


def shells(anna: Person) -> list[str]:
    """The versions of the app that the phone holds."""
    names: list[str] = anna.phone.page.evaluate("caches.keys()")
    return [name for name in names if name.startswith("shell:")]


WAITING = "async () => !!(await navigator.serviceWorker.getRegistration()).waiting"
