"""Serial numbers, unique within a medium and no further."""

from collections import defaultdict
from random import Random


class Serials:
    """Hands out serials that are not taken yet."""

    def __init__(self, *, rng: Random) -> None:
        self._rng = rng
        self._taken: dict[str, set[str]] = defaultdict(set)

    def take(self, *, medium: str, serial: str) -> str:
        """Reserve a certain serial."""
        self._taken[medium].add(serial)
        return serial

    def new(self, *, medium: str, shape: str = "{:05d}") -> str:
        """A serial that no other meter of this medium has."""
        while True:
            serial = shape.format(self._rng.randint(10_000, 99_999))
            if serial not in self._taken[medium]:
                return self.take(medium=medium, serial=serial)
