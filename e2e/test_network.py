"""Networks that are slow, silent, or lie."""

import time
from pathlib import Path

import pytest

from e2e.faults import Blackhole, program_error
from e2e.person import Person
from e2e.proxy import FaultProxy
from e2e.server import Server

pytestmark = pytest.mark.journey


def test_a_slow_network_still_delivers(
    anna: Person, proxy: FaultProxy, server: Server, photo: Path
) -> None:
    anna.phone.leave_network()
    record_id = anna.read_meter("1077", photo)
    size = anna.phone.record(record_id)["photo"]["bytes"]
    anna.outbox.open()
    proxy.rate = max(10_000, size // 4)

    began = time.monotonic()
    anna.phone.find_network()
    anna.outbox.in_state(record_id, "received").wait_for(timeout=40_000)

    assert time.monotonic() - began > 3, "the network was not slow at all"
    assert len(proxy.sent(record_id)) == 1
    assert len(server.truth.submission(record_id)) == 1


def test_a_network_that_swallows_everything_is_given_up_and_tried_again(
    anna: Person, proxy: FaultProxy, server: Server, photo: Path
) -> None:
    anna.phone.leave_network()
    record_id = anna.read_meter("1077", photo)
    swallowed = proxy.plan(Blackhole(), path="/sync/session")
    anna.outbox.open()
    anna.phone.find_network()
    anna.phone.until(lambda: swallowed.strikes)

    # Nobody touches anything: it gives up after ten seconds and tries again by itself.
    anna.outbox.in_state(record_id, "received").wait_for(timeout=40_000)

    assert len(server.truth.submission(record_id)) == 1


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_troubled_server_gets_it_later(
    anna: Person, proxy: FaultProxy, server: Server, photo: Path, status: int
) -> None:
    anna.phone.leave_network()
    record_id = anna.read_meter("1077", photo)
    anna.outbox.open()
    trouble = program_error(status, "busy", **{"Retry-After": "2"} if status != 500 else {})
    struck = proxy.on_post(trouble)

    anna.phone.find_network()
    anna.phone.until(lambda: struck.strikes)
    anna.outbox.in_state(record_id, "received").wait_for(timeout=20_000)

    assert len(server.truth.submission(record_id)) == 1
    first, second = proxy.sent(record_id)
    assert second.began - first.ended >= (2 if status != 500 else 1), "no pause was made"


def test_no_network_at_all_is_said_plainly(anna: Person, proxy: FaultProxy, photo: Path) -> None:
    proxy.go_down()
    record_id = anna.read_meter("1077", photo)
    anna.outbox.open()
    anna.outbox.send_now()
    anna.outbox.note("offline").wait_for()
    assert anna.outbox.state_of(record_id) == "waiting"
    assert anna.phone.page.get_by_test_id("outbox-count").inner_text().startswith("1")
