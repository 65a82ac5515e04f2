"""The last evening of a reading window: phones send, customers look, clerks decide, all at once."""

import hashlib
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from bench import captures, crowd
from bench.host import Host
from bench.visitor import Visitor
from e2e.server import ROOT, seed_world
from e2e.truth import Truth
from webapp.models.connection import connect_to

PEOPLE = SENDERS = 4_000
CLERKS = ("clerk@demo.test", "supervisor@demo.test", "admin@demo.test")
ACCEPT = urlencode({"verdict": "accept"}).encode()
TRIES, PAUSE = 8, 0.3


@dataclass(kw_only=True)
class Books:
    """What everybody was promised, and how long it took; shared by all threads."""

    promised: dict[str, str] = field(default_factory=dict)
    """Submission → SHA-256 of its photo, noted when the receipt was there."""
    took: dict[str, list[float]] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, status: int, seconds: float) -> None:
        """One answer."""
        with self._lock:
            self.took.setdefault(what, []).append(seconds)
            self.answers[f"{what} {status}"] += 1

    def promise(self, submission_id: str, digest: str) -> None:
        """A receipt was given for this."""
        with self._lock:
            self.promised[submission_id] = digest

    def note_broken(self, what: str) -> None:
        """Somebody could not go on."""
        with self._lock:
            self.broken.append(what)

    def quantile(self, what: str, share: float) -> float:
        """Seconds that this share of the answers did not exceed."""
        sorted_ = sorted(self.took.get(what, [0.0]))
        return sorted_[min(len(sorted_) - 1, int(share * len(sorted_)))]


class Evening:
    """A world with a crowd, a server with its worker, and people in threads."""

    def __init__(self, folder: Path, *, processes: int = 1, waiting_every: int = 4) -> None:
        self.data = seed_world(folder / "data")
        self.truth = Truth(self.data / "meterpost.db")
        self.books = Books()
        self._processes = processes
        self._numbers = iter(range(10**9))
        self._stop = threading.Event()
        db = connect_to(url=f"sqlite:///{self.data / 'meterpost.db'}")
        photo = self.truth.ask("SELECT MIN(sha256) AS it FROM photo WHERE company_id = 1")[0]["it"]
        many = crowd.Crowd(people=PEOPLE, waiting_every=waiting_every, photo=photo)
        crowd.fill(db=db, crowd=many, now=datetime.now(UTC))
        self._cookies = crowd.cookies_of(
            db=db,
            numbers=list(range(SENDERS)),
            secret=(self.data / "secret-key").read_text(),
            now=datetime.now(UTC),
        )
        db.close_all()

    def __enter__(self) -> "Evening":
        self.host = Host(data=self.data, processes=self._processes).__enter__()
        self._worker = subprocess.Popen(
            [sys.executable, "-m", "webapp", "worker", "--data", str(self.data)],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.terminate()
        self._worker.wait(timeout=20)
        self.host.__exit__()

    def play(
        self,
        *,
        seconds: float,
        phones: int,
        lookers: int,
        clerks: int,
        pause: float,
        look: Callable[[float], None] = lambda _since: None,
    ) -> None:
        """Everybody at once for so long; `look` is called every second."""
        shares = [self._cookies[n::phones] for n in range(phones)]
        firsts = [range(n, SENDERS, phones) for n in range(phones)]
        crew = [
            *(self._crew(self._phone, s, n, pause) for s, n in zip(shares, firsts, strict=True)),
            *(self._crew(self._looker, self._cookies[n::lookers], pause) for n in range(lookers)),
            *(self._crew(self._clerk, CLERKS[n % len(CLERKS)], pause) for n in range(clerks)),
        ]
        began = time.monotonic()
        for one in crew:
            one.start()
        while time.monotonic() - began < seconds:
            time.sleep(1)
            look(time.monotonic() - began)
        self._stop.set()
        for one in crew:
            one.join(timeout=60)

    def _crew(self, what: Callable[..., None], *given: object) -> threading.Thread:
        def go() -> None:
            try:
                what(*given)
            except Exception as problem:
                self.books.note_broken(f"{what.__name__}: {problem!r}")

        return threading.Thread(target=go, daemon=True)

    def _phone(self, cookies: list[dict[str, str]], numbers: range, pause: float) -> None:
        people = [Visitor(self.host.port, cookies=one) for one in cookies]
        for number, visitor in cycle(list(zip(numbers, people, strict=True))):
            if self._stop.is_set():
                return
            if not visitor.token:
                visitor.with_token()
            self._send(number, visitor)
            visitor.line.close()
            self._stop.wait(pause * random.random() * 2)

    def _send(self, number: int, visitor: Visitor) -> None:
        picture = captures.another(next(self._numbers))
        submission_id, body, kind = captures.capture(
            meter=crowd.serial_of(number),
            register=str(crowd.register_of(number)),
            value=str(100 + number % 800 + 35),
            picture=picture,
        )
        for status in self._tries(visitor, body, kind):
            if status in (200, 201):
                self.books.promise(submission_id, hashlib.sha256(picture).hexdigest())
                return
        self.books.note_broken(f"{submission_id} was never taken")

    def _tries(self, visitor: Visitor, body: bytes, kind: str) -> Iterator[int]:
        """As the phone does it: the same reading again, until there is a receipt."""
        for attempt in range(TRIES):
            began = time.perf_counter()
            try:
                status = visitor.post("/sync/submissions", body, kind).status
            except OSError:
                status = 0
            self.books.note("send", status, time.perf_counter() - began)
            yield status
            time.sleep(PAUSE * 2**attempt)

    def _looker(self, cookies: list[dict[str, str]], pause: float) -> None:
        people = cycle([Visitor(self.host.port, cookies=one) for one in cookies])
        for visitor, (what, path) in zip(people, cycle(LOOKS), strict=False):
            if self._stop.wait(pause * random.random() * 2):
                return
            began = time.perf_counter()
            status = visitor.get(path).status
            visitor.line.close()
            self.books.note(what, status, time.perf_counter() - began)

    def _clerk(self, email: str, pause: float) -> None:
        clerk = Visitor.signed_in(self.host.port, email)
        while not self._stop.wait(pause * random.random() * 2):
            began = time.perf_counter()
            page = clerk.get("/desk")
            self.books.note("queue", page.status, time.perf_counter() - began)
            ids = [part[:36] for part in page.body.decode().split('data-submission-id="')[1:]]
            if not ids:
                continue
            began = time.perf_counter()
            path = f"/desk/submissions/{random.choice(ids)}/decisions"
            status = clerk.post(path, ACCEPT).status
            self.books.note("decide", status, time.perf_counter() - began)

    def lost(self) -> list[str]:
        """Promised and not there exactly once, with its photo and the photo's file."""
        return [
            one for one, digest in self.books.promised.items() if not self._is_kept(one, digest)
        ]

    def _is_kept(self, submission_id: str, digest: str) -> bool:
        rows = self.truth.submission(submission_id)
        photos = self.truth.ask(
            "SELECT received_sha256, sha256 FROM submission_photo WHERE submission_id = ?",
            submission_id,
        )
        if len(rows) != 1 or [p["received_sha256"] for p in photos] != [digest]:
            return False
        kept = photos[0]["sha256"]
        path = self.data / "photos" / "photos" / "1" / kept[:2] / f"{kept}.jpg"
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == kept

    def strangers(self) -> int:
        """Submissions of the evening that nobody was promised: doubled, or never answered."""
        first, last = crowd.BASE, crowd.BASE + SENDERS
        rows = self.truth.ask(
            "SELECT id FROM submission WHERE account_id >= ? AND account_id < ?", first, last
        )
        seeded = {crowd.waiting_id(n) for n in range(PEOPLE)}
        seeded |= {crowd.accepted_id(n) for n in range(PEOPLE)}
        return len({row["id"] for row in rows} - seeded - set(self.books.promised))


LOOKS = (("home", "/"), ("history", "/readings"), ("home", "/"), ("session", "/sync/submissions"))
