"""One instalment of the schedule that a later bill settles."""

from peewee import BigIntegerField, BooleanField, CompositeKey, DateField, TextField

from webapp.models.base import Table, new_id


class Advance(Table):
    """One instalment of the schedule that a later bill settles."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    customer_id = BigIntegerField()
    service_point_id = BigIntegerField()
    due_on = DateField()
    amount = BigIntegerField()
    currency = TextField()
    flexible = BooleanField()
    debt_id = BigIntegerField(null=True)
    settled_by = BigIntegerField(null=True)
    import_id = BigIntegerField()

    class Meta:
        table_name = "advance"
        primary_key = CompositeKey("company_id", "id")
