"""A person's sign-in."""

from peewee import BigIntegerField, BooleanField, TextField

from webapp.models.base import InstantField, Table, new_id


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
