"""Anything from outside that waits at the gate; unique by company and id."""

from datetime import date
from typing import Any

from peewee import BigIntegerField, CompositeKey, DateField, TextField

from webapp.models.base import InstantField, Table


class Submission(Table):
    """Anything from outside that waits at the gate; unique by company and id."""

    company_id = BigIntegerField()
    id = TextField()
    kind = TextField(default="reading")
    channel = TextField()
    state = TextField(default="received")
    receipt = TextField()
    account_id = BigIntegerField()
    customer_id = BigIntegerField()
    service_point_id = BigIntegerField()
    meter_id = BigIntegerField(null=True)
    captured_at = InstantField()
    read_on = DateField(null=True)
    received_at = InstantField()
    changed_at = InstantField()
    skew_ms = BigIntegerField()
    content_hash = TextField()
    replaces = TextField(null=True)
    remark_id = BigIntegerField(null=True)
    about_reading_id = BigIntegerField(null=True)
    handover_on = DateField(null=True)
    details = TextField(null=True)

    class Meta:
        table_name = "submission"
        primary_key = CompositeKey("company_id", "id")

    @property
    def read_day(self) -> date:
        """The day on which its meter was read; raises ValueError for a request, which has none."""
        if self.read_on is None:
            raise ValueError(self.kind)
        day: date = self.read_on
        return day

    @classmethod
    def waiting(cls, *, company_id: int) -> Any:
        """Those that still need a decision."""
        return cls.select().where(cls.company_id == company_id, cls.state == "received")
