"""When self-reading is open for a service point (half-open, the end may be open)."""

from peewee import BigIntegerField, CompositeKey, DateField

from webapp.models.base import Table, new_id


class ReadingWindow(Table):
    """When self-reading is open for a service point (half-open, the end may be open)."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    service_point_id = BigIntegerField()
    opens_on = DateField()
    closes_on = DateField(null=True)
    import_id = BigIntegerField()

    class Meta:
        table_name = "reading_window"
        primary_key = CompositeKey("company_id", "id")
