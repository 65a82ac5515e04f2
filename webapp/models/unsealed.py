"""Names an event that is not in the chain yet."""

from peewee import BigIntegerField, CompositeKey

from webapp.models.base import InstantField, Table


class Unsealed(Table):
    """Names an event that is not in the chain yet."""

    company_id = BigIntegerField()
    event_id = BigIntegerField()
    happened_at = InstantField()

    class Meta:
        table_name = "unsealed"
        primary_key = CompositeKey("company_id", "event_id")
