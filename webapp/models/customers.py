"""The billing party, with a customer number such as SU0044."""

from typing import Any

from peewee import BigIntegerField, CompositeKey, PostgresqlDatabase, TextField

from webapp.models.base import Table, database, new_id


class Customer(Table):
    """The billing party, with a customer number such as SU0044."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    number = TextField()
    name = TextField()
    import_id = BigIntegerField()

    class Meta:
        table_name = "customer"
        primary_key = CompositeKey("company_id", "id")

    @classmethod
    def hold_money(cls, *, company_id: int, customer_id: int) -> bool:
        """Let nobody else write this customer's ledger until the transaction ends; False for none.

        Who looks at what is owed and then writes must be alone with it. SQLite's transactions
        are: they begin as writers. PostgreSQL needs to be told.
        """
        held = cls.select(cls.id).where(cls.company_id == company_id, cls.id == customer_id)
        if isinstance(database.obj, PostgresqlDatabase):
            # The weaker lock lets others go on referring to the customer meanwhile.
            lock: Any = "FOR NO KEY UPDATE"
            held = held.for_update(lock)
        return bool(list(held.tuples()))
