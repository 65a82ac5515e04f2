"""Ties an account to a customer with permissions."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table


class Membership(Table):
    """Ties an account to a customer with permissions."""

    company_id = BigIntegerField()
    account_id = BigIntegerField()
    customer_id = BigIntegerField()
    permissions = TextField()
    since = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        table_name = "membership"
        primary_key = CompositeKey("company_id", "account_id", "customer_id")
