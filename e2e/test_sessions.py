"""Who is signed in when the network comes back, and what that means for what waits."""

from collections.abc import Callable
from pathlib import Path

import pytest

from e2e.faults import Answer, SpoilToken, captive_page, login_redirect, program_error
from e2e.person import Person
from e2e.proxy import FaultProxy
from e2e.server import Server

pytestmark = pytest.mark.journey


@pytest.fixture
def waiting(anna: Person, photo: Path) -> str:
    """A reading that waits, the phone still without a network."""
    anna.phone.leave_network()
    record_id = anna.read_meter("1077", photo)
    anna.outbox.open()
    return record_id


def test_an_ended_session_keeps_the_reading_until_its_owner_signs_in(
    anna: Person, waiting: str, server: Server, proxy: FaultProxy
) -> None:
    anna.phone.context.clear_cookies()
    anna.phone.find_network()
    anna.outbox.in_state(waiting, "needs-you").wait_for()
    assert proxy.sent(waiting) == []

    anna.outbox.sign_in_and_send(waiting)
    anna.sign_in.sign_in("anna@demo.test")

    anna.outbox.in_state(waiting, "received").wait_for()
    assert len(server.truth.submission(waiting)) == 1


@pytest.mark.parametrize(
    "refusal",
    [program_error(401, "unauthorized"), program_error(403, "forbidden")],
    ids=["401", "403"],
)
def test_a_refused_sign_in_while_sending_pauses_and_resumes(
    anna: Person, waiting: str, server: Server, proxy: FaultProxy, refusal: Answer
) -> None:
    proxy.on_post(refusal)
    anna.phone.find_network()
    anna.outbox.in_state(waiting, "needs-you").wait_for()
    assert server.truth.submission(waiting) == []
    assert anna.phone.record(waiting)["photo"]["bytes"] > 0

    anna.outbox.sign_in_and_send(waiting)

    anna.outbox.in_state(waiting, "received").wait_for()
    assert len(server.truth.submission(waiting)) == 1


def test_an_expired_token_is_renewed_once_without_asking(
    anna: Person, waiting: str, server: Server, proxy: FaultProxy
) -> None:
    proxy.on_post(SpoilToken())
    anna.phone.find_network()
    anna.outbox.in_state(waiting, "received").wait_for()
    assert [one.status for one in proxy.sent(waiting)] == [403, 201]
    assert len(server.truth.submission(waiting)) == 1


def test_a_token_refused_twice_waits_for_a_sign_in(
    anna: Person, waiting: str, server: Server, proxy: FaultProxy
) -> None:
    proxy.on_post(program_error(403, "csrf"), times=2)
    anna.phone.find_network()
    anna.outbox.in_state(waiting, "needs-you").wait_for()
    assert server.truth.submission(waiting) == []

    anna.outbox.sign_in_and_send(waiting)

    anna.outbox.in_state(waiting, "received").wait_for()
    assert len(server.truth.submission(waiting)) == 1


@pytest.mark.parametrize(
    "portal", [login_redirect(), captive_page()], ids=["redirect", "page with 200"]
)
@pytest.mark.parametrize("where", ["/sync/.*", "/sync/submissions"])
def test_a_captive_portal_takes_nothing_away(
    anna: Person, waiting: str, server: Server, proxy: FaultProxy, portal: Answer, where: str
) -> None:
    struck = proxy.plan(portal, path=where, times=None)
    anna.phone.find_network()
    anna.phone.until(lambda: struck.strikes)
    anna.outbox.send_now()
    anna.phone.until(lambda: struck.strikes >= 2)
    anna.outbox.in_state(waiting, "waiting").wait_for()
    assert server.truth.submission(waiting) == []
    assert anna.phone.record(waiting)["photo"]["bytes"] > 0

    proxy.heal()
    anna.outbox.send_now()

    anna.outbox.in_state(waiting, "received").wait_for()
    assert len(server.truth.submission(waiting)) == 1


def test_nobody_sends_what_another_person_saved(
    person: Callable[..., Person], proxy: FaultProxy, server: Server, photo: Path
) -> None:
    # A session of its own, for signing out ends it.
    anna = person(None)
    anna.sign_in.open()
    anna.sign_in.sign_in("anna@demo.test")
    anna.phone.ready_for_no_network()
    proxy.on_post(program_error(503, "busy"), times=None)
    record_id = anna.read_meter("1077", photo)
    anna.sign_in.sign_out()
    proxy.heal()
    proxy.traffic.clear()

    # Clara borrows the phone.
    anna.sign_in.sign_in("clara@demo.test")
    anna.outbox.open()
    row = anna.outbox.item(record_id)
    row.get_by_text("A reading of another sign-in").wait_for()
    anna.outbox.send_now()
    anna.outbox.note("done").or_(anna.outbox.note("busy")).first.wait_for()
    anna.phone.page.wait_for_timeout(500)
    assert "1077" not in row.inner_text()
    assert "37461" not in row.inner_text()
    assert proxy.sent(record_id) == []

    # And gives it back.
    anna.sign_in.sign_out()
    anna.sign_in.sign_in("anna@demo.test")
    anna.outbox.open()
    anna.outbox.in_state(record_id, "received").wait_for()
    assert len(server.truth.submission(record_id)) == 1
