"""A day's heating degree days where a company supplies, in thousandths."""

from peewee import BigIntegerField, CompositeKey, DateField

from webapp.models.base import Table


class DegreeDay(Table):
    """A day's heating degree days where a company supplies, in thousandths."""

    company_id = BigIntegerField()
    day = DateField()
    value = BigIntegerField()
    import_id = BigIntegerField()

    class Meta:
        table_name = "degree_day"
        primary_key = CompositeKey("company_id", "day")
