"""Which of several readings counts."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.meters import ESTIMATES, KIND_WORDS
from webapp.domain.reading_kinds import PRIORITY, best_of, one_a_day, was_read

DAY = date(2026, 10, 31)


@dataclass(frozen=True)
class Read:
    kind: str
    day: date = DAY
    value: int = 0


def test_every_kind_has_its_place_and_its_words():
    assert PRIORITY.keys() == KIND_WORDS.keys()


def test_whatever_was_read_stands_above_whatever_was_worked_out():
    read = [PRIORITY[kind] for kind in PRIORITY if was_read(kind)]
    assert min(read) > max(PRIORITY[kind] for kind in ESTIMATES)


def test_a_photo_stands_above_a_typed_number():
    assert PRIORITY["customer_verified"] > PRIORITY["customer"]


def test_the_kind_decides_then_the_distance_then_the_order():
    near = Read("customer", DAY + timedelta(days=1))
    assert best_of(readings=[near, Read("estimated")], day=DAY, near=3) == near
    exact, other = Read("customer"), Read("customer", DAY + timedelta(days=2))
    assert best_of(readings=[exact, other], day=DAY, near=3) == exact
    first, second = Read("customer", value=1), Read("customer", value=2)
    assert best_of(readings=[first, second], day=DAY) == second


def test_too_far_away_is_none():
    assert best_of(readings=[Read("customer", DAY + timedelta(days=4))], day=DAY, near=3) is None


reads = st.builds(
    Read,
    st.sampled_from(sorted(PRIORITY)),
    st.integers(0, 5).map(lambda n: DAY + timedelta(days=n)),
    st.integers(0, 9),
)


@given(st.lists(reads))
def test_one_a_day_is_the_best_of_each_day_in_order(readings):
    chosen = one_a_day(readings)
    assert [r.day for r in chosen] == sorted({r.day for r in readings})
    for one in chosen:
        assert one == best_of(readings=readings, day=one.day)


@given(st.lists(reads, min_size=1))
def test_an_estimate_only_counts_where_nobody_has_read(readings):
    best = best_of(readings=readings, day=DAY, near=9)
    assert was_read(best.kind) or all(not was_read(r.kind) for r in readings)
