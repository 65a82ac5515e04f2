"""What a customer is found by: each text from each of its words on."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import Table


class CustomerSearch(Table):
    """One key of one customer: a beginning of their number, name, address, meter, bill or debt."""

    company_id = BigIntegerField()
    word = TextField()
    customer_id = BigIntegerField()
    kind = TextField()
    about_id = BigIntegerField()

    class Meta:
        table_name = "customer_search"
        primary_key = CompositeKey("company_id", "word", "customer_id", "kind", "about_id")
