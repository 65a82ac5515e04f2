"""One line owed; what is outstanding is a sum over the ledger, never a column."""

from peewee import BigIntegerField, CompositeKey, DateField, TextField

from webapp.models.base import Table, new_id


class Debt(Table):
    """One line owed; what is outstanding is a sum over the ledger, never a column."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    number = TextField()
    customer_id = BigIntegerField()
    kind = TextField()
    invoice_id = BigIntegerField(null=True)
    about_debt_id = BigIntegerField(null=True)
    reminder = TextField(null=True)
    description = TextField()
    legal_title = TextField()
    amount = BigIntegerField()
    currency = TextField()
    arose_on = DateField()
    due_on = DateField()
    interest_until = DateField(null=True)
    details = TextField(null=True)
    import_id = BigIntegerField()

    class Meta:
        table_name = "debt"
        primary_key = CompositeKey("company_id", "id")
