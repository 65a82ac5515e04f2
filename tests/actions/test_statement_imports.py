"""Statements: each line once, booked where it says whose it is, open where it does not."""

from datetime import timedelta

import pytest

from tests.camt import CLARA_PAYS_TO, DAY, PAYER, document, entry, movement, paid, returned
from tests.money import invoiced, owing, remaining
from tests.statements import bring, lines, only_line, received, settled, takes_money
from webapp.actions.import_undo import undo_import
from webapp.domain.payment_codes.creditor_reference import creditor_reference
from webapp.domain.refusals import Refusal
from webapp.models.bank_entries import BankEntry
from webapp.models.import_batches import ImportBatch
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_tasks import MoneyTask

NUMBER = "2026S000572"


@pytest.fixture
def minta(world):
    """The company, with its account."""
    takes_money(world)
    return world.minta


@pytest.fixture
def bill(world, minta):
    """Anna's bill of 38 837 Ft; the id of its debt."""
    return invoiced(world, amount=38_837, number=NUMBER)[1]


def tasks():
    return sorted(kind for (kind,) in MoneyTask.select(MoneyTask.kind).tuples())


WAYS = {
    "reference": {"reference": NUMBER},
    "reference in the words": {"words": f"bill {NUMBER.lower()}, thank you"},
    "end to end": {"end_to_end": NUMBER},
}


@pytest.mark.parametrize("way", WAYS)
def test_a_line_that_names_a_bill_pays_it(way, minta, bill, now):
    done = bring(minta, paid("38837", ref="B1", **WAYS[way]), now=now)
    assert (done.read, done.added, done.same, done.faults) == (1, 1, 0, 0)
    line = only_line(minta)
    assert line.state == "matched"
    assert line.why == {"reference": "reference", "end to end": "end_to_end"}.get(way, "number")
    assert settled(bill) == 38_837
    entry = LedgerEntry.get(LedgerEntry.id == line.entry_id)
    assert (entry.import_id, entry.value_on, entry.amount) == (done.import_id, DAY, 38_837)
    assert tasks() == []


def test_a_creditor_reference_is_found_wherever_it_stands(world, minta, now):
    reference = creditor_reference("2026S000573")
    debts = [invoiced(world, amount=100, number=f"N{n}", reference=reference if not n else "x")[1]
             for n in range(2)]  # fmt: skip
    spaced = " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))
    bring(minta, paid("60", ref="B1", reference=spaced), now=now)
    bring(minta, paid("40", ref="B2", words=f"Reference {spaced} of the heat bill"), now=now)
    assert (settled(debts[0]), settled(debts[1])) == (100, 0)


def test_czech_symbols_are_the_digits_of_the_reference(world, minta, now):
    debt = invoiced(world, amount=300, number="0026S000572")[1]
    for ref, said in (("1", {"reference": "26000572"}), ("2", {"reference": "VS:0026000572"}),
                      ("3", {"end_to_end": "/VS26000572/SS/KS0308"})):  # fmt: skip
        bring(minta, paid("100", ref=ref, **said), now=now)
    assert settled(debt) == 300
    assert {line.why for line in lines(minta)} == {"reference"}


def test_a_company_may_say_how_its_numbers_look(world, now):
    takes_money(world, pattern=r"bill no\. ?([0-9]{2})\b")
    short, other = invoiced(world, amount=50, number="17")[1], invoiced(world, amount=50)[1]
    bring(world.minta, paid("50", ref="B1", words="for bill no. 17 of 2026"), now=now)
    assert (settled(short), settled(other)) == (50, 0)


def test_several_bills_of_one_customer_are_paid_in_the_order_named(world, minta, now):
    first = invoiced(world, amount=100, number="A0001")[1]
    second = invoiced(world, amount=100, number="A0002")[1]
    bring(minta, paid("150", ref="B1", words="A0001 A0002"), now=now)
    assert (settled(first), settled(second)) == (100, 50)


def test_bills_of_several_customers_wait_for_a_clerk(world, minta, now):
    invoiced(world, amount=100, number="A0001")
    invoiced(world, amount=100, number="A0002", owner="szabo")
    bring(minta, paid("200", ref="B1", words="A0001 and A0002"), now=now)
    assert (only_line(minta).state, received(minta)) == ("open", 0)


def test_too_much_stays_on_account_and_a_clerk_is_told(minta, bill, now):
    bring(minta, paid("40000", ref="B1", reference=NUMBER), now=now)
    assert (settled(bill), received(minta)) == (38_837, 40_000)
    task = MoneyTask.get()
    assert (task.kind, f'"amount": {40_000 - 38_837}' in task.facts) == ("paid_twice", True)


def test_too_little_pays_a_part(minta, bill, now):
    bring(minta, paid("837", ref="B1", reference=NUMBER), now=now)
    assert settled(bill) == 837


def test_a_payer_is_known_by_account_once_they_were_matched(world, minta, bill, now):
    bring(minta, paid("38837", ref="B1", reference=NUMBER, payer_iban=PAYER), now=now)
    fee = owing(world, amount=550, kind="dunning_fee")
    bring(minta, paid("551", ref="B2", payer_iban=PAYER), now=now)
    assert settled(fee) == 0
    bring(minta, paid("550", ref="B3", payer_iban=PAYER), now=now)
    assert settled(fee) == 550
    assert [line.state for line in lines(minta)] == ["matched", "open", "matched"]
    assert lines(minta)[-1].why == "account"


def test_two_debts_of_the_same_amount_are_not_guessed_between(world, minta, bill, now):
    bring(minta, paid("38837", ref="B1", reference=NUMBER, payer_iban=PAYER), now=now)
    for _ in range(2):
        owing(world, amount=550, kind="dunning_fee")
    bring(minta, paid("550", ref="B2", payer_iban=PAYER), now=now)
    assert lines(minta)[-1].state == "open"


def test_another_currency_or_company_is_no_bill_of_ours(world, minta, now):
    invoiced(world, amount=100, number="C0001", owner="clara")
    bring(minta, paid("100", ref="B1", reference="C0001"), now=now)
    assert only_line(minta).state == "open"


def test_the_same_file_again_changes_nothing(minta, bill, now):
    once = bring(minta, paid("100", ref="B1", reference=NUMBER), now=now)
    again = bring(minta, paid("100", ref="B1", reference=NUMBER), now=now)
    assert (again.import_id, again.added, again.same) == (None, 0, 1)
    told_too = bring(minta, paid("100", ref="B1", reference=NUMBER), now=now, kind="054")
    assert (told_too.added, received(minta)) == (0, 100)
    assert ImportBatch.select().where(ImportBatch.kind == "statement").count() == 1
    assert once.import_id


def test_lines_without_a_reference_are_counted_by_what_they_say(minta, now):
    twins = [paid("100", ref="", words="cash"), paid("100", ref="NONREF", words="cash")]
    assert bring(minta, *twins, now=now).added == 2
    assert bring(minta, *twins, now=now).added == 0
    assert bring(minta, *twins, paid("100", ref="", words="cash"), now=now).added == 1


def test_one_reference_for_two_movements_is_told_and_not_lost(minta, now):
    faults = []
    bring(minta, paid("100", ref="1", payer_iban=PAYER), now=now)
    bring(minta, paid("100", ref="1", payer_iban=CLARA_PAYS_TO), now=now, faults=faults)
    assert "another movement" in str(faults[0].refusal)


def test_another_companys_account_is_refused(minta, now):
    faults = []
    done = bring(minta, paid("100", ref="B1"), now=now, iban=CLARA_PAYS_TO, faults=faults)
    assert (done.import_id, done.faults, lines(minta)) == (None, 1, [])
    assert "not the company's" in str(faults[0].refusal)


def test_all_or_nothing_unless_the_good_ones_are_wanted(minta, bill, now):
    mixed = (paid("100", ref="B1", reference=NUMBER), paid("1.5", ref="B2"))
    assert bring(minta, *mixed, now=now).import_id is None
    assert (lines(minta), received(minta)) == ([], 0)
    kept = bring(minta, *mixed, now=now, keep_good=True)
    assert (kept.added, kept.faults, received(minta)) == (1, 1, 100)


def test_a_file_that_breaks_off_leaves_nothing(minta, bill, now):
    data = document(*(paid("1", ref=f"B{n}", reference=NUMBER) for n in range(500)))
    with pytest.raises(Refusal, match="breaks off"):
        bring(minta, now=now, data=data[:-200], keep_good=True)
    assert (lines(minta), received(minta)) == ([], 0)


def test_a_company_without_an_account_is_told(world, now):
    with pytest.raises(Refusal, match="not said yet"):
        bring(world.minta, paid("1", ref="B"), now=now)


def test_a_batch_is_booked_movement_by_movement(world, minta, bill, now):
    other = invoiced(world, amount=70, number="A0001", owner="szabo")[1]
    parts = [movement(amount="100", reference=NUMBER), movement(amount="70", reference="A0001")]
    done = bring(minta, entry(*parts, amount="170", ref="B1"), now=now)
    assert (done.added, settled(bill), settled(other)) == (2, 100, 70)


def test_a_sum_and_its_movements_are_one_money(world, minta, bill, now):
    alone = entry(amount="170", ref="B1", count=2)
    parts = [movement(amount="100", reference=NUMBER), movement(amount="70", words="?")]
    apart = entry(*parts, amount="170", ref="B1")
    bring(minta, alone, now=now)
    assert [line.state for line in lines(minta)] == ["open"]
    bring(minta, apart, now=now, kind="054")
    assert [line.state for line in lines(minta)] == ["ignored", "matched", "open"]
    assert bring(minta, alone, now=now).added == 0
    later = bring(minta, entry(amount="5", ref="B2", count=2), apart, now=now)
    assert (later.added, later.same, received(minta)) == (1, 2, 100)


def test_a_sum_that_comes_after_its_movements_is_known(minta, bill, now):
    parts = [movement(amount="100", reference=NUMBER), movement(amount="70")]
    bring(minta, entry(*parts, amount="170", ref="B1"), now=now, kind="054")
    assert bring(minta, entry(amount="170", ref="B1", count=2), now=now).same == 1


def test_a_returned_debit_opens_the_debt_again(minta, bill, now):
    bring(minta, paid("38837", ref="B1", end_to_end=NUMBER, payer_iban=PAYER), now=now)
    bring(minta, returned("38837", ref="R1", end_to_end=NUMBER), now=now)
    first, back = lines(minta)
    assert (first.state, back.state) == ("reversed", "matched")
    assert (settled(bill), received(minta), remaining(minta, first.entry_id)) == (0, 0, 0)
    entry = LedgerEntry.get(LedgerEntry.id == back.entry_id)
    assert (entry.kind, entry.reverses, tasks()) == ("chargeback", first.entry_id, ["chargeback"])


def test_a_booking_that_the_bank_reverses_is_taken_back(minta, bill, now):
    bring(minta, paid("100", ref="B1", reference=NUMBER), now=now)
    bring(minta, returned("100", ref="R1", reference=NUMBER, reason=""), now=now)
    assert LedgerEntry.get(LedgerEntry.reverses.is_null(False)).kind == "reversal"
    assert settled(bill) == 0


def test_a_return_that_comes_before_its_payment_is_placed_later(minta, bill, now):
    bring(minta, returned("100", ref="R1", end_to_end="E1", reference=NUMBER), now=now)
    assert (only_line(minta).state, tasks()) == ("open", ["statement"])
    bring(minta, paid("100", ref="B1", end_to_end="E1", reference=NUMBER), now=now)
    assert [line.state for line in lines(minta)] == ["matched", "reversed"]
    open_ones = MoneyTask.select(MoneyTask.kind).where(MoneyTask.done_at.is_null())
    assert [kind for (kind,) in open_ones.tuples()] == ["chargeback"]
    assert (settled(bill), received(minta)) == (0, 0)


def test_a_return_that_could_mean_two_payments_waits(minta, bill, now):
    for ref in ("B1", "B2"):
        bring(minta, paid("100", ref=ref, end_to_end="E", reference=NUMBER), now=now)
    bring(minta, returned("100", ref="R1", end_to_end="E"), now=now)
    assert (lines(minta)[-1].state, received(minta)) == ("open", 200)


def test_what_the_company_pays_is_nobodys_work(minta, now):
    bring(minta, entry(movement(payer="Pump works"), amount="900", ref="O", sign="DBIT"), now=now)
    assert (only_line(minta).state, only_line(minta).why) == ("ignored", "outgoing")
    assert tasks() == []


def test_our_own_money_that_comes_back_waits_for_a_clerk(minta, bill, now):
    back = entry(movement(reference=NUMBER), amount="900", ref="O", reversal="true")
    bring(minta, back, now=now)
    assert (only_line(minta).state, received(minta)) == ("open", 0)


def test_undo_takes_the_money_and_the_lines_away(minta, bill, now):
    done = bring(minta, paid("100", ref="B1", reference=NUMBER), paid("5", ref="B2"), now=now)
    undo_import(company_id=minta, import_id=done.import_id, now=now)
    assert (lines(minta), settled(bill), received(minta)) == ([], 0, 0)
    again = bring(minta, paid("100", ref="B1", reference=NUMBER), now=now + timedelta(hours=1))
    assert (again.added, settled(bill)) == (1, 100)


def test_undo_is_refused_once_something_rests_on_it(minta, bill, now):
    done = bring(minta, paid("100", ref="B1", end_to_end=NUMBER), now=now)
    back = bring(minta, returned("100", ref="R1", end_to_end=NUMBER), now=now)
    for import_id in (done.import_id, back.import_id):
        with pytest.raises(Refusal, match="Something rests"):
            undo_import(company_id=minta, import_id=import_id, now=now)
    touched = bring(minta, paid("7", ref="B9"), now=now)
    BankEntry.update(state="ignored", changed_by=1).where(
        BankEntry.import_id == touched.import_id
    ).execute()
    with pytest.raises(Refusal, match="Something rests"):
        undo_import(company_id=minta, import_id=touched.import_id, now=now)


def test_a_sum_is_open_again_once_nobody_tells_it_apart(minta, now):
    bring(minta, entry(amount="300", ref="B1", count=2), now=now)
    both = (movement(amount="100"), movement(amount="200"))
    done = bring(minta, entry(*both, amount="300", ref="B1", count=2), now=now)
    assert next((one.amount, one.state) for one in lines(minta)) == (300, "ignored")
    undo_import(company_id=minta, import_id=done.import_id, now=now)
    assert (only_line(minta).amount, only_line(minta).state) == (300, "open")
    again = bring(minta, entry(*both, amount="300", ref="B1", count=2), now=now)
    assert (again.added, [one.state for one in lines(minta)]) == (2, ["ignored", "open", "open"])


def test_undo_asks_nobody_about_money_that_is_gone(minta, bill, now):
    done = bring(minta, paid("40000", ref="B1", reference=NUMBER), now=now)
    assert tasks() == ["paid_twice"]
    undo_import(company_id=minta, import_id=done.import_id, now=now)
    assert MoneyTask.select().where(MoneyTask.done_at.is_null()).count() == 0
