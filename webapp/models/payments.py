"""One attempt to pay, from choosing debts to what the bank says became of it."""

from peewee import BigIntegerField, CompositeKey, IntegerField, TextField

from webapp.models.base import InstantField, Table


class Payment(Table):
    """One attempt to pay, from choosing debts to what the bank says became of it."""

    company_id = BigIntegerField()
    id = TextField()
    customer_id = BigIntegerField()
    account_id = BigIntegerField()
    amount = BigIntegerField()
    currency = TextField()
    state = TextField()
    provider = TextField()
    provider_ref = TextField(null=True)
    redirect_url = TextField(null=True)
    reference = TextField()
    return_hash = TextField()
    choice_hash = TextField()
    created_at = InstantField()
    changed_at = InstantField()
    expires_at = InstantField()
    poll_at = InstantField(null=True)
    polls = IntegerField()
    note = TextField(null=True)
    asked_at = InstantField(null=True)
    disputed = BigIntegerField(default=0)
    won = BigIntegerField(default=0)

    class Meta:
        table_name = "payment"
        primary_key = CompositeKey("company_id", "id")
