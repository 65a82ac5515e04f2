"""Whatever happens to money: opening and lines make closing, and the last closing is the ledger."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.money import cause, decided, owing, paid, whose
from webapp.actions.debts import void_debt, write_off
from webapp.actions.ledger import bring_back, release, take_back, use_credit
from webapp.domain.ledger import Choice
from webapp.domain.papers import Period
from webapp.domain.refusals import Refusal
from webapp.queries.account_statements import statement_customers, statement_of
from webapp.queries.billed import on_account
from webapp.queries.debts import debt_lines

FIRST, DAYS = date(2026, 1, 1), 300
day = st.integers(0, DAYS).map(lambda n: FIRST + timedelta(days=n))
step = st.tuples(
    st.sampled_from(
        [
            "owe",
            "pay",
            "pay",
            "refund",
            "chargeback",
            "won_back",
            "came_back",
            "release",
            "credit",
            "write_off",
            "void",
        ]
    ),
    day,
    st.integers(1, 90_000),
)


class Account:
    """What happened to Anna's money so far."""

    def __init__(self, world, now):
        self.world, self.now = world, now
        self.company, self.customer, self.currency = whose(world)
        self.debts, self.entries = [], []

    def do(self, what, on, amount):
        """One step; what cannot be done now is left out."""
        try:
            getattr(self, what)(on, amount)
        except (Refusal, IndexError):
            return

    def owe(self, on, amount):
        self.debts.append(owing(self.world, amount=amount, due=on + timedelta(days=20)))

    def pay(self, on, amount):
        chosen = [Choice(self.debts[amount % len(self.debts)], amount)] if self.debts else []
        self.entries.append(paid(self.world, amount=amount, now=self.now, day=on, chosen=chosen))

    def refund(self, on, amount):
        self._take(amount, "refund", lambda entry: self._why("refund", on, entry))

    def chargeback(self, on, _amount):
        self._take(None, "chargeback", lambda _: cause(self.world, now=self.now, day=on))

    def won_back(self, on, amount):
        self._bring(amount, "won_back", on)

    def came_back(self, on, amount):
        self._bring(amount, "came_back", on)

    def release(self, on, amount):
        entry = self.entries[amount % max(1, len(self.entries))]
        release(company_id=self.company, entry_id=entry, cause=self._why("unmatch", on))

    def credit(self, _on, _amount):
        use_credit(
            company_id=self.company, customer_id=self.customer, currency=self.currency, now=self.now
        )

    def write_off(self, on, _amount):
        debt = self.debts[-1]
        write_off(company_id=self.company, debt_id=debt, cause=self._why("write_off", on, debt))

    def void(self, on, _amount):
        why = cause(self.world, now=self.now, day=on)
        void_debt(company_id=self.company, debt_id=self.debts[0], cause=why)

    def _take(self, amount, kind, why):
        entry = self.entries[(amount or 0) % max(1, len(self.entries))]
        take_back(
            company_id=self.company, entry_id=entry, kind=kind, cause=why(entry),
            amount=amount and 1 + amount % 500,
        )  # fmt: skip

    def _bring(self, amount, kind, on):
        bring_back(
            company_id=self.company, entry_id=self.entries[0], kind=kind, amount=1 + amount % 500,
            cause=cause(self.world, now=self.now, day=on),
        )  # fmt: skip

    def _why(self, kind, on, about=None):
        decision = decided(self.world, kind, now=self.now, about=about)
        return cause(self.world, now=self.now, day=on, decision_id=decision)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(step, max_size=14), one=day, other=day)
def test_opening_and_lines_make_closing_and_closing_is_the_ledger(world, now, steps, one, other):
    account = Account(world, now)
    for what in steps:
        account.do(*what)
    billed = statement_customers(person=world.person("anna"), now=now)[0]
    first, end = min(one, other), max(one, other) + timedelta(days=1)
    whole = statement_of(billed=billed, period=Period(first=FIRST, end=date(2030, 1, 1)))
    parts = [
        statement_of(billed=billed, period=Period(first=since, end=until))
        for since, until in ((FIRST, first), (first, end), (end, date(2030, 1, 1)))
        if since < until
    ]
    for statement in (whole, *parts):
        moved = sum(line.amount for line in statement.lines)
        assert statement.opening + moved == statement.closing
    for before, after in pairwise(parts):
        assert before.closing == after.opening
    assert [line.amount for line in whole.lines if line.amount] == [
        line.amount for part in parts for line in part.lines
    ]
    # The other way round: what is left of each debt, less what is on account.
    owed = sum(line.outstanding for line in debt_lines(billed=[billed]))
    assert whole.closing == owed - on_account(billed=[billed]).get(billed.customer_id, 0)
