"""One link of the audit chain."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table


class Seal(Table):
    """One link of the audit chain."""

    company_id = BigIntegerField()
    sequence = BigIntegerField()
    event_id = BigIntegerField()
    chain_hash = TextField()
    sealed_at = InstantField()

    class Meta:
        table_name = "seal"
        primary_key = CompositeKey("company_id", "sequence")
