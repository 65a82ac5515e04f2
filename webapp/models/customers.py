"""The billing party, with a customer number such as SU0044."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import Table, new_id


class Customer(Table):
    """The billing party, with a customer number such as SU0044."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    number = TextField()
    name = TextField()
    import_id = BigIntegerField()

    class Meta:
        table_name = "customer"
        primary_key = CompositeKey("company_id", "id")
