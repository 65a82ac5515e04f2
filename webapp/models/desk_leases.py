"""Who has a submission open at the desk, and until when others leave it alone."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table


class DeskLease(Table):
    """Who has a submission open at the desk, and until when others leave it alone."""

    company_id = BigIntegerField()
    submission_id = TextField()
    staff_id = BigIntegerField()
    leased_at = InstantField()
    leased_until = InstantField()

    class Meta:
        table_name = "desk_lease"
        primary_key = CompositeKey("company_id", "submission_id")
