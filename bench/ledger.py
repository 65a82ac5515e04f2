"""The books of a chaos run: what the phones believed saved against what the server holds."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from e2e.talk import Exchange
from e2e.truth import Truth


@dataclass
class Ledger:
    """Written at the moment the screen says "Saved on this phone", compared in the end."""

    seeded: set[str]
    believed: dict[str, str | None] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    at_once: list[str] = field(default_factory=list)

    def believe(self, record: dict[str, Any]) -> None:
        """The phone says it is saved, with this photo or without one."""
        photo = record["photo"]
        self.believed[record["id"]] = photo["sha256"] if photo else None

    def refuse(self, record_id: str) -> None:
        """The server said no in a sentence, the phone kept it, and its owner deleted it."""
        self.refused.add(record_id)

    def watch(self, exchanges: Iterable[Exchange], *, during: str) -> None:
        """Note records that two requests carried at the same time."""
        posts: dict[str, list[Exchange]] = {}
        for one in exchanges:
            posts.setdefault(one.key, []).append(one)
        for key, sent in posts.items():
            sent.sort(key=lambda one: one.began)
            pairs = pairwise(sent)
            if any(later.began < earlier.ended for earlier, later in pairs):
                self.at_once.append(f"{key} during: {during}")

    def lost(self, truth: Truth) -> list[str]:
        """Believed saved, and not at the server, or there without its photo."""
        promised = [one for one in self.believed if one not in self.refused]
        return [one for one in promised if not self._arrived_whole(one, truth)]

    def doubled(self, truth: Truth) -> list[str]:
        """More rows than captures: an id twice, or a row that no phone ever called its own."""
        rows = Counter(truth.all_ids())
        twice = [one for one, n in rows.items() if n > 1]
        strange = rows.keys() - self.seeded - self.believed.keys()
        return [*twice, *sorted(strange)]

    def _arrived_whole(self, record_id: str, truth: Truth) -> bool:
        if not truth.submission(record_id):
            return False
        photo = self.believed[record_id]
        return photo is None or photo in truth.photo_hashes(record_id)
