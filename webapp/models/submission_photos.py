"""Which picture a submission carries, and what was received before it was cleaned."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import Table


class SubmissionPhoto(Table):
    """Which picture a submission carries, and what was received before it was cleaned."""

    company_id = BigIntegerField()
    submission_id = TextField()
    part = TextField()
    sha256 = TextField()
    received_sha256 = TextField()
    received_bytes = BigIntegerField()
    frame = TextField(null=True)
    taken_at = TextField(null=True)

    class Meta:
        table_name = "submission_photo"
        primary_key = CompositeKey("company_id", "submission_id", "part")
