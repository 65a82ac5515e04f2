"""What a submission says a register showed, in thousandths."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import Table


class Claim(Table):
    """What a submission says a register showed, in thousandths."""

    company_id = BigIntegerField()
    submission_id = TextField()
    register_id = BigIntegerField()
    value = BigIntegerField()

    class Meta:
        table_name = "claim"
        primary_key = CompositeKey("company_id", "submission_id", "register_id")
