"""What every table shares: the database, instants, and ids that need no central sequence."""

import secrets
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from peewee import BigIntegerField, DatabaseProxy, Model

database = DatabaseProxy()

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_last_id = 0
_id_lock = threading.Lock()


class InstantField(BigIntegerField):
    """An aware UTC moment, stored as whole microseconds so that both engines sort it alike."""

    def db_value(self, value: datetime | int | None) -> int | None:
        """Microseconds since 1970; refuses a moment without a time zone."""
        if value is None or isinstance(value, int):
            return value
        return (value - _EPOCH) // timedelta(microseconds=1)

    def python_value(self, value: int | None) -> datetime | None:
        """The aware UTC moment."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Table(Model):
    """The parent of every table."""

    class Meta:
        database = database
        legacy_table_names = False


def new_id() -> int:
    """A new 63-bit id: milliseconds, then 22 random bits; ascending within a process.

    Made here and not by the database, so that many processes and machines need no shared sequence.
    """
    global _last_id  # one counter a process, guarded by the lock
    made = (time.time_ns() // 1_000_000 << 22) | secrets.randbits(22)
    with _id_lock:
        _last_id = made if made > _last_id else _last_id + 1
        return _last_id


def tuples_of(query: Any) -> list[Any]:
    """The rows of a query as plain tuples, converted as the columns say."""
    return list(query.tuples())


def dicts_of(query: Any) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries by column or alias."""
    return list(query.dicts())


def atomic() -> Any:
    """One business transaction."""
    return database.atomic()
