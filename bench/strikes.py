"""The faults of a chaos run, one function each; true means that it really struck."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from e2e.faults import (
    Blackhole,
    CutUpload,
    Delay,
    DropReply,
    Fault,
    HoldReply,
    SpoilToken,
    captive_page,
    login_redirect,
    program_error,
)
from e2e.pages import OutboxScreen

if TYPE_CHECKING:
    from bench.scene import Scene

Strike = Callable[["Scene"], bool]


def planned(fault: Callable[[], Fault], *, times: int = 1, path: str = "") -> Strike:
    """A strike of the network on what is posted, or on a path: met by a try to send."""

    def strike(scene: "Scene") -> bool:
        scene.capture_offline()
        plan = (
            scene.proxy.plan(fault(), path=path, times=times)
            if path
            else scene.proxy.on_post(fault(), times=times)
        )
        scene.try_to_send()
        struck = scene.meets(lambda: plan.strikes > 0)
        scene.let_it_sink_in()
        return struck

    return strike


def kill_while_waiting(scene: "Scene") -> bool:
    """The battery falls out in the cellar."""
    scene.capture_offline()
    scene.kill()
    scene.phone.open("/outbox", offline=True)
    return True


def kill_while_sending(scene: "Scene") -> bool:
    """The battery falls out after the server has committed and before the phone knows."""
    scene.capture_offline()
    plan = scene.proxy.on_post(HoldReply())
    scene.try_to_send()
    struck = scene.meets(lambda: plan.strikes > 0)
    scene.kill()
    scene.phone.open("/outbox")
    return struck


def two_tabs(scene: "Scene") -> bool:
    """Two tabs find the network at the same moment, and one is told to send in the middle of it."""
    scene.capture_offline(readings=2)
    scene.person.outbox.open()
    other = scene.phone.new_tab("/outbox")
    slow = scene.proxy.on_post(Delay(0.6), times=None)
    scene.phone.find_network()
    struck = scene.meets(lambda: slow.strikes > 0)
    scene.let_it_sink_in()
    OutboxScreen(other, scene.phone.address).send_now()
    scene.meets(lambda: not scene.unsent())
    other.close()
    return struck


def session_expired(scene: "Scene") -> bool:
    """The session has ended while the reading waited."""
    scene.capture_offline()
    scene.phone.context.clear_cookies()
    scene.try_to_send()
    return scene.meets(lambda: scene.needs("sign-in"))


def token_refused_twice(scene: "Scene") -> bool:
    """Not even a fresh token is taken."""
    scene.capture_offline()
    plan = scene.proxy.on_post(program_error(403, "csrf"), times=2)
    scene.try_to_send()
    return scene.meets(lambda: plan.strikes == 2 and scene.needs("sign-in"))


def another_account(scene: "Scene") -> bool:
    """Somebody else borrows the phone, and gives it back."""
    scene.phone.find_network()
    scene.begin_session_of_its_own()
    scene.proxy.on_post(program_error(503, "busy"), times=None)
    scene.capture_one()
    scene.person.sign_in.sign_out()
    scene.proxy.heal()
    before = len(scene.proxy.sent())
    scene.person.sign_in.sign_in("clara@demo.test")
    scene.person.outbox.open()
    scene.person.outbox.send_now()
    scene.let_it_sink_in()
    struck = len(scene.proxy.sent()) == before
    scene.person.sign_in.sign_out()
    scene.person.sign_in.sign_in("anna@demo.test")
    scene.phone.ready_for_no_network()
    return struck


def worker_updated(scene: "Scene") -> bool:
    """A newer version is taken while readings wait."""
    scene.phone.find_network()
    scene.proxy.on_post(program_error(503, "busy"), times=None)
    scene.capture_one()
    before = scene.versions()
    scene.switch_version(before)
    scene.phone.visit("/outbox")
    with scene.phone.page.expect_event("load"):
        scene.phone.page.get_by_role("button", name="Use it now").click()
    return scene.meets(lambda: scene.versions() not in (before, set()))


def worker_stopped(scene: "Scene") -> bool:
    """The browser stops the worker in the middle of its sending."""
    scene.capture_offline()
    scene.phone.find_network()
    plan = scene.proxy.on_post(HoldReply(), times=None)
    scene.person.let_the_worker_send()
    struck = scene.meets(lambda: plan.strikes > 0)
    scene.phone.stop_workers()
    scene.meets(lambda: scene.proxy.silent)
    return struck


def slow(scene: "Scene") -> bool:
    """A network of the last century; nobody touches anything until it has arrived."""
    scene.capture_offline()
    scene.proxy.rate = 100_000
    scene.try_to_send()
    return scene.meets(lambda: not scene.unsent()) and len(scene.proxy.sent()) > 0


def full_phone(scene: "Scene") -> bool:
    """No room left: the screen says so, and nothing is believed saved until it is."""
    scene.phone.close()
    scene.phone.open(offline=True)
    scene.phone.fill_up(room=80_000)
    capture = scene.person.capture
    capture.open()
    scene.fill_in(with_photo=True)
    capture.save()
    struck = capture.not_saved.is_visible() and not capture.saved.is_visible()
    scene.phone.clear_up()
    if struck:
        capture.save()
    scene.note_saved()
    return struck


def emptied_phone(scene: "Scene") -> bool:
    """The browser clears everything while nothing waits; the phone goes on as a new one."""
    if scene.unsent():
        return False  # what it takes away now would be its own loss, and no fault of ours
    scene.phone.empty_memory()
    struck = scene.phone.records() == []
    scene.phone.find_network()
    scene.phone.visit("/")
    scene.phone.ready_for_no_network()
    scene.capture_offline()
    return struck


def bad_record(scene: "Scene") -> bool:
    """One reading the server cannot take, among good ones."""
    scene.capture_offline()
    bad = scene.capture_one()
    scene.exchange_meter_of(bad)
    scene.capture_one()
    scene.try_to_send()
    struck = scene.meets(lambda: scene.needs("refused"))
    scene.give_up(bad)
    return struck


STRIKES: dict[str, Strike] = {
    "killed while waiting": kill_while_waiting,
    "killed while sending": kill_while_sending,
    # A browser may itself repeat a request whose connection breaks, so that two have to be lost.
    "reply lost": planned(DropReply, times=2),
    "upload cut": planned(lambda: CutUpload(after=300), times=2),
    "swallowed": planned(Blackhole),
    "session swallowed": planned(Blackhole, path="/sync/session"),
    "two tabs": two_tabs,
    "session expired": session_expired,
    "sign-in asked (401)": planned(lambda: program_error(401, "unauthorized")),
    "token expired": planned(SpoilToken),
    "token refused twice": token_refused_twice,
    "another account": another_account,
    "worker updated": worker_updated,
    "worker stopped": worker_stopped,
    "redirected to a sign-in": planned(login_redirect, path="/sync/.*"),
    "upload redirected": planned(login_redirect),
    "captive page with 200": planned(captive_page),
    "server error (500)": planned(lambda: program_error(500, "failure")),
    "server busy (503)": planned(lambda: program_error(503, "busy", **{"Retry-After": "1"})),
    "too many (429)": planned(lambda: program_error(429, "throttled", **{"Retry-After": "1"})),
    "slow": slow,
    "phone full": full_phone,
    "phone emptied": emptied_phone,
    "bad reading": bad_record,
}
