"""The pretend bank for tests: the real program on a free port, switched over its own doors."""

import json
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from webapp.gateways.payments.client import Client

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 30


class Bank:
    """A running bank; what a person, a card's bank or bad luck would do is a method each."""

    def __init__(self, url: str) -> None:
        self.url = url

    def credentials(self, merchant: str | None = None, *, older: bool = False) -> dict[str, Any]:
        """Let a merchant in and return its settings; `older`: the bank still signs with the old."""
        name = merchant or f"shop-{secrets.token_hex(4)}"
        kept = [secrets.token_hex(16), secrets.token_hex(16)]
        signing = kept[::-1] if older else kept
        self._post("/control/merchants", {"merchant": name, "secrets": signing})
        return {"url": self.url, "merchant": name, "secrets": kept}

    def behave(self, **how: Any) -> None:
        """Behave so from now on, and well in everything not named; with nothing: well."""
        self._post("/control/behaviour", how)

    def approve(self, ref: str) -> None:
        """The card's bank agrees; the money is taken, even when it is late."""
        self._hurry(ref, "approve")

    def decline(self, ref: str) -> None:
        """The card's bank refuses."""
        self._hurry(ref, "decline")

    def cancel(self, ref: str) -> None:
        """The person presses "back"."""
        self._hurry(ref, "cancel")

    def let_expire(self, ref: str) -> None:
        """The page's time runs out now."""
        self._hurry(ref, "expire")

    def chargeback(self, ref: str) -> None:
        """The cardholder disputes it, and the money is gone."""
        self._hurry(ref, "chargeback")

    def dispute_won(self, ref: str, *, half: bool = False) -> None:
        """The merchant was right: what the bank holds comes back, or half of it."""
        self._hurry(ref, "dispute-half-won" if half else "dispute-won")

    def refund_settles(self, ref: str, *, succeed: bool = True) -> None:
        """The pending refunds of a payment end, well or badly."""
        self._hurry(ref, "refund-settles" if succeed else "refund-fails")

    def refunds_return(self, ref: str) -> None:
        """The refunds that had gone through come back: the card was closed."""
        self._hurry(ref, "refund-comes-back")

    def send(
        self, ref: str, what: str = "paid", *, signing: str = "right", like: str | None = None
    ) -> None:
        """Notify by hand: `signing` is right, forged, stale, future, other (the second secret) or
        unsigned; `like` names the payment whose address it goes to, for a `ref` nobody knows."""
        self._post(
            "/control/letters",
            {"payment": ref, "what": what, "signing": signing, "like": like or ref},
        )

    def payments(self) -> list[dict[str, Any]]:
        """All payments, newest first: ref, key, state, amount, creates, refunds and more."""
        return list(self._get("/control/payments")["payments"])

    def payment(self, ref: str) -> dict[str, Any]:
        """One of them."""
        return next(payment for payment in self.payments() if payment["ref"] == ref)

    def letters(self, ref: str | None = None) -> list[dict[str, Any]]:
        """The notifications and what became of each."""
        all_ = self._get("/control/letters")["letters"]
        return [letter for letter in all_ if ref is None or letter["ref"] == ref]

    def wait_for_letters(self, ref: str, *, sent: int = 1) -> list[dict[str, Any]]:
        """Wait until so many notifications about a payment were answered at all."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            done = [letter for letter in self.letters(ref) if letter["answered"] is not None]
            if len(done) >= sent:
                return done
            time.sleep(0.05)
        raise AssertionError(f"the bank sent no {sent} letters about {ref}: {self.letters(ref)}")

    def _hurry(self, ref: str, do: str) -> None:
        self._post(f"/control/payments/{ref}/{do}", {})

    def _post(self, path: str, given: Mapping[str, Any]) -> None:
        Client().post(
            self.url + path,
            body=json.dumps(given).encode(),
            headers={"Content-Type": "application/json"},
        )

    def _get(self, path: str) -> dict[str, Any]:
        return Client().get(self.url + path, headers={}).json()


@contextmanager
def running_bank(*words: str) -> Iterator[Bank]:
    """Start the real program on a free port, wait until it is open, stop it in the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "webapp", "sandbox-bank", "--port", "0", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        assert "http://" in said, f"the bank did not open: {said}"
        bank = Bank(said[said.index("http://") :])
        urllib.request.urlopen(f"{bank.url}/control/health", timeout=PATIENCE_S).close()  # noqa: S310
        yield bank
    finally:
        process.terminate()
        process.wait(timeout=15)
