"""A utility; every row of business data belongs to one."""

from peewee import BigIntegerField, TextField

from webapp.models.base import InstantField, Table, new_id


class Company(Table):
    """A utility; every row of business data belongs to one."""

    id = BigIntegerField(primary_key=True, default=new_id)
    slug = TextField(unique=True)
    name = TextField()
    country = TextField()
    currency = TextField()
    locale = TextField()
    timezone = TextField()
    accent = TextField()
    contact = TextField()
    created_at = InstantField()

    class Meta:
        table_name = "company"
