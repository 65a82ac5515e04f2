"""A person's sign-in."""

from typing import Any

from peewee import BigIntegerField, BooleanField, PostgresqlDatabase, TextField

from webapp.models.base import InstantField, Table, database, new_id


class Account(Table):
    """A person's sign-in."""

    id = BigIntegerField(primary_key=True, default=new_id)
    email = TextField(unique=True)
    name = TextField()
    password_hash = TextField()
    language = TextField(default="")
    single_keys = BooleanField(default=True)
    created_at = InstantField()
    closed_at = InstantField(null=True)

    class Meta:
        table_name = "account"

    @classmethod
    def hold(cls, *, account_id: int) -> None:
        """Wait for every other transaction that holds this account, then hold it to the end."""
        # On SQLite there is only one writer at a time anyway.
        if isinstance(database.obj, PostgresqlDatabase):
            # The weaker lock lets others go on referring to the account meanwhile.
            lock: Any = "FOR NO KEY UPDATE"
            list(cls.select(cls.id).where(cls.id == account_id).for_update(lock))
