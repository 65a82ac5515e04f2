"""Official and billable; never deleted, only voided by a later decision."""

from typing import Any

from peewee import BigIntegerField, CompositeKey, DateField, IntegerField, TextField, fn

from webapp.models.base import InstantField, Table, new_id


class Reading(Table):
    """Official and billable; never deleted, only voided by a later decision."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    register_id = BigIntegerField()
    read_on = DateField()
    value = BigIntegerField()
    kind = TextField()
    recorded_at = InstantField()
    decision_id = BigIntegerField(null=True)
    submission_id = TextField(null=True)
    verdict = TextField(null=True)
    import_id = BigIntegerField(null=True)
    voided_by = BigIntegerField(null=True)
    rollovers = IntegerField(default=0)
    prorated_on = DateField(null=True)
    prorated_value = BigIntegerField(null=True)

    class Meta:
        table_name = "reading"
        primary_key = CompositeKey("company_id", "id")

    @classmethod
    def standing(cls) -> Any:
        """Readings that no later decision has voided."""
        return cls.select().where(cls.voided_by.is_null())

    @classmethod
    def effective_day(cls) -> Any:
        """The day for which it counts: the handover's, where it was read some days beside it."""
        return fn.COALESCE(cls.prorated_on, cls.read_on)

    @classmethod
    def effective_value(cls) -> Any:
        """The value that counts for that day."""
        return fn.COALESCE(cls.prorated_value, cls.value)
