"""Who is supplied at a service point, over a half-open period."""

from peewee import BigIntegerField, BooleanField, CompositeKey, DateField

from webapp.models.base import Table, new_id


class Supply(Table):
    """Who is supplied at a service point, over a half-open period."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    service_point_id = BigIntegerField()
    customer_id = BigIntegerField()
    begins_on = DateField()
    ends_on = DateField(null=True)
    import_id = BigIntegerField()
    second_home = BooleanField(default=False)

    class Meta:
        table_name = "supply"
        primary_key = CompositeKey("company_id", "id")
