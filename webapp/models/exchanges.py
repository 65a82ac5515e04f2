"""One meter taken down and another hung in its place, with the decision that says so."""

from peewee import BigIntegerField, CompositeKey, DateField, TextField

from webapp.models.base import InstantField, Table, new_id


class Exchange(Table):
    """One meter taken down and another hung in its place, with the decision that says so."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    service_point_id = BigIntegerField()
    happened_on = DateField()
    old_meter_id = BigIntegerField()
    new_meter_id = BigIntegerField()
    reason = TextField()
    decision_id = BigIntegerField()
    submission_id = TextField()
    verdict = TextField()
    recorded_at = InstantField()

    class Meta:
        table_name = "exchange"
        primary_key = CompositeKey("company_id", "id")
