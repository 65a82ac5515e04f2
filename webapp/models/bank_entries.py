"""A line of a bank statement, and what it was matched to."""

from peewee import BigIntegerField, CompositeKey, DateField, TextField

from webapp.models.base import Table, new_id


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

    class Meta:
        table_name = "bank_entry"
        primary_key = CompositeKey("company_id", "id")
