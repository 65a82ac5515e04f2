"""How much of an entry settles a debt; a negative one opens it again."""

from peewee import BigIntegerField, CompositeKey

from webapp.models.base import InstantField, Table, new_id


class Allocation(Table):
    """How much of an entry settles a debt; a negative one opens it again."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    entry_id = BigIntegerField()
    debt_id = BigIntegerField()
    amount = BigIntegerField()
    allocated_at = InstantField()

    class Meta:
        table_name = "allocation"
        primary_key = CompositeKey("company_id", "id")
