"""A company's own number for a plausibility rule, from a day on; never changed afterwards."""

from peewee import BigIntegerField, CompositeKey, DateField, TextField

from webapp.models.base import InstantField, Table, new_id


class RuleParameter(Table):
    """A company's own number for a plausibility rule, from a day on; never changed afterwards."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    name = TextField()
    medium = TextField(null=True)
    model = TextField(null=True)
    value = TextField()
    valid_from = DateField()
    set_at = InstantField()
    set_by = BigIntegerField(null=True)

    class Meta:
        table_name = "rule_parameter"
        primary_key = CompositeKey("company_id", "id")
