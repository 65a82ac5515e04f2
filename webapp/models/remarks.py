"""Personal words, kept apart so that they can be erased while the record stays."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table, new_id


class Remark(Table):
    """Personal words, kept apart so that they can be erased while the record stays."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    body = TextField(null=True)
    salt = TextField()
    written_at = InstantField()
    erased_at = InstantField(null=True)

    class Meta:
        table_name = "remark"
        primary_key = CompositeKey("company_id", "id")
