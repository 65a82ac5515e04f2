"""Customers from a billing file: new ones are added, a changed name replaces the old one."""

from collections.abc import Sequence

from webapp.actions.customer_search import index_customers
from webapp.actions.import_rows import Batch, Taken, customer_ids
from webapp.domain.billing_files import CustomerRow, Parsed
from webapp.models.base import new_id, tuples_of
from webapp.models.customers import Customer


def take_customers(batch: Batch, part: Sequence[Parsed]) -> Taken:
    """Write these customers; a number that is there with the same name is left alone."""
    wanted = {p.row.number: p.row for p in part if isinstance(p.row, CustomerRow)}
    known = dict(
        tuples_of(
            Customer.select(Customer.number, Customer.name).where(
                Customer.company_id == batch.company_id, Customer.number.in_(list(wanted))
            )
        )
    )
    fresh = [row for number, row in wanted.items() if number not in known]
    renamed = [row for number, row in wanted.items() if known.get(number, row.name) != row.name]
    if fresh:
        Customer.insert_many(
            [
                {"company_id": batch.company_id, "id": new_id(), "number": row.number,
                 "name": row.name, "import_id": batch.id}
                for row in fresh
            ]
        ).execute()  # fmt: skip
    for row in renamed:
        Customer.update(name=row.name).where(
            Customer.company_id == batch.company_id, Customer.number == row.number
        ).execute()
    written = [row.number for row in (*fresh, *renamed)]
    ids = customer_ids(company_id=batch.company_id, numbers=written)
    index_customers(
        company_id=batch.company_id, customer_ids=ids.values(), kinds=("number", "name")
    )
    added = len(written)
    return Taken(added=added, same=len(part) - added)
