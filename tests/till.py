"""A till for tests: Anna or Clara pays with the pretend bank, and what it sends is in our hands.

The bank is the real program and asked over loopback; its notifications arrive at an ear, so that a
test decides when, how often and in which order the portal hears them.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.money import whose
from webapp.actions.banks import Banks
from webapp.actions.jobs import run_due
from webapp.actions.notifications import JOB, follow_notification
from webapp.actions.payments import Doors, Wanted, start_payment
from webapp.domain.return_tokens import return_token
from webapp.gateways.payments.client import Client
from webapp.models.allocations import Allocation
from webapp.models.base import tuples_of
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_settings import MoneySetting
from webapp.models.money_tasks import MoneyTask
from webapp.models.payment_items import PaymentItem
from webapp.models.payments import Payment
from webapp.queries.debts import outstanding_of

SECRET = "only for tests"
SLUGS = {"anna": "minta", "szabo": "minta", "clara": "muster"}


def write_keys(path, keys):
    """Write {(slug, currency): credentials} as the file of banks' keys."""
    lines = []
    for (slug, currency), given in keys.items():
        lines.append(f"[{slug}.sandbox.{currency}]")
        lines += [f"{name} = {json.dumps(value)}" for name, value in given.items()]
    path = Path(path)
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n")
    path.chmod(0o600)


def takes_cards(company_id, *, origin, **more):
    """Let a company take cards at the pretend bank."""
    MoneySetting.insert(
        **{
            "company_id": company_id, "payee": "", "iban": "", "bic": "", "bank": "",
            "tax_number": "", "address": "", "day_count": "act_365",
            "allocation_order": "fees,interest,principal", "provider": "sandbox",
            "payment_origins": origin, "least_payment": 250, "qr_kind": "none", **more,
        }
    ).execute()  # fmt: skip


class Till:
    """The cast's money, the bank, and the hands between them."""

    def __init__(self, *, world, bank, ear, file, client=None, timeout=1.5):
        self.world, self.bank, self.ear, self.client = world, bank, ear, client
        self.file = file
        self.banks = Banks(file, client=Client(timeout=timeout))

    def doors(self):
        """The ear hears what the bank sends; the path is the real one."""
        host = self.ear.url.removesuffix("/hear")
        return Doors(
            return_to=lambda token: f"{host}/payments/return/{token}",
            notify=lambda slug, provider, currency: (
                f"{host}/payments/notifications/{slug}/{provider}/{currency}"
            ),
            secret=SECRET,
            locale="en",
        )

    def start(self, *debts, owner="anna", amount="", now=None):
        """Press "pay" on the page of debts; returns the attempt, and raises what start raises."""
        wanted = Wanted(customer_id=whose(self.world, owner)[1], debt_ids=debts, amount=amount)
        address = start_payment(
            person=self.world.person(owner),
            wanted=wanted,
            banks=self.banks,
            doors=self.doors(),
            now=now or datetime.now(UTC),
        )
        payment = Payment.get(Payment.redirect_url == address)
        assert payment.provider_ref in address or address.startswith(self.bank.url)
        return payment

    def token(self, payment):
        """What stands in the address of return."""
        return return_token(secret=SECRET, payment_id=payment.id)

    def hear(self):
        """The next notification as it came over the wire."""
        return self.ear.wait()

    def deliver(self, heard, *, body=None, headers=None, path=None):
        """Hand a notification to the portal's door."""
        kept = {
            k: v for k, v in heard.headers.items() if k.lower() not in ("host", "content-length")
        }
        return self.client.post(
            path or heard.path, data=heard.body if body is None else body,
            headers=kept if headers is None else headers,
        )  # fmt: skip

    def work(self, *, later=timedelta(seconds=1)):
        """What the worker does about notifications, so much later."""
        run_due(
            handlers={JOB: lambda **given: follow_notification(**given, banks=self.banks)},
            clock=lambda: datetime.now(UTC) + later,
        )

    def hear_and_settle(self):
        """The usual way: the bank tells, we answer, the worker asks."""
        answer = self.deliver(self.hear())
        assert answer.status_code == 200
        self.work()


def state_of(payment):
    """Where it stands now."""
    return Payment.get(Payment.company_id == payment.company_id, Payment.id == payment.id).state


def entries_of(payment, kind="payment"):
    """The amounts booked of it."""
    rows = LedgerEntry.select(LedgerEntry.amount).where(
        LedgerEntry.company_id == payment.company_id,
        LedgerEntry.payment_id == payment.id,
        LedgerEntry.kind == kind,
    )
    return [amount for (amount,) in tuples_of(rows)]


def settled_by(payment):
    """{debt: amount} that its entry settles."""
    rows = (
        Allocation.select(Allocation.debt_id, Allocation.amount)
        .join(
            LedgerEntry,
            on=(LedgerEntry.company_id == Allocation.company_id)
            & (LedgerEntry.id == Allocation.entry_id),
        )
        .where(LedgerEntry.company_id == payment.company_id, LedgerEntry.payment_id == payment.id)
    )
    return dict(tuples_of(rows))


def held_by(payment):
    """The debts that nobody else may pay meanwhile."""
    rows = PaymentItem.select(PaymentItem.debt_id).where(
        PaymentItem.company_id == payment.company_id,
        PaymentItem.payment_id == payment.id,
        PaymentItem.active,
    )
    return {debt for (debt,) in tuples_of(rows)}


def owed(company_id, *debts):
    """What is still owed of these debts, in their order."""
    left = outstanding_of(company_id=company_id, debt_ids=debts)
    return [left[debt] for debt in debts]


def tasks(company_id):
    """[(kind, facts)] that clerks have to look at, the oldest first."""
    rows = MoneyTask.select(MoneyTask.kind, MoneyTask.facts).where(
        MoneyTask.company_id == company_id
    )
    return [(kind, json.loads(facts)) for kind, facts in tuples_of(rows.order_by(MoneyTask.id))]
