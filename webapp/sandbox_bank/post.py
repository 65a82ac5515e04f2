"""The post: brings letters to merchants, and again after a no or no answer."""

import http.client
import json
import logging
import threading
import urllib.error
import urllib.request

from webapp.sandbox_bank.book import Row
from webapp.sandbox_bank.counter import Counter
from webapp.sandbox_bank.signatures import WINDOW_S, sign

log = logging.getLogger(__name__)

# Seconds until the next try; after the last one it is given up, as real banks do.
AGAIN_S = (1.0, 5.0, 30.0, 120.0, 600.0)
PATIENCE_S = 5.0
STALE_S = WINDOW_S + 60

DUE = """
SELECT ref FROM payment
WHERE (state = 'asking' AND agrees_at <= ?) OR (state IN ('open', 'asking') AND expires_at <= ?)
"""


class Post(threading.Thread):
    """One thread that looks into the tray a few times a second."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(name="post", daemon=True)
        self._counter, self._book, self._clock = counter, counter.book, counter.clock
        self._end = threading.Event()

    def run(self) -> None:
        """Deliver what is due until stopped."""
        while not self._end.wait(0.1):
            try:
                self.round()
            except Exception:
                log.exception("the post stumbled")

    def stop(self) -> None:
        """End after the letter in hand."""
        self._end.set()
        self.join(timeout=PATIENCE_S + 1)

    def round(self) -> int:
        """Deliver everything due now; says how many letters were tried."""
        self._let_time_pass()
        due = self._book.rows(
            "SELECT * FROM letter WHERE sent_at IS NULL AND due_at <= ? ORDER BY due_at, id",
            self._clock(),
        )
        for letter in due:
            self._bring(letter)
        return len(due)

    def _let_time_pass(self) -> None:
        for row in self._book.rows(DUE, self._clock(), self._clock()):
            self._counter.look(row["ref"])

    def _bring(self, letter: Row) -> None:
        status = self._send(letter)
        tries, now = letter["tries"] + 1, self._clock()
        done = now if 200 <= status < 300 else None
        # What was forged on purpose is refused by a sound merchant: it comes once.
        more = letter["signing"] == "right" and tries <= len(AGAIN_S)
        due = now + AGAIN_S[tries - 1] if more else None
        self._book.write(
            "UPDATE letter SET tries = ?, answered = ?, sent_at = ?, due_at = ? WHERE id = ?",
            tries,
            status,
            done,
            due,
            letter["id"],
        )

    def _send(self, letter: Row) -> int:
        said = {"event": letter["event"], "payment": letter["ref"], "what": letter["what"]}
        raw = json.dumps(said).encode()
        headers = {"Content-Type": "application/json", **self._signature(raw, letter)}
        address = letter["address"]
        request = urllib.request.Request(address, raw, headers)  # noqa: S310 - http(s), checked
        try:
            with _plain.open(request, timeout=PATIENCE_S) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as answer:
            return answer.code
        except (OSError, http.client.HTTPException, ValueError):
            return 0

    def _signature(self, raw: bytes, letter: Row) -> dict[str, str]:
        how, moment = letter["signing"], int(self._clock())
        secrets = self._book.secrets_of(letter["merchant"]) or [""]
        if how == "unsigned":
            return {}
        secret = {"forged": "not our secret", "other": secrets[-1]}.get(how, secrets[0])
        moment += {"stale": -STALE_S, "future": STALE_S}.get(how, 0)
        return {"Bank-Signature": sign(raw, secret=secret, moment=moment)}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


# Straight there: a proxy between two programs of one machine helps nobody.
_plain = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects)
