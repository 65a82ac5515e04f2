"""Money that one of the staff wants given back or let go; a second person answers."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table, new_id


class MoneyProposal(Table):
    """Money that one of the staff wants given back or let go; a second person answers."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    kind = TextField()
    customer_id = BigIntegerField()
    entry_id = BigIntegerField(null=True)
    debt_id = BigIntegerField(null=True)
    way = TextField(null=True)
    amount = BigIntegerField()
    currency = TextField()
    reason_code = TextField()
    remark_id = BigIntegerField(null=True)
    remark_hash = TextField(null=True)
    staff_id = BigIntegerField()
    proposed_at = InstantField()
    ended_at = InstantField(null=True)
    ended_by = BigIntegerField(null=True)
    outcome = TextField(null=True)
    answer_id = BigIntegerField(null=True)
    answer_hash = TextField(null=True)

    class Meta:
        table_name = "money_proposal"
        primary_key = CompositeKey("company_id", "id")
