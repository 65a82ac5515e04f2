"""Whatever happens to money, in any order: sums agree, and paid stays paid until taken back."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from peewee import fn

from tests.money import cause, decided, invoiced, owing, remaining, whose
from webapp.actions.debts import void_debt, write_off
from webapp.actions.ledger import (
    book_payment,
    bring_back,
    grant_credit,
    release,
    take_back,
    use_credit,
)
from webapp.actions.ledger_rows import family, open_lines
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.domain.refusals import Refusal
from webapp.models.allocations import Allocation
from webapp.models.base import database
from webapp.models.debts import Debt
from webapp.models.ledger_entries import LedgerEntry

AMOUNTS = st.integers(1, 3_000)
PICK = st.integers(0, 10**6)
KINDS = ("invoice", "interest", "dunning_fee")
FIRST = {"dunning_fee": 0, "interest": 1, "invoice": 2}
"""In which order a sum without a choice settles them, the oldest of a kind first."""
OWNERS = st.sampled_from(["anna", "szabo", "clara"])


class Ledger(RuleBasedStateMachine):
    """Three customers of two companies; a model beside the tables that only adds up."""

    world = now = None

    def __init__(self):
        super().__init__()
        self.transaction = database.atomic()
        self.inside = self.transaction.__enter__()
        self.debts: dict[int, tuple[str, int]] = {}
        self.places: dict[int, tuple[int, int, int]] = {}
        self.voided: set[int] = set()
        self.roots: dict[int, str] = {}
        self.cash = dict.fromkeys(("anna", "szabo", "clara"), 0)
        self.keys = 0
        self.before: dict[int, int] = {}
        self.may_open = False

    def teardown(self):
        self.inside.rollback()
        self.transaction.__exit__(None, None, None)

    # Without something owed, most of what happens to money happens to nothing.
    @initialize(amounts=st.lists(AMOUNTS, min_size=9, max_size=9), days=st.integers(-9, 9))
    def owed_already(self, amounts, days):
        for place, amount in enumerate(amounts):
            owner = ("anna", "szabo", "clara")[place % 3]
            self.billed(owner, amount, KINDS[place // 3 % 3], days * place % 19)

    @rule(owner=OWNERS, amount=AMOUNTS, kind=st.sampled_from(KINDS), day=st.integers(0, 30))
    def billed(self, owner, amount, kind, day):
        due = self.world.today + timedelta(days=day)
        if kind == "invoice":
            _, debt = invoiced(self.world, amount=amount, owner=owner, due=due)
        else:
            debt = owing(self.world, amount=amount, owner=owner, kind=kind, due=due)
        self.debts[debt] = (owner, amount)
        self.places[debt] = (FIRST[kind], day, debt)

    @rule(
        owner=OWNERS,
        amount=AMOUNTS,
        picks=st.lists(st.tuples(PICK, AMOUNTS), max_size=3),
        rest=st.booleans(),
    )
    def paid(self, owner, amount, picks, rest):
        mine = [debt for debt, (whose_, _) in self.debts.items() if whose_ == owner]
        chosen = [Choice(mine[pick % len(mine)], part) for pick, part in picks] if mine else []
        owed = self._outstanding()
        booked = self._book(owner, amount, chosen=chosen, spread_rest=rest)
        assert sum(one.amount for one in booked.allocated) + booked.on_account == amount
        assert booked.on_account >= 0
        self._moved(owed, booked.allocated, by=-1)
        if not chosen:
            expected, left = [], amount if rest else 0
            for debt in sorted(mine, key=self.places.get):
                part = min(left, owed[debt])
                expected += [Choice(debt, part)] if part else []
                left -= part
            assert list(booked.allocated) == expected

    @precondition(lambda self: self.keys)
    @rule(pick=PICK, amount=AMOUNTS)
    def told_again(self, pick, amount):
        key = f"K{pick % self.keys + 1}"
        owner = next(o for o, keys in self._keys().items() if key in keys)
        company_id, customer_id, currency = whose(self.world, owner)
        again = book_payment(
            company_id=company_id,
            customer_id=customer_id,
            money=Money(amount, currency),
            cause=cause(self.world, now=self.now, owner=owner, key=key),
        )
        assert again.repeated

    @rule(owner=OWNERS, amount=AMOUNTS)
    def credited(self, owner, amount):
        company_id, customer_id, currency = whose(self.world, owner)
        booked = grant_credit(
            company_id=company_id,
            customer_id=customer_id,
            money=Money(amount, currency),
            cause=cause(self.world, now=self.now, owner=owner),
        )
        self.roots[booked.entry_id] = owner
        self.cash[owner] += amount

    @rule(owner=OWNERS)
    def credit_used(self, owner):
        company_id, customer_id, currency = whose(self.world, owner)
        use_credit(company_id=company_id, customer_id=customer_id, currency=currency, now=self.now)

    @precondition(lambda self: self.roots)
    @rule(
        pick=PICK,
        amount=AMOUNTS | st.none(),
        kind=st.sampled_from(["chargeback", "reversal", "refund"]),
    )
    def taken_back(self, pick, amount, kind):
        entry = list(self.roots)[pick % len(self.roots)]
        owner = self.roots[entry]
        company_id = whose(self.world, owner)[0]
        left = remaining(company_id, entry)
        before, owed = family(company_id=company_id, entry_id=entry), self._outstanding()
        self.may_open = True
        try:
            back = take_back(
                company_id=company_id,
                entry_id=entry,
                kind=kind,
                amount=amount,
                cause=self._agreed(owner, kind, entry),
            )
        except Refusal:
            assert not left or (amount or 0) > left
            return
        self.cash[owner] -= back.amount
        assert back.amount == (amount or left)
        self._moved(owed, back.reopened, by=1)
        missing, expected = max(0, back.amount - before.on_account), []
        for one in reversed(before.settled):
            part = min(missing, one.amount)
            expected += [Choice(one.debt_id, part)] if part else []
            missing -= part
        assert list(back.reopened) == expected, "on account first, then what was settled last"

    @precondition(lambda self: self.roots)
    @rule(pick=PICK, amount=AMOUNTS | st.none(), kind=st.sampled_from(["won_back", "came_back"]))
    def brought_back(self, pick, amount, kind):
        entry = list(self.roots)[pick % len(self.roots)]
        owner = self.roots[entry]
        company_id = whose(self.world, owner)[0]
        gone, opened = self._gone(entry, ("chargeback", "won_back") if kind == "won_back"
                                  else ("refund", "came_back"))  # fmt: skip
        owed, wanted = self._outstanding(), gone if amount is None else amount
        try:
            back = bring_back(
                company_id=company_id,
                entry_id=entry,
                kind=kind,
                amount=wanted,
                cause=cause(self.world, now=self.now, owner=owner),
            )
        except Refusal:
            assert not gone or wanted > gone
            return
        self.cash[owner] += wanted
        expected, left = [], wanted
        for debt in reversed(opened):
            part = min(left, -opened[debt], owed[debt])
            expected += [Choice(debt, part)] if part > 0 else []
            left -= max(0, part)
        assert list(back.allocated) == expected, "what was opened last is settled first"
        assert back.on_account == left
        self._moved(owed, back.allocated, by=-1)

    @precondition(lambda self: self.roots)
    @rule(pick=PICK)
    def unmatched(self, pick):
        entry = list(self.roots)[pick % len(self.roots)]
        owner = self.roots[entry]
        company_id = whose(self.world, owner)[0]
        self.may_open = True
        settled = family(company_id=company_id, entry_id=entry).settled
        if settled:
            release(
                company_id=company_id,
                entry_id=entry,
                cause=cause(self.world, now=self.now, owner=owner),
                debt_ids=[settled[0].debt_id],
            )

    @precondition(lambda self: self.debts)
    @rule(pick=PICK)
    def voided_by_billing(self, pick):
        debt = list(self.debts)[pick % len(self.debts)]
        owner = self.debts[debt][0]
        company_id = whose(self.world, owner)[0]
        try:
            void_debt(
                company_id=company_id,
                debt_id=debt,
                cause=cause(self.world, now=self.now, owner=owner),
            )
        except Refusal:
            assert debt in self.voided
        self.voided.add(debt)

    @precondition(lambda self: self.debts)
    @rule(pick=PICK)
    def written_off(self, pick):
        debt = list(self.debts)[pick % len(self.debts)]
        owner = self.debts[debt][0]
        owed = self._outstanding()[debt]
        try:
            write_off(
                company_id=whose(self.world, owner)[0],
                debt_id=debt,
                cause=self._agreed(owner, "write_off", debt),
            )
        except Refusal:
            assert owed == 0

    @invariant()
    def sums_agree(self):
        owed = self._outstanding()
        for debt, (_, amount) in self.debts.items():
            assert 0 <= owed[debt] <= amount
        for debt in self.voided:
            assert owed[debt] == 0
        for owner, cash in self.cash.items():
            assert self._on_account(owner) + self._paid(owner) == cash
            assert self._on_account(owner) >= 0
        if not self.may_open:
            for debt, was in self.before.items():
                assert owed[debt] <= was, "open again, and nothing took money back"
        self.before, self.may_open = owed, False

    def _book(self, owner, amount, **more):
        self.keys += 1
        company_id, customer_id, currency = whose(self.world, owner)
        booked = book_payment(
            company_id=company_id,
            customer_id=customer_id,
            money=Money(amount, currency),
            cause=cause(self.world, now=self.now, owner=owner, key=f"K{self.keys}"),
            **more,
        )
        if not booked.repeated:
            self.roots[booked.entry_id] = owner
            self.cash[owner] += amount
        return booked

    def _moved(self, owed, parts, *, by):
        """What an action says it has settled or opened is what stands there, and nothing else."""
        wanted = dict(owed)
        for one in parts:
            wanted[one.debt_id] += by * one.amount
        assert self._outstanding() == wanted

    def _gone(self, entry, kinds):
        """What such entries took and did not bring back, and what that opened, in its order."""
        theirs = (LedgerEntry.reverses == entry) & LedgerEntry.kind.in_(kinds)
        opened = {}
        for debt, amount in (
            Allocation.select(Allocation.debt_id, Allocation.amount)
            .join(LedgerEntry, on=(LedgerEntry.id == Allocation.entry_id))
            .where(theirs)
            .order_by(Allocation.id)
            .tuples()
        ):
            opened[debt] = opened.get(debt, 0) + amount
        taken = LedgerEntry.select(fn.COALESCE(fn.SUM(LedgerEntry.amount), 0)).where(theirs)
        return -int(taken.scalar()), opened

    def _agreed(self, owner, kind, about):
        decision = None
        if kind in ("refund", "write_off") and owner != "clara":
            decision = decided(self.world, kind, now=self.now, owner=owner, about=about)
        return cause(self.world, now=self.now, owner=owner, decision_id=decision)

    def _keys(self):
        found: dict[str, set[str]] = {owner: set() for owner in self.cash}
        for entry, owner in self.roots.items():
            found[owner].add(LedgerEntry.get(LedgerEntry.id == entry).import_key)
        return found

    def _outstanding(self):
        owed = {}
        for owner in self.cash:
            company_id, customer_id, currency = whose(self.world, owner)
            lines = open_lines(company_id=company_id, customer_id=customer_id, currency=currency)
            owed |= {line.debt_id: line.outstanding for line in lines}
        return {debt: owed.get(debt, 0) for debt in self.debts}

    def _on_account(self, owner):
        company_id = whose(self.world, owner)[0]
        mine = [entry for entry, of in self.roots.items() if of == owner]
        each = [family(company_id=company_id, entry_id=entry).on_account for entry in mine]
        assert min(each, default=0) >= 0
        return sum(each)

    def _paid(self, owner):
        """What money settled of this customer's debts, counted from the debts' side."""
        company_id, customer_id, _ = whose(self.world, owner)
        money = LedgerEntry.alias()
        root = fn.COALESCE(LedgerEntry.reverses, LedgerEntry.id)
        return (
            Allocation.select(fn.COALESCE(fn.SUM(Allocation.amount), 0))
            .join(Debt, on=(Debt.id == Allocation.debt_id))
            .join_from(Allocation, LedgerEntry, on=(LedgerEntry.id == Allocation.entry_id))
            .join(money, on=(money.id == root))
            .where(
                Debt.company_id == company_id,
                Debt.customer_id == customer_id,
                money.kind.not_in(["write_off", "void"]),
            )
            .scalar()
        )


def _run(world, now, *, examples, steps):
    machine = type("Here", (Ledger,), {"world": world, "now": now})
    shown = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    case = machine.TestCase()
    case.settings = shown
    case.runTest()


def test_whatever_happens_to_money_the_sums_agree(world, now):
    _run(world, now, examples=20, steps=40)


@pytest.mark.long
def test_thousands_of_things_happen_to_money(world, now):
    _run(world, now, examples=150, steps=80)
