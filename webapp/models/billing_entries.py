"""What billing was told, in order: a reading that counts, or that one no longer does."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table


class BillingEntry(Table):
    """What billing was told, in order: a reading that counts, or that one no longer does."""

    company_id = BigIntegerField()
    sequence = BigIntegerField()
    reading_id = BigIntegerField()
    what = TextField()
    listed_at = InstantField()

    class Meta:
        table_name = "billing_entry"
        primary_key = CompositeKey("company_id", "sequence")
