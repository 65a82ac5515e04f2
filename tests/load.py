"""Customers who send readings with photos, and a clerk who accepts, until they are told to stop.

Run as `python -m tests.load SPEC`; prints the id of each submission once its receipt is given, and
`accepted ID` once a clerk's decision is committed.
"""

import io
import json
import random
import select
import sys
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from PIL import Image

from webapp.actions.decisions import accept
from webapp.actions.submissions import submit_reading
from webapp.domain.captures import Capture, ClaimedValue, PhotoNote
from webapp.gateways.storage import storage_from
from webapp.models.connection import connect_to
from webapp.queries.people import person_of_account


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where the photos go."""

    storage_url: str


def main() -> None:
    """Submit and accept until standard input says stop."""
    given = json.loads(sys.argv[1])
    db = connect_to(url=given["url"])
    storage = storage_from(Settings(storage_url=given["storage_url"]))
    with db.connection_context():
        anna = person_of_account(account_id=given["anna"])
        clerk = person_of_account(account_id=given["clerk"])
    dice = random.Random(given["seed"])
    while not select.select([sys.stdin], [], [], 0)[0]:
        data = _photo(dice)
        capture = capture_with_photo(register=given["register"], data=data)
        with db.connection_context():
            submit_reading(
                person=anna, capture=capture, photos={"photo": data}, channel="app",
                now=datetime.now(UTC), storage=storage,
            )  # fmt: skip
            _say(capture.id)
            if dice.random() < 0.5:
                accept(person=clerk, submission_id=capture.id, now=datetime.now(UTC))
                _say(f"accepted {capture.id}")


def capture_with_photo(*, register: int, data: bytes) -> Capture:
    """Anna's hot-water meter, photographed just now."""
    return Capture(
        id=str(uuid.uuid4()),
        meter="37461",
        registers=(ClaimedValue(register_id=register, value="1077"),),
        captured_at=datetime.now(UTC),
        photo=PhotoNote(bytes=len(data), sha256=sha256(data).hexdigest()),
    )


def _photo(dice: random.Random) -> bytes:
    buffer = io.BytesIO()
    colour = tuple(dice.randrange(256) for _ in range(3))
    Image.new("RGB", (64 + dice.randrange(400), 64 + dice.randrange(400)), colour).save(
        buffer, "JPEG"
    )
    return buffer.getvalue()


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
