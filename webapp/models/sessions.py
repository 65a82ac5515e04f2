"""One sign-in on one device; the cookie holds a token whose hash is here."""

from datetime import datetime
from typing import Any

from peewee import BigIntegerField, TextField

from webapp.models.base import InstantField, Table, new_id


class Session(Table):
    """One sign-in on one device; the cookie holds a token whose hash is here."""

    id = BigIntegerField(primary_key=True, default=new_id)
    account_id = BigIntegerField()
    token_hash = TextField(unique=True)
    device = TextField()
    created_at = InstantField()
    seen_at = InstantField()
    expires_at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        table_name = "session"

    @classmethod
    def living(cls, *, now: datetime) -> Any:
        """Sessions neither ended nor run out."""
        return cls.select().where(cls.ended_at.is_null(), cls.expires_at > now)
