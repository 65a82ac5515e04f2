"""A stored picture, named by the hash of its bytes."""

from peewee import BigIntegerField, CompositeKey, IntegerField, TextField

from webapp.models.base import InstantField, Table


class Photo(Table):
    """A stored picture, named by the hash of its bytes."""

    company_id = BigIntegerField()
    sha256 = TextField()
    bytes = BigIntegerField()
    width = IntegerField()
    height = IntegerField()
    stored_at = InstantField()
    derived_at = InstantField(null=True)

    class Meta:
        table_name = "photo"
        primary_key = CompositeKey("company_id", "sha256")
