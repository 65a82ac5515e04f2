"""A verdict that waits for a second person; it decides nothing by itself."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table, new_id


class Proposal(Table):
    """A verdict that waits for a second person; it decides nothing by itself."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    submission_id = TextField()
    verdict = TextField()
    content = TextField()
    reason_code = TextField(null=True)
    remark_id = BigIntegerField(null=True)
    remark_hash = TextField(null=True)
    staff_id = BigIntegerField()
    proposed_at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        table_name = "proposal"
        primary_key = CompositeKey("company_id", "id")
