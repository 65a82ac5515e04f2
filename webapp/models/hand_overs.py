"""A submission handed to one of the staff, with a word about why."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table


class HandOver(Table):
    """A submission handed to one of the staff, with a word about why."""

    company_id = BigIntegerField()
    submission_id = TextField()
    staff_id = BigIntegerField()
    by_staff_id = BigIntegerField()
    remark_id = BigIntegerField(null=True)
    handed_at = InstantField()

    class Meta:
        table_name = "hand_over"
        primary_key = CompositeKey("company_id", "submission_id")
