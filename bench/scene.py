"""What a strike finds on the stage: a phone that captures, a line that breaks, a server behind."""

import random
import time
from collections.abc import Callable
from pathlib import Path

from bench.ledger import Ledger
from e2e.person import Person
from e2e.phone import Phone
from e2e.proxy import FaultProxy

UNSENT = ("waiting", "sending", "needs-you")
VALUES = ("1075", "1076", "1077", "1078")


class Scene:
    """One phone at a time, and the books of all."""

    def __init__(
        self,
        *,
        person: Person,
        proxy: FaultProxy,
        ledger: Ledger,
        chance: random.Random,
        photos: list[Path],
        switch_version: Callable[[set[str]], None],
    ) -> None:
        self.person, self.proxy, self.ledger = person, proxy, ledger
        self.switch_version = switch_version
        self._chance, self._photos = chance, photos

    @property
    def phone(self) -> Phone:
        """The phone in the hand."""
        return self.person.phone

    def capture_offline(self, readings: int = 1) -> None:
        """Some readings in the cellar, at least as many as asked for."""
        self.phone.leave_network()
        for _ in range(max(readings, self._chance.choice((1, 1, 2)))):
            self.capture_one()

    def capture_one(self) -> str:
        """One reading, with a photo or without; returns its id."""
        self.person.capture.open()
        self.fill_in(with_photo=self._chance.random() < 0.7)
        self.person.capture.save()
        return self.note_saved()

    def fill_in(self, *, with_photo: bool) -> None:
        """Photo and value, not saved yet."""
        if with_photo:
            self.person.capture.take_photo(self._chance.choice(self._photos))
        self.person.capture.type_value(self._chance.choice(VALUES))

    def note_saved(self) -> str:
        """The screen says "Saved on this phone": that is a promise, and it goes into the books."""
        self.person.capture.saved.wait_for()
        new = [one for one in self.phone.records() if one["id"] not in self.ledger.believed]
        for record in new:
            self.ledger.believe(record)
        return str(new[-1]["id"]) if new else ""

    def begin_session_of_its_own(self) -> None:
        """Signing out ends a session for good, and the phones of a run share their first one."""
        self.phone.context.clear_cookies()
        self.person.sign_in.open()
        self.person.sign_in.sign_in("anna@demo.test")

    def kill(self) -> None:
        """Kill the browser; what it was sending ends when the system has taken its sockets away."""
        self.phone.kill()
        deadline = time.monotonic() + 5
        while not self.proxy.silent and time.monotonic() < deadline:
            time.sleep(0.02)

    def try_to_send(self) -> None:
        """Upstairs with the outbox open; the phone tries by itself."""
        self.person.outbox.open()
        self.phone.find_network()

    def meets(self, holds: Callable[[], bool], seconds: float = 8) -> bool:
        """Whether something comes true soon."""
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                return False
            self.phone.page.wait_for_timeout(40)
        return True

    def let_it_sink_in(self) -> None:
        """A moment for the phone to understand what has happened."""
        self.phone.page.wait_for_timeout(200)

    def needs(self, what: str) -> bool:
        """Whether a reading on this phone asks for that."""
        return any(one["needs"] == what for one in self.phone.records())

    def versions(self) -> set[str]:
        """The versions of the app on this phone."""
        names: list[str] = self.phone.page.evaluate("caches.keys()")
        return {name for name in names if name.startswith("shell:")}

    def exchange_meter_of(self, record_id: str) -> None:
        """The server will refuse this one."""
        self.person.exchange_meter_of(record_id)

    def give_up(self, record_id: str) -> None:
        """Its owner reads the sentence and deletes it."""
        self.person.outbox.delete(record_id)
        self.ledger.refuse(record_id)

    def settle(self, seconds: float = 30) -> bool:
        """The network is well and the person patient: sign in and send until nothing waits."""
        self.proxy.heal()
        self.phone.find_network()
        self.person.outbox.open()
        deadline = time.monotonic() + seconds
        while self.unsent():
            if time.monotonic() > deadline:
                return False
            self._take_next_step()
        return True

    def _take_next_step(self) -> None:
        if self.needs("sign-in"):
            self.phone.visit("/sign-in?next=/outbox")
            if self.person.sign_in.is_open:
                self.person.sign_in.sign_in("anna@demo.test")
        else:
            self.person.outbox.send_now()
        self.meets(lambda: not self.unsent(), seconds=2)

    def unsent(self) -> bool:
        """Whether anything on this phone still has to reach the server."""
        return any(one["state"] in UNSENT for one in self.phone.records())
