"""A place of supply at an address, for one medium."""

from peewee import BigIntegerField, CompositeKey, IntegerField, TextField

from webapp.models.base import Table, new_id


class ServicePoint(Table):
    """A place of supply at an address, for one medium."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    medium = TextField()
    address = TextField()
    import_id = BigIntegerField()
    breaker_amps = IntegerField(null=True)
    phases = IntegerField(null=True)
    number = TextField(null=True)

    class Meta:
        table_name = "service_point"
        primary_key = CompositeKey("company_id", "id")
