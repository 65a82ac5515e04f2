"""The value a decision makes official for one register."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import Table


class DecidedValue(Table):
    """The value a decision makes official for one register."""

    company_id = BigIntegerField()
    decision_id = BigIntegerField()
    register_id = BigIntegerField()
    submission_id = TextField()
    verdict = TextField()
    value = BigIntegerField()
    claimed = BigIntegerField(null=True)

    class Meta:
        table_name = "decided_value"
        primary_key = CompositeKey("company_id", "decision_id", "register_id")
