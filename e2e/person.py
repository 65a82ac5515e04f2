"""Somebody with a phone in the hand, and the screens they use."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from e2e.pages import CaptureScreen, HomeScreen, OutboxScreen, SignInScreen
from e2e.phone import Phone


@dataclass
class Person:
    """Somebody with a phone in the hand, and the screens they use."""

    phone: Phone

    def visit_once(self, email: str) -> None:
        """The one visit that has to be enough: sign in, look, leave."""
        self.phone.open("/sign-in")
        self.sign_in.sign_in(email)
        self.phone.ready_for_no_network()
        self.phone.close()

    @property
    def sign_in(self) -> SignInScreen:
        """The door."""
        return SignInScreen(self.phone.page, self.phone.address)

    @property
    def capture(self) -> CaptureScreen:
        """Reading a meter."""
        return CaptureScreen(self.phone.page, self.phone.address)

    @property
    def outbox(self) -> OutboxScreen:
        """What is on the phone."""
        return OutboxScreen(self.phone.page, self.phone.address)

    @property
    def home(self) -> HomeScreen:
        """Dashboard and history."""
        return HomeScreen(self.phone.page, self.phone.address)

    def read_meter(self, value: str, photo: Path | None = None, meter: str = "37461") -> str:
        """Capture one reading; returns the id under which the phone says it is saved."""
        self.capture.open(meter)
        self.capture.fill_in(value, photo)
        return self.saved_by(self.capture.save)

    def save_once(self) -> str:
        """Save what is filled in, with one tap; returns its id."""
        return self.saved_by(lambda: self.capture.part("capture-save").click())

    def saved_by(self, act: Callable[[], None]) -> str:
        """The id of the reading that something just done has saved."""
        before = self._finished()
        act()
        self.capture.saved.wait_for()
        (record_id,) = self._finished() - before
        return record_id

    def usual_reading(self, meter: str) -> str:
        """What the meter is expected to show today, in whole units; needs the network."""
        answer = self.phone.context.request.get(f"{self.phone.address}/sync/meters").json()
        (register,) = next(m["registers"] for m in answer["meters"] if m["serial"] == meter)
        band = register["band"]
        return str(round((float(band["low"]) + float(band["high"])) / 2))

    def _finished(self) -> set[str]:
        return {str(one["id"]) for one in self.phone.records() if one["state"] != "draft"}

    def let_the_worker_send(self) -> None:
        """From a page without scripts, so that nobody but the worker sends."""
        self.phone.visit("/healthz")
        self.phone.page.evaluate(WAKE)

    def exchange_meter_of(self, record_id: str) -> None:
        """The company has exchanged the meter while its reading waited on the phone."""
        self.phone.page.evaluate(EXCHANGE, record_id)


WAKE = """async () => {
  (await navigator.serviceWorker.ready).active.postMessage({ type: "drain" });
}"""

EXCHANGE = """async (id) => {
  const request = indexedDB.open("meterpost");
  await new Promise((resolve) => (request.onsuccess = resolve));
  const store = request.result.transaction("records", "readwrite").objectStore("records");
  const found = store.get(id);
  await new Promise((resolve) => (found.onsuccess = resolve));
  found.result.meter.serial = "99999";
  store.put(found.result);
  await new Promise((resolve) => (store.transaction.oncomplete = resolve));
  request.result.close();
}"""
