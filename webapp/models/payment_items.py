"""A debt within an attempt to pay; a debt has one active attempt at most."""

from peewee import BigIntegerField, BooleanField, CompositeKey, TextField

from webapp.models.base import Table


class PaymentItem(Table):
    """A debt within an attempt to pay; a debt has one active attempt at most."""

    company_id = BigIntegerField()
    payment_id = TextField()
    debt_id = BigIntegerField()
    amount = BigIntegerField()
    active = BooleanField()

    class Meta:
        table_name = "payment_item"
        primary_key = CompositeKey("company_id", "payment_id", "debt_id")
