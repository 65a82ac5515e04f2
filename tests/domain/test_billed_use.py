"""What bills say was used, bill by bill: nothing is invented and nothing is counted twice."""

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.billed_use import MOST_USES, UsedLine, uses_of_bills

line = st.builds(
    UsedLine,
    bill_id=st.integers(1, 6),
    name=st.sampled_from(["Heat", "Hot water", "Cold water", "Gas", "Power"]),
    unit=st.sampled_from(["m³", "GJ"]),
    quantity=st.integers(0, 10**9),
    guessed=st.booleans(),
)


@given(st.lists(line, max_size=30))
def test_each_bill_has_the_sum_of_its_lines_or_a_gap(lines):
    bills = [3, 1, 2, 6, 5, 4]
    found = uses_of_bills(bill_ids=bills, lines=lines)
    assert len(found) == min(MOST_USES, len({(one.name, one.unit) for one in lines}))
    for use in found:
        for bill, amount, guessed in zip(bills, use.amounts, use.guessed, strict=True):
            mine = [
                one for one in lines
                if (one.bill_id, one.name, one.unit) == (bill, use.name, use.unit)
            ]  # fmt: skip
            assert amount == (sum(one.quantity for one in mine) if mine else None)
            assert guessed == any(one.guessed for one in mine)


def test_the_commonest_uses_come_first():
    lines = [
        UsedLine(bill_id=bill, name=name, unit="m³", quantity=1_000, guessed=False)
        for bill, name in ((1, "Once"), (1, "Twice"), (2, "Twice"))
    ]
    assert [one.name for one in uses_of_bills(bill_ids=[1, 2], lines=lines)] == ["Twice", "Once"]
