"""Something about money that a clerk has to look at."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table, new_id


class MoneyTask(Table):
    """Something about money that a clerk has to look at."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    kind = TextField()
    customer_id = BigIntegerField(null=True)
    payment_id = TextField(null=True)
    entry_id = BigIntegerField(null=True)
    facts = TextField()
    opened_at = InstantField()
    done_at = InstantField(null=True)
    done_by = BigIntegerField(null=True)

    class Meta:
        table_name = "money_task"
        primary_key = CompositeKey("company_id", "id")
