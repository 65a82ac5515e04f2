"""Work to be done later, enqueued inside the business transaction."""

from peewee import BigIntegerField, IntegerField, TextField

from webapp.models.base import InstantField, Table, new_id


class Job(Table):
    """Work to be done later, enqueued inside the business transaction."""

    id = BigIntegerField(primary_key=True, default=new_id)
    kind = TextField()
    payload = TextField()
    run_at = InstantField()
    leased_until = InstantField(null=True)
    tries = IntegerField(default=0)
    last_error = TextField(null=True)
    dead_at = InstantField(null=True)
    enqueued_at = InstantField()

    class Meta:
        table_name = "job"
