"""A company's account, order of allocation, bank and payment code."""

from typing import Any

from peewee import BigIntegerField, BooleanField, PostgresqlDatabase, TextField

from webapp.models.base import Table, database
from webapp.models.companies import Company


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
    agreed_id = BigIntegerField(null=True)

    class Meta:
        table_name = "money_setting"

    @classmethod
    def hold(cls, *, company_id: int) -> bool:
        """Let nobody else set how this company takes money until the end; False for no company."""
        held = Company.select(Company.id).where(Company.id == company_id)
        if isinstance(database.obj, PostgresqlDatabase):
            # The weaker lock lets others go on referring to the company meanwhile.
            lock: Any = "FOR NO KEY UPDATE"
            held = held.for_update(lock)
        return bool(list(held.tuples()))
