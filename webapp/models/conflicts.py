"""Other content that came under the id of an earlier submission; kept for the clerk."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table, new_id


class Conflict(Table):
    """Other content that came under the id of an earlier submission; kept for the clerk."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    submission_id = TextField()
    content_hash = TextField()
    content = TextField()
    received_at = InstantField()

    class Meta:
        table_name = "conflict"
        primary_key = CompositeKey("company_id", "id")
