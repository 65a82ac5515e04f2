"""A company's account, order of allocation, bank and payment code."""

from peewee import BigIntegerField, BooleanField, TextField

from webapp.models.base import Table


class MoneySetting(Table):
    """A company's account, order of allocation, bank and payment code."""

    company_id = BigIntegerField(primary_key=True)
    payee = TextField()
    iban = TextField()
    bic = TextField()
    bank = TextField()
    tax_number = TextField()
    address = TextField()
    day_count = TextField()
    allocation_order = TextField()
    provider = TextField()
    payment_origins = TextField()
    least_payment = BigIntegerField()
    qr_kind = TextField()
    number_pattern = TextField(default="")
    uses_credit = BooleanField(default=True)

    class Meta:
        table_name = "money_setting"
