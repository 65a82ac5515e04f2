"""On which way a customer's bills for a place go out, from a day on."""

from typing import Any

from peewee import BigIntegerField, CompositeKey, DateField, TextField

from webapp.models.base import InstantField, Table, new_id


class InvoiceRoute(Table):
    """On which way a customer's bills for a place go out, from a day on; voided, never changed."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    service_point_id = BigIntegerField()
    customer_id = BigIntegerField()
    route = TextField()
    valid_from = DateField()
    recorded_at = InstantField()
    import_id = BigIntegerField(null=True)
    decision_id = BigIntegerField(null=True)
    submission_id = TextField(null=True)
    verdict = TextField(null=True)
    voided_by = BigIntegerField(null=True)

    class Meta:
        table_name = "invoice_route"
        primary_key = CompositeKey("company_id", "id")

    @classmethod
    def standing(cls) -> Any:
        """Those that no later decision has voided."""
        return cls.select().where(cls.voided_by.is_null())
