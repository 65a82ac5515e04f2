"""One line of the audit log: ids and codes, never personal words."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table, new_id


class Event(Table):
    """One line of the audit log: ids and codes, never personal words."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    happened_at = InstantField()
    actor_id = BigIntegerField(null=True)
    kind = TextField()
    subject = TextField()
    facts = TextField(default="{}")

    class Meta:
        table_name = "event"
        primary_key = CompositeKey("company_id", "id")
