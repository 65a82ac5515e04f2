"""What a payment reminder costs from a day on."""

from peewee import BigIntegerField, CompositeKey, DateField, IntegerField

from webapp.models.base import Table


class DunningTariff(Table):
    """What a payment reminder costs from a day on."""

    company_id = BigIntegerField()
    step = IntegerField()
    valid_from = DateField()
    amount = BigIntegerField()

    class Meta:
        table_name = "dunning_tariff"
        primary_key = CompositeKey("company_id", "step", "valid_from")
