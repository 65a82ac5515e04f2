"""Anna's bills are told relative to the day, and must make sense on each."""

from datetime import date, timedelta

import pytest

from webapp.actions.demo.annas_money import LATE_DAYS, LATE_NET, NEWEST_NET, PAID_AGO, planned

DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 800, 3)]


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_bills_make_sense_on_every_day(today):
    bills = planned(today=today)
    assert len({bill.number for bill in bills}) == len(bills) == 24
    assert [bill.since for bill in bills[1:]] == [bill.until for bill in bills[:-1]]
    for bill in bills:
        assert bill.until < bill.issued_on < bill.due_on, bill
        assert bill.issued_on <= today, bill
        assert bill.number.startswith(f"{bill.due_on.year}S")
    newest, paid = bills[-1], bills[:-1]
    assert (newest.net, newest.paid_on, newest.number[5:]) == (NEWEST_NET, None, "000572")
    assert newest.due_on >= today + timedelta(days=5)
    assert all(bill.paid_on is not None and bill.paid_on <= today for bill in paid)
    (late,) = [bill for bill in paid if bill.net == LATE_NET]
    assert late.number.endswith("000514")
    assert late.paid_on == today - timedelta(days=PAID_AGO)
    assert (late.paid_on - late.due_on).days == LATE_DAYS + 1
