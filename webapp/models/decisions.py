"""A staff verdict; append-only."""

from peewee import BigIntegerField, CompositeKey, IntegerField, TextField

from webapp.models.base import InstantField, Table, new_id


class Decision(Table):
    """A staff verdict; append-only."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    submission_id = TextField()
    turn = IntegerField()
    verdict = TextField()
    staff_id = BigIntegerField()
    decided_at = InstantField()
    reason_code = TextField(null=True)
    remark_id = BigIntegerField(null=True)
    remark_hash = TextField(null=True)
    undoes = BigIntegerField(null=True)
    proposal_id = BigIntegerField(null=True)
    proposed_by = BigIntegerField(null=True)
    batch_id = BigIntegerField(null=True)

    class Meta:
        table_name = "decision"
        primary_key = CompositeKey("company_id", "id")
