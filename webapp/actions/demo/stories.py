"""What people sent and what clerks said to it, told through the same actions that they use."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from webapp.actions.decisions import accept, correct, reject, send_back
from webapp.actions.demo.fitting import Fitted
from webapp.actions.demo.people import ACCOUNT_IDS
from webapp.actions.submissions import submit_reading
from webapp.domain.captures import Capture, ClaimedValue, PhotoNote
from webapp.domain.people import Person
from webapp.domain.quantities import value_text
from webapp.gateways.pictures.faces import Face, Plate, Shot, face_of
from webapp.gateways.storage import Storage
from webapp.queries.people import person_of_account


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a clerk said, and how long after it came in."""

    verdict: str
    by: str
    after: timedelta = timedelta(hours=15)
    reason: str = ""
    words: str = ""
    values: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Story:
    """One reading somebody sent; values in thousandths, one a register."""

    by: str
    meter: Fitted
    captured_at: datetime
    received_at: datetime
    timezone: str
    claimed: tuple[int, ...]
    shown: tuple[int, ...] | None
    """What the photos show; None sends no photo."""
    shot: Shot = field(default_factory=Shot)
    note: str = ""
    channel: str = "app"
    clock_behind: timedelta = timedelta()
    verdict: Verdict | None = None


class Teller:
    """Lets stories happen; chance comes from a fixed seed, so that they happen alike each time."""

    def __init__(self, *, storage: Storage, now: datetime) -> None:
        self._storage = storage
        self._now = now
        self._rng = Random(37461)  # noqa: S311 - a demonstration, not a secret

    def tell(self, story: Story) -> str:
        """Send the reading, let the clerk decide, and return the submission's id."""
        faces = self._faces(story)
        capture = self._capture(story, faces)
        submit_reading(
            person=person_called(story.by),
            capture=capture,
            photos={part: face.jpeg for part, face in faces.items()},
            channel=story.channel,
            now=story.received_at,
            storage=self._storage,
        )
        if story.verdict:
            self._decide(story, story.verdict, capture.id)
        return capture.id

    def _faces(self, story: Story) -> dict[str, Face]:
        if story.shown is None:
            return {}
        return {
            part: face_of(
                plate=_plate(story.meter, position, value),
                shot=story.shot,
                seed=self._rng.getrandbits(32),
            )
            for position, (part, value) in enumerate(
                zip(_parts(story.meter), story.shown, strict=True)
            )
        }

    def _capture(self, story: Story, faces: dict[str, Face]) -> Capture:
        captured_at = story.captured_at - story.clock_behind
        by_the_camera = captured_at.astimezone(ZoneInfo(story.timezone)).replace(tzinfo=None)
        notes = {
            part: PhotoNote(
                bytes=len(face.jpeg),
                sha256=hashlib.sha256(face.jpeg).hexdigest(),
                frame=face.frame,
                taken_at=by_the_camera.isoformat(timespec="seconds"),
            )
            for part, face in faces.items()
        }
        return Capture(
            id=str(UUID(int=self._rng.getrandbits(128), version=4)),
            meter=story.meter.serial,
            registers=tuple(
                ClaimedValue(
                    register_id=register_id,
                    value=value_text(value),
                    photo=notes.get(f"photo_{register_id}"),
                )
                for register_id, value in zip(story.meter.register_ids, story.claimed, strict=True)
            ),
            captured_at=captured_at,
            sent_at=story.received_at - story.clock_behind,
            note=story.note,
            photo=notes.get("photo"),
        )

    def _decide(self, story: Story, verdict: Verdict, submission_id: str) -> None:
        now = min(story.received_at + verdict.after, self._now)
        clerk = person_called(verdict.by)
        asked: dict[str, Any] = {"person": clerk, "submission_id": submission_id, "now": now}
        if verdict.verdict == "accept":
            accept(**asked)
            return
        asked |= {"reason_code": verdict.reason, "words": verdict.words}
        if verdict.verdict == "correct":
            correct(**asked, values=_texts(story.meter, verdict.values))
        elif verdict.verdict == "return":
            send_back(**asked)
        else:
            reject(**asked)


def person_called(email: str) -> Person:
    """The person who signs in with this address; raises LookupError for nobody."""
    person = person_of_account(account_id=ACCOUNT_IDS[email])
    if person is None:
        raise LookupError(email)
    return person


def _plate(meter: Fitted, position: int, value: int) -> Plate:
    dial = meter.dials[position]
    return Plate(
        medium=meter.medium,
        serial=meter.serial,
        digits=dial.digits,
        decimals=dial.decimals,
        value=value,
        unit=dial.unit,
        obis=dial.obis.partition(":")[2],
        year=meter.year,
    )


def _parts(meter: Fitted) -> Sequence[str]:
    # Displays that alternate have a photo for each register.
    if len(meter.register_ids) == 1:
        return ("photo",)
    return tuple(f"photo_{register_id}" for register_id in meter.register_ids)


def _texts(meter: Fitted, values: tuple[int, ...]) -> dict[int, str]:
    return {
        register_id: value_text(value)
        for register_id, value in zip(meter.register_ids, values, strict=True)
    }
