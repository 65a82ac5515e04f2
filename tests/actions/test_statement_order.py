"""Whatever order files come in, and however often: every line once, the sums the same."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.camt import DAY, entry, movement, paid, returned
from tests.money import invoiced
from tests.statements import bring, lines, received, settled, takes_money
from webapp.models.base import database
from webapp.models.ledger_entries import LedgerEntry

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OWED = 10_000


@st.composite
def bank_days(draw):
    """Movements with the bank's references, some told in several files and some come back."""
    count = draw(st.integers(min_value=1, max_value=8))
    movements = []
    for n in range(count):
        amount = draw(st.integers(min_value=1, max_value=900))
        known = draw(st.booleans())
        said = {"end_to_end": f"E{n}", "reference": f"BILL{n % 3}" if known else ""}
        day = DAY + timedelta(days=draw(st.integers(min_value=0, max_value=2)))
        movements.append((paid(amount, ref=f"B{n}", day=day, **said), amount, known))
        if draw(st.booleans()):
            back = returned(amount, ref=f"R{n}", day=day, end_to_end=f"E{n}")
            movements.append((back, -amount, known))
    return movements


@given(bank_days(), st.randoms(use_true_random=False), st.sampled_from(["053", "054"]))
@settings(max_examples=60)
def test_any_order_and_any_number_of_times(world, movements, rng, kind):
    with database.atomic() as transaction:
        takes_money(world)
        debts = [invoiced(world, amount=OWED, number=f"BILL{n}")[1] for n in range(3)]
        files = [list(movements), *([one] for one in rng.sample(movements, len(movements) // 2))]
        files += [rng.sample(movements, rng.randint(1, len(movements))) for _ in range(3)]
        rng.shuffle(files)
        for file in files:
            rng.shuffle(file)
            bring(world.minta, *(one for one, _, _ in file), now=NOW, kind=kind)
        kept = lines(world.minta)
        assert sorted(line.amount for line in kept) == sorted(one for _, one, _ in movements)
        expected = sum(amount for _, amount, known in movements if known)
        assert received(world.minta) == sum(settled(debt) for debt in debts) == expected
        booked = [line.entry_id for line in kept if line.entry_id]
        assert len(booked) == len(set(booked)) == LedgerEntry.select().count()
        # What names nobody waits, and its return with it.
        assert all((line.state == "open") == (not line.entry_id) for line in kept)
        transaction.rollback()


@given(st.lists(st.integers(min_value=1, max_value=99), min_size=2, max_size=6), st.booleans())
@settings(max_examples=30)
def test_a_sum_and_its_movements_never_count_twice(world, amounts, sum_first):
    with database.atomic() as transaction:
        takes_money(world)
        invoiced(world, amount=OWED, number="BILL0")
        whole = entry(amount=sum(amounts), ref="B", count=len(amounts))
        parts = [movement(amount=one, reference="BILL0") for one in amounts]
        apart = entry(*parts, amount=sum(amounts), ref="B")
        for one in (whole, apart) * 2 if sum_first else (apart, whole) * 2:
            bring(world.minta, one, now=NOW)
        assert received(world.minta) == sum(amounts)
        transaction.rollback()
