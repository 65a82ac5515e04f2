"""Bills and other debts for tests, as a billing system would have delivered them."""

import uuid
from datetime import UTC, date, datetime, timedelta

from webapp.actions.debts import decide_about_money
from webapp.actions.ledger import Cause, Source, book_payment
from webapp.domain.money import Money
from webapp.domain.return_tokens import return_hash, return_token
from webapp.models.base import new_id
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.invoices import Invoice
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_proposals import MoneyProposal
from webapp.models.payments import Payment

COMPANIES = {"anna": ("minta", "SU0044", "HUF"), "szabo": ("minta", "SU0045", "HUF"),
             "clara": ("muster", "100-2201", "EUR")}  # fmt: skip


def whose(world, owner="anna"):
    """(company id, customer id, currency) of somebody in the cast."""
    company, number, currency = COMPANIES[owner]
    return getattr(world, company), world.customers[number], currency


def import_id_of(company_id, customer_id):
    """The import that brought this customer."""
    return Customer.get(Customer.company_id == company_id, Customer.id == customer_id).import_id


def invoiced(world, *, amount, owner="anna", due=None, number=None, kind="invoice", **more):
    """An invoice and its debt; returns (invoice id, debt id)."""
    company_id, customer_id, currency = whose(world, owner)
    invoice_id, due = new_id(), due or world.today + timedelta(days=10)
    number = number or f"S{invoice_id}"
    Invoice.insert(
        **{
            "company_id": company_id, "id": invoice_id, "number": number,
            "customer_id": customer_id, "kind": kind, "medium": "heat",
            "issued_on": due - timedelta(days=20), "due_on": due, "currency": currency,
            "net": amount, "tax": 0, "total": amount, "reference": number, "details": "{}",
            "import_id": import_id_of(company_id, customer_id), **more,
        }
    ).execute()  # fmt: skip
    if amount <= 0:
        return invoice_id, None
    return invoice_id, owing(
        world, amount=amount, owner=owner, due=due, number=f"D:{number}", invoice_id=invoice_id
    )


def owing(world, *, amount, owner="anna", due=None, kind="invoice", **more):
    """One debt; returns its id."""
    company_id, customer_id, currency = whose(world, owner)
    debt_id, due = new_id(), due or world.today + timedelta(days=10)
    Debt.insert(
        **{
            "company_id": company_id, "id": debt_id, "number": f"D{debt_id}",
            "customer_id": customer_id, "kind": kind, "description": "Heat",
            "legal_title": "own", "amount": amount, "currency": currency,
            "arose_on": due - timedelta(days=20), "due_on": due,
            "interest_until": due if kind == "interest" else None,
            "import_id": import_id_of(company_id, customer_id), **more,
        }
    ).execute()  # fmt: skip
    return debt_id


def paid(world, *, amount, now, owner="anna", chosen=(), **more):
    """Money that came, for the chosen debts or on account; returns the entry's id."""
    company_id, customer_id, currency = whose(world, owner)
    return book_payment(
        company_id=company_id,
        customer_id=customer_id,
        money=Money(amount, currency),
        cause=cause(world, now=now, owner=owner, **more),
        chosen=chosen,
        spread_rest=False,
    ).entry_id


def attempted(world, *, owner="anna", amount=1_000, state="created"):
    """An attempt to pay that no bank was asked about; returns (payment id, token of return)."""
    company_id, customer_id, currency = whose(world, owner)
    payment_id, now = str(uuid.uuid4()), datetime.now(UTC)
    token = return_token(secret="only for tests", payment_id=payment_id)
    Payment.insert(
        company_id=company_id, id=payment_id, customer_id=customer_id,
        account_id=world.accounts[owner], amount=amount, currency=currency, state=state,
        provider="sandbox", reference=f"P{payment_id[:8]}", return_hash=return_hash(token),
        choice_hash=payment_id, created_at=now, changed_at=now,
        expires_at=now + timedelta(minutes=30), poll_at=None, polls=0,
    ).execute()  # fmt: skip
    return payment_id, token


def cause(world, *, now, owner="anna", key=None, decision_id=None, reference="", day=None):
    """Why something is booked: an import, or a decision where one is given."""
    company_id, customer_id, _ = whose(world, owner)
    return Cause(
        source=Source(decision_id=decision_id)
        if decision_id
        else Source(import_id=import_id_of(company_id, customer_id)),
        value_on=day or date(2026, 11, 25),
        reference=reference or "R",
        now=now,
        key=key,
    )


def decided(world, kind, *, now, owner="anna", about=None, amount=10**12):
    """Two people of Minta's staff have agreed: about this entry or debt, else about the newest."""
    company_id, customer_id, _ = whose(world, owner)
    proposal_id = None
    if kind in ("refund", "write_off"):
        proposal_id = proposed(world, kind, now=now, owner=owner, about=about, amount=amount)
        MoneyProposal.update(
            ended_at=now, ended_by=world.accounts["supervisor"], outcome="approved"
        ).where(MoneyProposal.id == proposal_id).execute()
    return decide_about_money(
        company_id=company_id,
        kind=kind,
        customer_id=customer_id,
        staff_id=world.accounts["supervisor"],
        proposed_by=world.accounts["clerk"] if proposal_id else None,
        proposal_id=proposal_id,
        reason="agreed",
        subject="test",
        now=now,
    )


def proposed(world, kind, *, now, owner="anna", about=None, amount=10**12, by="clerk"):
    """One of the staff wants money given back or let go; returns the proposal's id."""
    company_id, customer_id, currency = whose(world, owner)
    proposal_id = new_id()
    about = about or _newest(world, kind, now=now, owner=owner)
    MoneyProposal.insert(
        company_id=company_id, id=proposal_id, kind=kind, customer_id=customer_id,
        entry_id=about if kind == "refund" else None,
        debt_id=about if kind == "write_off" else None,
        way="bank" if kind == "refund" else None,
        amount=amount, currency=currency, reason_code="other",
        staff_id=world.accounts[by], proposed_at=now,
    ).execute()  # fmt: skip
    return proposal_id


def _newest(world, kind, *, now, owner):
    """The customer's newest money or debt; one that is made where there is none."""
    company_id, customer_id, currency = whose(world, owner)
    table = LedgerEntry if kind == "refund" else Debt
    theirs = (table.company_id == company_id) & (table.customer_id == customer_id)
    if table is LedgerEntry:
        theirs &= LedgerEntry.kind.in_(["payment", "credit"])
    found = table.select().where(theirs).order_by(table.id.desc()).first()
    if found is not None:
        return found.id
    if kind == "write_off":
        return owing(world, amount=1, owner=owner)
    given = {"company_id": company_id, "customer_id": customer_id, "money": Money(1, currency)}
    return book_payment(**given, cause=cause(world, now=now, owner=owner)).entry_id


def remaining(company_id, entry_id):
    """What is left of an entry after all that was taken from it."""
    entries = LedgerEntry.select(LedgerEntry.amount).where(
        LedgerEntry.company_id == company_id,
        (LedgerEntry.id == entry_id) | (LedgerEntry.reverses == entry_id),
    )
    return sum(amount for (amount,) in entries.tuples())
