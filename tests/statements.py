"""Statements taken in for tests, and what the money says afterwards."""

import hashlib

from peewee import fn

from tests.camt import ANNA_PAYS_TO, CLARA_PAYS_TO, document, opened, paid
from tests.money import whose
from webapp.actions.billing_imports import Delivery
from webapp.actions.statement_imports import import_statement
from webapp.gateways.camt import lines_of
from webapp.models.allocations import Allocation
from webapp.models.bank_entries import BankEntry
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_settings import MoneySetting


def takes_money(world, *, pattern=""):
    """Both companies have an account."""
    for company_id, iban in ((world.minta, ANNA_PAYS_TO), (world.muster, CLARA_PAYS_TO)):
        MoneySetting.insert(
            company_id=company_id, payee="P", iban=iban, bic="", bank="", tax_number="",
            address="", day_count="act_365", allocation_order="fees,interest,principal",
            provider="", payment_origins="", least_payment=0, qr_kind="none",
            number_pattern=pattern,
        ).execute()  # fmt: skip


def told_by_bank(world, *, owner, now):
    """A statement of the owner's company with one line that names nobody: its and the line's id."""
    company_id, customer_id, currency = whose(world, owner)
    if not MoneySetting.select().where(MoneySetting.company_id == company_id).exists():
        takes_money(world)
    done = bring(
        company_id,
        paid("38837", ref=f"{owner}{customer_id}", currency=currency, payer="Somebody"),
        now=now,
        currency=currency,
        iban=CLARA_PAYS_TO if owner == "clara" else ANNA_PAYS_TO,
    )
    line = BankEntry.get(BankEntry.import_id == done.import_id)
    return {"statement_id": str(done.import_id), "line_id": str(line.id)}


def bring(company_id, *entries, now, keep_good=False, data=None, faults=None, **said):
    """Take in a statement of these entries; returns what became of it."""
    data = data or document(*entries, **said)
    currency = said.get("currency", "HUF")
    return import_statement(
        company_id=company_id,
        delivery=Delivery(
            kind="statement", source="test.xml", sha256=hashlib.sha256(data).hexdigest(),
            currency=currency, keep_good=keep_good,
        ),
        lines=lines_of(file=opened(data), currency=currency, progress=lambda _: None),
        now=now,
        report=(faults if faults is not None else []).append,
    )  # fmt: skip


def lines(company_id):
    """All lines that were kept, in their order."""
    rows = BankEntry.select().where(BankEntry.company_id == company_id)
    return list(rows.order_by(BankEntry.id))


def only_line(company_id):
    """The one line that was kept."""
    (line,) = lines(company_id)
    return line


def settled(debt_id):
    """How much of a debt is settled."""
    total = Allocation.select(fn.SUM(Allocation.amount)).where(Allocation.debt_id == debt_id)
    return int(total.scalar() or 0)


def received(company_id):
    """All that the ledger holds of this company's money."""
    total = LedgerEntry.select(fn.SUM(LedgerEntry.amount)).where(
        LedgerEntry.company_id == company_id
    )
    return int(total.scalar() or 0)
