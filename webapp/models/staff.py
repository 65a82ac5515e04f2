"""An account with a role at a company."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table


class Staff(Table):
    """An account with a role at a company."""

    company_id = BigIntegerField()
    account_id = BigIntegerField()
    role = TextField()
    since = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        table_name = "staff"
        primary_key = CompositeKey("company_id", "account_id")
