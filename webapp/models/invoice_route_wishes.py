"""On which way a customer wants the bills of a place; append-only."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import Table


class InvoiceRouteWish(Table):
    """On which way a customer wants the bills of a place; append-only."""

    company_id = BigIntegerField()
    submission_id = TextField()
    service_point_id = BigIntegerField()
    customer_id = BigIntegerField()
    route = TextField()

    class Meta:
        table_name = "invoice_route_wish"
        primary_key = CompositeKey("company_id", "submission_id")
