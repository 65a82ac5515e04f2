"""A plausibility verdict on a submission, with the numbers it used."""

from peewee import BigIntegerField, CompositeKey, IntegerField, TextField

from webapp.models.base import Table, new_id


class Finding(Table):
    """A plausibility verdict on a submission, with the numbers it used."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    submission_id = TextField()
    register_id = BigIntegerField(null=True)
    code = TextField()
    severity = TextField()
    numbers = TextField()
    rule_version = IntegerField()

    class Meta:
        table_name = "finding"
        primary_key = CompositeKey("company_id", "id")
