"""What staff decided about money; some of it needs two of them."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table, new_id


class MoneyDecision(Table):
    """What staff decided about money; some of it needs two of them."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    kind = TextField()
    customer_id = BigIntegerField()
    staff_id = BigIntegerField()
    proposed_by = BigIntegerField(null=True)
    decided_at = InstantField()
    reason = TextField()
    subject = TextField()
    undoes = BigIntegerField(null=True)
    proposal_id = BigIntegerField(null=True)

    class Meta:
        table_name = "money_decision"
        primary_key = CompositeKey("company_id", "id")
