"""The rate of late-payment interest from a day on, in hundredths of a percent a year."""

from peewee import BigIntegerField, CompositeKey, DateField, IntegerField

from webapp.models.base import Table


class InterestRate(Table):
    """The rate of late-payment interest from a day on, in hundredths of a percent a year."""

    company_id = BigIntegerField()
    valid_from = DateField()
    rate = IntegerField()

    class Meta:
        table_name = "interest_rate"
        primary_key = CompositeKey("company_id", "valid_from")
