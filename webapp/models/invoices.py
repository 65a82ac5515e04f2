"""A bill as the billing system issued it."""

from peewee import BigIntegerField, CompositeKey, DateField, TextField

from webapp.models.base import Table, new_id


class Invoice(Table):
    """A bill as the billing system issued it."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    number = TextField()
    customer_id = BigIntegerField()
    kind = TextField()
    medium = TextField(null=True)
    service_point_id = BigIntegerField(null=True)
    issued_on = DateField()
    due_on = DateField()
    period_from = DateField(null=True)
    period_to = DateField(null=True)
    currency = TextField()
    net = BigIntegerField()
    tax = BigIntegerField()
    total = BigIntegerField()
    reference = TextField()
    details = TextField()
    document_key = TextField(null=True)
    import_id = BigIntegerField()

    class Meta:
        table_name = "invoice"
        primary_key = CompositeKey("company_id", "id")
