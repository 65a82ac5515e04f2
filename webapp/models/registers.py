"""A counting register of a meter; values are thousandths of its unit."""

from peewee import BigIntegerField, CompositeKey, IntegerField, TextField

from webapp.models.base import Table, new_id


class Register(Table):
    """A counting register of a meter; values are thousandths of its unit."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    meter_id = BigIntegerField()
    position = IntegerField()
    obis = TextField()
    label = TextField()
    unit = TextField()
    digits = IntegerField()
    decimals = IntegerField()
    multiplier = BigIntegerField(default=1000)
    import_id = BigIntegerField(null=True)
    yearly = BigIntegerField(null=True)
    decision_id = BigIntegerField(null=True)
    submission_id = TextField(null=True)
    verdict = TextField(null=True)

    class Meta:
        table_name = "register"
        primary_key = CompositeKey("company_id", "id")
