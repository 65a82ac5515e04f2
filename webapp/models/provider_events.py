"""A notification as it came in; a hint to ask, never the truth."""

from peewee import BigIntegerField, BooleanField, CompositeKey, TextField

from webapp.models.base import InstantField, Table


class ProviderEvent(Table):
    """A notification as it came in; a hint to ask, never the truth."""

    company_id = BigIntegerField()
    provider = TextField()
    event_key = TextField()
    sha256 = TextField()
    provider_ref = TextField(null=True)
    hint = TextField(null=True)
    trusted = BooleanField()
    received_at = InstantField()
    processed_at = InstantField(null=True)
    outcome = TextField(null=True)

    class Meta:
        table_name = "provider_event"
        primary_key = CompositeKey("company_id", "provider", "event_key")
