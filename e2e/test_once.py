"""Exactly once, whatever breaks between the phone and the receipt."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e.faults import CutUpload, Delay, DropReply, HoldReply, program_error
from e2e.pages import OutboxScreen
from e2e.person import Person
from e2e.proxy import FaultProxy
from e2e.server import Server

HOLD = """() => new Promise((held) => {
  navigator.locks.request("outbox", () => new Promise((end) => { window.letGo = end; held(); }));
})"""

pytestmark = pytest.mark.journey


def test_two_tabs_send_each_reading_once(
    anna: Person, proxy: FaultProxy, server: Server, photo: Path
) -> None:
    anna.phone.leave_network()
    ids = [anna.read_meter(value, photo) for value in ("1076", "1077", "1078")]
    anna.outbox.open()
    other = OutboxScreen(anna.phone.new_tab("/outbox"), anna.phone.address)
    slow = proxy.on_post(Delay(0.5), times=None)

    anna.phone.find_network()
    anna.phone.until(lambda: slow.strikes)
    anna.phone.page.wait_for_timeout(200)
    other.send_now()

    for record_id in ids:
        anna.outbox.in_state(record_id, "received").wait_for()
    assert [len(proxy.sent(record_id)) for record_id in ids] == [1, 1, 1]
    assert [len(server.truth.submission(record_id)) for record_id in ids] == [1, 1, 1]


def test_a_press_while_another_tab_sends_counts_when_that_has_ended(
    anna: Person, proxy: FaultProxy, server: Server, photo: Path
) -> None:
    proxy.on_post(program_error(503, "busy"), times=None)
    record_id = anna.read_meter("1077", photo)
    anna.outbox.open()
    for times in range(2, 7):
        # Often enough that its own next try is far away.
        anna.phone.until(lambda: tried_in_vain(anna, record_id))
        anna.outbox.send_now()
        anna.phone.until(lambda n=times: anna.phone.record(record_id)["attempts"] >= n)
    anna.phone.until(lambda: tried_in_vain(anna, record_id))
    other = anna.phone.new_tab("/account")
    other.evaluate(HOLD)
    proxy.heal()
    anna.outbox.send_now()
    expect(anna.phone.page.get_by_text("It is being sent already.")).to_be_visible()
    assert server.truth.submission(record_id) == []

    other.evaluate("letGo()")
    anna.outbox.in_state(record_id, "received").wait_for()
    assert len(server.truth.submission(record_id)) == 1


@pytest.mark.parametrize("fault", [DropReply(), CutUpload(after=3_000)], ids=["reply", "upload"])
def test_what_is_lost_on_the_way_is_sent_again_and_kept_once(
    anna: Person, proxy: FaultProxy, server: Server, photo: Path, fault: DropReply
) -> None:
    anna.phone.leave_network()
    record_id = anna.read_meter("1077", photo)
    # A browser may itself repeat a request whose connection breaks: that one is lost as well.
    proxy.on_post(fault, times=None)
    anna.outbox.open()

    anna.phone.find_network()
    anna.phone.until(lambda: tried_in_vain(anna, record_id))
    lost = len(proxy.sent(record_id))
    assert anna.phone.record(record_id)["photo"]["bytes"] > 0
    proxy.heal()
    anna.outbox.send_now()
    anna.outbox.in_state(record_id, "received").wait_for()

    assert len(proxy.sent(record_id)) == lost + 1
    assert len(server.truth.submission(record_id)) == 1
    receipt = server.truth.submission(record_id)[0]["receipt"]
    assert receipt in anna.outbox.item(record_id).inner_text()


def tried_in_vain(anna: Person, record_id: str) -> bool:
    """Sent at least once, and waiting again."""
    record = anna.phone.record(record_id)
    return record["attempts"] > 0 and record["state"] == "waiting"


def test_a_worker_stopped_in_the_middle_leaves_a_reading_that_is_sent_again(
    anna: Person, proxy: FaultProxy, server: Server, photo: Path
) -> None:
    anna.phone.leave_network()
    record_id = anna.read_meter("1077", photo)
    anna.phone.find_network()
    held = proxy.on_post(HoldReply(), times=None)
    anna.let_the_worker_send()
    anna.phone.until(lambda: held.strikes and server.truth.submission(record_id))

    anna.phone.stop_workers()
    assert anna.phone.record(record_id)["state"] == "sending"
    proxy.heal()

    anna.outbox.open()
    anna.outbox.in_state(record_id, "received").wait_for()
    assert len(server.truth.submission(record_id)) == 1
    assert len(proxy.sent(record_id)) == 2


def test_one_bad_reading_holds_up_nobody(anna: Person, server: Server, photo: Path) -> None:
    anna.phone.leave_network()
    first = anna.read_meter("1077", photo)
    bad = anna.read_meter("1078", photo)
    last = anna.read_meter("1079", photo)
    # The meter was exchanged while its reading waited here.
    anna.exchange_meter_of(bad)
    anna.outbox.open()

    anna.phone.find_network()

    for good in (first, last):
        anna.outbox.in_state(good, "received").wait_for()
    anna.outbox.in_state(bad, "needs-you").wait_for()
    sentence = "Meter 99999 is not among the meters you may read"
    assert sentence in anna.outbox.item(bad).inner_text()
    assert server.truth.submission(bad) == []
    assert anna.phone.record(bad)["photo"]["bytes"] > 0
