"""Lines owed from a billing file: interest, reminder fees, advances, and other ready-made debts."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from webapp.actions.customer_search import index_debts
from webapp.actions.import_rows import Batch, Taken, customer_ids, differs, known_customer
from webapp.domain.billing_files import DebtRow, Fault, Parsed
from webapp.domain.refusals import Refusal
from webapp.domain.tariffs import Tariff, fee_on
from webapp.domain.words import N_
from webapp.models.base import new_id, tuples_of
from webapp.models.debts import Debt
from webapp.queries.tariffs import fees_of


def take_debts(batch: Batch, part: Sequence[Parsed]) -> Taken:
    """Write these debts; a number that stands there with the same sum is left alone."""
    rows = [(p.line, p.row) for p in part if isinstance(p.row, DebtRow)]
    known = _known(batch, (row.number for _, row in rows))
    customers = customer_ids(company_id=batch.company_id, numbers=(row.customer for _, row in rows))
    about = _debts_of_bills(batch, (row.invoice for _, row in rows if row.invoice))
    fees = _fees(batch, (row for _, row in rows))
    made: list[dict[str, Any]] = []
    refused, same = [], 0
    for line, row in rows:
        try:
            customer = known_customer(customers, row.customer)
            if row.number in known:
                # What the tariff says may be another by now; what was billed by it is not.
                amount = row.amount or known[row.number][2]
                if known[row.number] != (customer, row.kind, amount):
                    raise differs(field_name="number", number=row.number)
                same += 1
                continue
            amount = row.amount or _by_tariff(fees, row)
            made.append({**_debt(batch, row, customer, _about(about, row)), "amount": amount})
            known[row.number] = (customer, row.kind, amount)
        except Refusal as refusal:
            refused.append(Fault(line=line, refusal=refusal))
    if made:
        Debt.insert_many(made).execute()
        index_debts(
            company_id=batch.company_id,
            debts=[(one["customer_id"], one["id"], one["number"], one["reminder"]) for one in made],
        )
    return Taken(added=len(made), same=same, refused=tuple(refused))


def _known(batch: Batch, numbers: Iterable[str]) -> dict[str, tuple[int, str, int]]:
    rows = tuples_of(
        Debt.select(Debt.number, Debt.customer_id, Debt.kind, Debt.amount).where(
            Debt.company_id == batch.company_id, Debt.number.in_(sorted(set(numbers)))
        )
    )
    return {number: (customer, kind, amount) for number, customer, kind, amount in rows}


def _fees(batch: Batch, rows: Iterable[DebtRow]) -> Sequence[Tariff]:
    """What reminders cost here, where a row leaves its amount to that."""
    if all(row.amount is not None for row in rows):
        return ()
    return fees_of(company_ids=[batch.company_id])[batch.company_id]


def _by_tariff(fees: Sequence[Tariff], row: DebtRow) -> int:
    found = fee_on(fees, step=row.reminder_step, day=row.arose_on)
    if found is None:
        raise Refusal(
            "import_row",
            N_("No amount, and no tariff says what this reminder cost on %(day)s."),
            field="amount",
            day=row.arose_on.isoformat(),
        )
    if found.value == 0:
        raise Refusal(
            "import_row",
            N_("By the tariff of %(day)s this reminder costs nothing. Please leave the line out."),
            field="amount",
            day=found.valid_from.isoformat(),
        )
    return found.value


def _debts_of_bills(batch: Batch, numbers: Iterable[str]) -> dict[str, int]:
    """The debts that bills of these numbers made."""
    return dict(
        tuples_of(
            Debt.select(Debt.number, Debt.id).where(
                Debt.company_id == batch.company_id,
                Debt.kind == "invoice",
                Debt.number.in_(sorted(set(numbers))),
            )
        )
    )


def _about(known: dict[str, int], row: DebtRow) -> int | None:
    if row.invoice is None:
        return None
    if row.invoice not in known:
        raise Refusal(
            "import_row",
            N_("There is no bill with the number %(number)s."),
            field="invoice",
            number=row.invoice[:40],
        )
    return known[row.invoice]


def _debt(batch: Batch, row: DebtRow, customer: int, about: int | None) -> dict[str, Any]:
    plain = ("number", "kind", "description", "legal_title", "arose_on", "due_on",
             "reminder", "interest_until")  # fmt: skip
    return {
        "company_id": batch.company_id, "id": new_id(), "customer_id": customer,
        "currency": batch.currency, "about_debt_id": about, "details": _details(row),
        "import_id": batch.id, **{name: getattr(row, name) for name in plain},
    }  # fmt: skip


def _details(row: DebtRow) -> str | None:
    if row.reminder_step is not None:
        return json.dumps({"step": row.reminder_step})
    if row.interest_base is None or row.interest_since is None:
        return None
    return json.dumps({"base": row.interest_base, "since": row.interest_since.isoformat()})
