"""One line of a bill, with the readings it was worked out from."""

from peewee import BigIntegerField, CompositeKey, DateField, IntegerField, TextField

from webapp.models.base import Table


class InvoiceLine(Table):
    """One line of a bill, with the readings it was worked out from."""

    company_id = BigIntegerField()
    invoice_id = BigIntegerField()
    position = IntegerField()
    description = TextField()
    quantity = BigIntegerField(null=True)
    unit = TextField(null=True)
    price = TextField(null=True)
    net = BigIntegerField()
    tax_rate = IntegerField()
    tax = BigIntegerField()
    period_from = DateField(null=True)
    period_to = DateField(null=True)
    serial = TextField(null=True)
    obis = TextField(null=True)
    reading_from = BigIntegerField(null=True)
    reading_from_kind = TextField(null=True)
    reading_to = BigIntegerField(null=True)
    reading_to_kind = TextField(null=True)

    class Meta:
        table_name = "invoice_line"
        primary_key = CompositeKey("company_id", "invoice_id", "position")
