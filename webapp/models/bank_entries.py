"""A line of a bank statement, and what it was matched to."""

from peewee import BigIntegerField, BooleanField, CompositeKey, DateField, IntegerField, TextField

from webapp.models.base import InstantField, Table, new_id


class BankEntry(Table):
    """A line of a bank statement, and what it was matched to."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    import_id = BigIntegerField()
    iban = TextField()
    entry_key = TextField()
    booked_on = DateField()
    value_on = DateField()
    amount = BigIntegerField()
    currency = TextField()
    payer = TextField(null=True)
    payer_iban = TextField(null=True)
    reference = TextField(null=True)
    end_to_end = TextField(null=True)
    words = TextField(null=True)
    state = TextField()
    entry_id = BigIntegerField(null=True)
    place = IntegerField(default=0)
    reversal = BooleanField(default=False)
    return_reason = TextField(null=True)
    why = TextField(null=True)
    whole = TextField(null=True)
    changed_at = InstantField(null=True)
    changed_by = BigIntegerField(null=True)

    class Meta:
        table_name = "bank_entry"
        primary_key = CompositeKey("company_id", "id")
