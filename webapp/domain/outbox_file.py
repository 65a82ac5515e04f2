"""The file that a phone's outbox writes when its readings must travel another way."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.domain.captures import Capture
from webapp.domain.refusals import Refusal

FORMAT = "meterpost-outbox"
VERSION = 1


@dataclass(frozen=True, kw_only=True)
class FileRecord:
    """One reading of the file, or why it cannot be read."""

    capture: Capture | None = None
    photos: Mapping[str, bytes] = field(default_factory=dict)
    fault: Refusal | None = None


@dataclass(frozen=True, kw_only=True)
class OutboxFile:
    """Whose readings these are, and the readings."""

    account_id: int
    sha256: str
    records: tuple[FileRecord, ...]


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What became of one record: received, repeated or refused."""

    outcome: str
    serial: str = ""
    values: tuple[str, ...] = ()
    receipt: str = ""
    refusal: Refusal | None = None
