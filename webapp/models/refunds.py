"""Money asked to go back, decided by two people."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table, new_id


class Refund(Table):
    """Money asked to go back, decided by two people."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    payment_id = TextField()
    decision_id = BigIntegerField()
    amount = BigIntegerField()
    currency = TextField()
    request_key = TextField()
    state = TextField()
    asked_at = InstantField()
    changed_at = InstantField()
    poll_at = InstantField(null=True)

    class Meta:
        table_name = "refund"
        primary_key = CompositeKey("company_id", "id")
