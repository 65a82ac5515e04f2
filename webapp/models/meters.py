"""The device; its serial is unique within company and medium only."""

from peewee import BigIntegerField, CompositeKey, DateField, TextField

from webapp.models.base import Table, new_id


class Meter(Table):
    """The device; its serial is unique within company and medium only."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    service_point_id = BigIntegerField()
    medium = TextField()
    serial = TextField()
    model = TextField()
    calibrated_on = DateField(null=True)
    calibrated_until = DateField(null=True)
    installed_on = DateField()
    removed_on = DateField(null=True)
    import_id = BigIntegerField(null=True)
    qmax = BigIntegerField(null=True)
    decision_id = BigIntegerField(null=True)
    submission_id = TextField(null=True)
    verdict = TextField(null=True)

    class Meta:
        table_name = "meter"
        primary_key = CompositeKey("company_id", "id")
