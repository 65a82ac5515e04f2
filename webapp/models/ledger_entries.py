"""Money that moved: of exactly one payment, import or decision."""

from peewee import BigIntegerField, CompositeKey, DateField, TextField

from webapp.models.base import InstantField, Table, new_id


class LedgerEntry(Table):
    """Money that moved: of exactly one payment, import or decision."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    customer_id = BigIntegerField()
    kind = TextField()
    amount = BigIntegerField()
    currency = TextField()
    value_on = DateField()
    booked_at = InstantField()
    reference = TextField()
    import_key = TextField(null=True)
    payment_id = TextField(null=True)
    import_id = BigIntegerField(null=True)
    decision_id = BigIntegerField(null=True)
    reverses = BigIntegerField(null=True)

    class Meta:
        table_name = "ledger_entry"
        primary_key = CompositeKey("company_id", "id")
