"""What clerks do with lines: book them, take payments back, set aside, undo; and who may."""

import pytest

from tests.camt import PAYER, entry, movement, paid, returned
from tests.money import cause, invoiced, owing
from tests.statements import bring, lines, only_line, received, settled, takes_money
from webapp.actions.import_undo import undo_import
from webapp.actions.ledger import take_back
from webapp.actions.statement_matches import (
    match_line,
    match_return,
    open_again,
    set_aside,
    unmatch_line,
)
from webapp.domain.refusals import AlreadyDecided, NotFound, Refusal
from webapp.models.events import Event
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_decisions import MoneyDecision
from webapp.models.money_tasks import MoneyTask
from webapp.queries.statement_lines import shown_line
from webapp.queries.statement_suggestions import suggestions_for

NUMBER = "2026S000572"


@pytest.fixture
def minta(world):
    takes_money(world)
    return world.minta


@pytest.fixture
def bill(world, minta):
    return invoiced(world, amount=38_837, number=NUMBER)[1]


@pytest.fixture
def line(minta, bill, now):
    """A line of 40 000 Ft that names nobody."""
    bring(minta, paid("40000", ref="B1", payer="Ügyfél Minta", payer_iban=PAYER), now=now)
    return only_line(minta).id


@pytest.fixture
def clerk(world):
    return world.person("clerk")


@pytest.fixture
def anna(world):
    return world.customers["SU0044"]


def test_a_clerk_books_a_line_for_the_chosen_debt(world, minta, bill, line, clerk, anna, now):
    older = owing(world, amount=550, kind="dunning_fee")
    match_line(person=clerk, line_id=line, customer_id=anna, debt_ids=[bill], now=now)
    row = only_line(minta)
    assert (row.state, row.why, row.changed_by) == ("matched", "hand", clerk.account_id)
    assert (settled(bill), settled(older), received(minta)) == (38_837, 0, 40_000)
    entry_ = LedgerEntry.get(LedgerEntry.id == row.entry_id)
    decision = MoneyDecision.get(MoneyDecision.id == entry_.decision_id)
    assert (decision.kind, decision.subject) == ("match", f"bank_entry:{line}")
    assert Event.select().where(Event.kind == "statement.matched").count() == 1
    # Who books by hand has seen what is over.
    assert not MoneyTask.select().exists()


def test_without_a_choice_the_companys_order_decides(world, minta, bill, line, clerk, anna, now):
    fee = owing(world, amount=550, kind="dunning_fee")
    match_line(person=clerk, line_id=line, customer_id=anna, now=now)
    assert (settled(fee), settled(bill)) == (550, 38_837)


def test_a_booking_is_taken_back_and_booked_for_somebody_else(
    world, minta, bill, line, clerk, anna, now
):
    match_line(person=clerk, line_id=line, customer_id=anna, debt_ids=[bill], now=now)
    unmatch_line(person=clerk, line_id=line, now=now)
    row = only_line(minta)
    assert (row.state, row.entry_id, settled(bill), received(minta)) == ("open", None, 0, 0)
    undone = MoneyDecision.get(MoneyDecision.kind == "unmatch")
    assert undone.undoes == MoneyDecision.get(MoneyDecision.kind == "match").id
    match_line(person=clerk, line_id=line, customer_id=world.customers["SU0045"], now=now)
    assert (received(minta), settled(bill)) == (40_000, 0)


def test_what_was_booked_by_itself_is_taken_back_too(minta, bill, clerk, now):
    bring(minta, paid("40000", ref="B1", reference=NUMBER), now=now)
    (task,) = MoneyTask.select()
    unmatch_line(person=clerk, line_id=only_line(minta).id, now=now)
    assert (settled(bill), received(minta)) == (0, 0)
    assert MoneyTask.get(MoneyTask.id == task.id).done_by == clerk.account_id
    with pytest.raises(Refusal, match="Something rests"):
        undo_import(company_id=minta, import_id=only_line(minta).import_id, now=now)


def test_money_that_went_on_stays_booked(world, minta, bill, line, clerk, anna, now):
    match_line(person=clerk, line_id=line, customer_id=anna, now=now)
    take_back(company_id=minta, entry_id=only_line(minta).entry_id, kind="chargeback",
              cause=cause(world, now=now), amount=100)  # fmt: skip
    with pytest.raises(Refusal, match="refunded or returned"):
        unmatch_line(person=clerk, line_id=line, now=now)


def test_of_two_clerks_the_second_is_told(world, minta, line, clerk, anna, now):
    match_line(person=clerk, line_id=line, customer_id=anna, now=now)
    late = {"person": world.person("colleague"), "line_id": line, "now": now}
    with pytest.raises(AlreadyDecided, match="Kovács Éva"):
        match_line(customer_id=anna, **late)
    with pytest.raises(AlreadyDecided, match="Kovács Éva"):
        set_aside(reason="no_customer", **late)
    assert received(minta) == 40_000


def test_who_else_may_not_find_it(world, line, anna, now):
    for name in ("foreign_clerk", "reader", "anna"):
        with pytest.raises(NotFound):
            match_line(person=world.person(name), line_id=line, customer_id=anna, now=now)
        with pytest.raises(NotFound):
            set_aside(person=world.person(name), line_id=line, reason="no_customer", now=now)


def test_a_customer_or_debt_of_elsewhere_is_refused(world, minta, line, clerk, anna, now):
    with pytest.raises(NotFound):
        match_line(person=clerk, line_id=line, customer_id=world.customers["100-2201"], now=now)
    foreign = owing(world, amount=100, owner="szabo")
    with pytest.raises(Refusal, match="paid meanwhile"):
        match_line(person=clerk, line_id=line, customer_id=anna, debt_ids=[foreign], now=now)
    assert received(minta) == 0


def test_set_aside_and_opened_again(minta, line, clerk, now):
    with pytest.raises(Refusal, match="choose why"):
        set_aside(person=clerk, line_id=line, reason="boring", now=now)
    set_aside(person=clerk, line_id=line, reason="own_transfer", now=now)
    assert (only_line(minta).state, only_line(minta).why) == ("ignored", "own_transfer")
    open_again(person=clerk, line_id=line, now=now)
    assert (only_line(minta).state, only_line(minta).why) == ("open", None)
    with pytest.raises(AlreadyDecided):
        open_again(person=clerk, line_id=line, now=now)
    kinds = [kind for (kind,) in Event.select(Event.kind).order_by(Event.id).tuples()]
    assert kinds[-2:] == ["statement.set_aside", "statement.opened"]


def test_a_return_is_placed_by_hand(minta, bill, clerk, now):
    for ref in ("B1", "B2"):
        bring(minta, paid("100", ref=ref, end_to_end="E", reference=NUMBER), now=now)
    bring(minta, returned("100", ref="R1", end_to_end="E"), now=now)
    first, second, back = lines(minta)
    found = suggestions_for(line=shown_line(person=clerk, line_id=back.id).line, wanted="SU0044")
    assert {one.entry_id for one in found[0].paid} == {first.entry_id, second.entry_id}
    match_return(person=clerk, line_id=back.id, entry_id=second.entry_id, now=now)
    assert [one.state for one in lines(minta)] == ["matched", "reversed", "matched"]
    assert (settled(bill), received(minta)) == (100, 100)
    assert MoneyTask.get(MoneyTask.kind == "statement").done_by == clerk.account_id
    with pytest.raises(Refusal, match="stays booked"):
        unmatch_line(person=clerk, line_id=back.id, now=now)


def test_a_return_takes_no_more_than_there_is(minta, bill, clerk, now):
    bring(minta, paid("50", ref="B1", reference=NUMBER), now=now)
    bring(minta, returned("100", ref="R1"), now=now)
    first, back = lines(minta)
    with pytest.raises(Refusal, match="Less than this"):
        match_return(person=clerk, line_id=back.id, entry_id=first.entry_id, now=now)
    with pytest.raises(Refusal, match="went out"):
        match_line(person=clerk, line_id=back.id, customer_id=1, now=now)
    with pytest.raises(Refusal, match="returns nothing"):
        match_return(person=clerk, line_id=first.id, entry_id=first.entry_id, now=now)


def suggested(clerk, line_id, wanted=""):
    found = suggestions_for(line=shown_line(person=clerk, line_id=line_id).line, wanted=wanted)
    return [(one.number, list(one.reasons)) for one in found]


def test_suggestions_say_why_and_come_in_order(world, minta, bill, clerk, now):
    invoiced(world, amount=38_837, owner="szabo", number="X0001")
    bring(minta, paid("38837", ref="B1", payer="UGYFEL MINTA"), now=now)
    assert suggested(clerk, only_line(minta).id) == [
        ("SU0044", ["amount", "name"]), ("SU0045", ["amount"]),
    ]  # fmt: skip


def test_what_names_two_customers_suggests_both(world, minta, bill, clerk, now):
    invoiced(world, amount=5, owner="szabo", number="X0001")
    bring(minta, paid("7", ref="B1", words=f"{NUMBER} X0001 SU0045"), now=now)
    assert suggested(clerk, only_line(minta).id) == [
        ("SU0045", ["number", "customer_number"]), ("SU0044", ["number"]),
    ]  # fmt: skip


def test_a_search_finds_bills_debts_and_customers_by_number(world, minta, bill, clerk, now):
    fee = owing(world, amount=550, owner="szabo", kind="dunning_fee", number="17")
    bring(minta, paid("7", ref="B1"), now=now)
    line_id = only_line(minta).id
    for wanted, number in ((NUMBER, "SU0044"), ("17", "SU0045"), ("su0045", "SU0045"),
                           (f" {NUMBER.lower()} ", "SU0044")):  # fmt: skip
        assert suggested(clerk, line_id, wanted) == [(number, ["searched"])]
    assert suggested(clerk, line_id, "100-2201") == []
    assert fee


def test_a_sum_of_several_movements_can_be_set_aside(minta, clerk, now):
    bring(minta, entry(amount="170", ref="B1", count=2), now=now)
    set_aside(person=clerk, line_id=only_line(minta).id, reason="booked_elsewhere", now=now)
    parts = [movement(amount="100"), movement(amount="70")]
    assert bring(minta, entry(*parts, amount="170", ref="B1"), now=now).added == 2
