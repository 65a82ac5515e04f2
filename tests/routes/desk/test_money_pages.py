"""The desk and money: propose, answer by somebody else, put to debts, dispute, finish tasks."""

import re
from datetime import timedelta

import pytest
from playhouse.test_utils import count_queries

from tests.money import cause, invoiced, whose
from tests.routes.desk.test_customer import attempt
from webapp.actions.ledger import Cause, Source, book_payment
from webapp.actions.ledger_rows import family, open_lines
from webapp.actions.money_tasks import open_task
from webapp.domain.ledger import Choice
from webapp.domain.money import Money
from webapp.domain.money_tasks import TaskKind
from webapp.models.events import Event
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_decisions import MoneyDecision
from webapp.models.money_proposals import MoneyProposal
from webapp.models.money_tasks import MoneyTask
from webapp.models.refunds import Refund
from webapp.models.remarks import Remark

MOST_QUERIES = 8
WHY = {"reason": "paid_twice"}


@pytest.fixture
def home(world):
    return f"/desk/customers/{whose(world)[1]}"


@pytest.fixture
def supervisor(sign_in_as):
    return sign_in_as("supervisor")


@pytest.fixture
def transferred(world, now):
    """5 000 Ft by transfer, 3 000 of it for a bill of that much; (entry, debt)."""
    company_id, customer_id, currency = whose(world)
    _, debt = invoiced(world, amount=3_000)
    booked = book_payment(
        company_id=company_id, customer_id=customer_id, money=Money(5_000, currency),
        cause=cause(world, now=now), chosen=[Choice(debt, 3_000)],
    )  # fmt: skip
    return booked.entry_id, debt


@pytest.fixture
def online(world, now):
    """5 000 Ft by card, on account; the entry."""
    company_id, customer_id, currency = whose(world)
    attempt(world, now, state="succeeded")
    booked = book_payment(
        company_id=company_id, customer_id=customer_id, money=Money(5_000, currency),
        cause=Cause(source=Source(payment_id="p1"), value_on=world.today, reference="MP-0001",
                    now=now), spread_rest=False,
    )  # fmt: skip
    return booked.entry_id


@pytest.fixture
def refunding(clerk, home):
    """Propose to give money of an entry back."""

    def propose(entry, by=clerk, **form):
        return by.post(f"{home}/entries/{entry}/refund", data={"amount": "2000", **WHY, **form})

    return propose


@pytest.fixture
def letting_go(clerk, home):
    def propose(debt, by=clerk, **form):
        given = {"amount": "1000", "reason": "goodwill", **form}
        return by.post(f"{home}/debts/{debt}/write-off", data=given)

    return propose


def the_proposal():
    return MoneyProposal.select().where(MoneyProposal.ended_at.is_null()).get()


def answer(visitor, what, proposal_id=None, **form):
    proposal_id = proposal_id or the_proposal().id
    return visitor.post(f"/desk/money/proposals/{proposal_id}/{what}", data=form)


def owed(world):
    company_id, customer_id, currency = whose(world)
    lines = open_lines(company_id=company_id, customer_id=customer_id, currency=currency)
    return {line.debt_id: line.outstanding for line in lines}


class TestRefunds:
    def test_what_came_by_transfer_is_booked_and_left_as_a_task(
        self, world, supervisor, transferred, refunding, home
    ):
        entry, _ = transferred
        assert refunding(entry, words="Asked on the phone.").location == home
        assert LedgerEntry.select().where(LedgerEntry.kind == "refund").count() == 0
        page = supervisor.get("/desk/money").text
        assert "Give money back" in page
        assert "2,000\u00a0Ft" in page
        assert "“Asked on the phone.”" in page
        assert "Kovács Éva" in page
        told = supervisor.get(answer(supervisor, "approval").location).text
        assert "Agreed and booked" in told
        assert "Money is to be given back by transfer" in told
        refund = LedgerEntry.get(LedgerEntry.kind == "refund")
        decision = MoneyDecision.get(MoneyDecision.id == refund.decision_id)
        assert (refund.amount, refund.reverses, decision.kind) == (-2_000, entry, "refund")
        assert (decision.staff_id, decision.proposed_by) == (
            world.accounts["supervisor"],
            world.accounts["clerk"],
        )
        assert owed(world) == {}
        assert MoneyTask.get().kind == TaskKind.PAY_OUT

    def test_what_came_by_card_waits_for_the_bank(self, clerk, supervisor, online, refunding, home):
        refunding(online)
        assert "The bank is asked" in supervisor.get(answer(supervisor, "approval").location).text
        refund = Refund.get()
        assert (refund.payment_id, refund.amount, refund.state) == ("p1", 2_000, "asked")
        assert refund.request_key == f"refund-{refund.decision_id}"
        assert LedgerEntry.select().where(LedgerEntry.kind == "refund").count() == 0
        assert "waits to be sent to the bank" in clerk.get(home).text
        # What is on its way is not given back a second time.
        assert "3,000\u00a0Ft" in clerk.get(f"{home}/entries/{online}").text
        assert refunding(online, amount="3001").status_code == 422
        assert refunding(online, amount="3000").status_code == 303

    def test_by_transfer_where_the_bank_will_not(self, supervisor, online, refunding):
        refunding(online, way="transfer")
        answer(supervisor, "approval")
        assert Refund.select().count() == 0
        assert LedgerEntry.get(LedgerEntry.kind == "refund").amount == -2_000

    def test_what_opens_again_is_owed_again(self, world, supervisor, transferred, refunding):
        entry, debt = transferred
        refunding(entry, amount="4500")
        answer(supervisor, "approval")
        assert owed(world) == {debt: 2_500}

    def test_nobody_agrees_with_themselves(self, clerk, transferred, refunding):
        refunding(transferred[0])
        told = answer(clerk, "approval")
        assert told.status_code == 422
        assert "Somebody else has to confirm it" in told.text
        assert MoneyDecision.select().count() == 0

    def test_less_is_left_by_now(self, world, now, supervisor, transferred, refunding):
        from webapp.actions.ledger import take_back

        entry, _ = transferred
        refunding(entry, amount="5000")
        take_back(company_id=world.minta, entry_id=entry, kind="chargeback", amount=1,
                  cause=cause(world, now=now))  # fmt: skip
        told = answer(supervisor, "approval")
        assert (told.status_code, "Less is left" in told.text) == (422, True)
        assert the_proposal().amount == 5_000
        assert family(company_id=world.minta, entry_id=entry).remaining == 4_999

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"amount": "x"}, "type the amount in digits alone"),
            ({"amount": "0"}, "above nothing"),
            ({"amount": "-5"}, "above nothing"),
            ({"amount": "5001"}, "more than what is left"),
            ({"reason": ""}, "choose a reason"),
            ({"reason": "goodwill"}, "choose a reason"),
            ({"reason": "other"}, "in a few words why"),
            ({"words": "x" * 1001}, "at most 1000"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, transferred, refunding, wrong, sentence
    ):
        told = refunding(transferred[0], **wrong)
        assert told.status_code == 422
        assert sentence in told.text
        typed = wrong.get("amount", "2000")
        assert f'value="{typed}"' in told.text
        assert MoneyProposal.select().count() == 0

    def test_one_proposal_at_a_time(self, transferred, refunding):
        refunding(transferred[0])
        told = refunding(transferred[0])
        assert (told.status_code, "waits already" in told.text) == (422, True)

    def test_nothing_is_given_back_of_what_nobody_paid(self, clerk, world, home, letting_go,
                                                       supervisor, refunding):  # fmt: skip
        _, debt = invoiced(world, amount=1_000)
        letting_go(debt)
        answer(supervisor, "approval")
        entry = LedgerEntry.get(LedgerEntry.kind == "write_off").id
        assert refunding(entry).status_code == 404
        assert clerk.get(f"{home}/entries/{entry}").status_code == 404


class TestWriteOffs:
    def test_a_second_person_lets_it_go(self, world, clerk, supervisor, letting_go, home):
        _, debt = invoiced(world, amount=3_000)
        assert letting_go(debt).location == home
        assert owed(world) == {debt: 3_000}
        assert (
            "The amount is written off"
            in supervisor.get(answer(supervisor, "approval").location).text
        )
        assert owed(world) == {debt: 2_000}
        assert "Written off" in clerk.get(f"{home}/debts/{debt}").text
        assert "agreed" in clerk.get(f"{home}/debts/{debt}").text

    def test_declined_says_why_and_moves_nothing(self, world, clerk, supervisor, letting_go, home):
        _, debt = invoiced(world, amount=3_000)
        letting_go(debt)
        silent = answer(supervisor, "declination")
        assert (silent.status_code, "why not" in silent.text) == (422, True)
        answer(supervisor, "declination", words="She pays next week.")
        assert "“She pays next week.”" in clerk.get(f"{home}/debts/{debt}").text
        assert owed(world) == {debt: 3_000}
        assert MoneyDecision.select().count() == 0
        assert letting_go(debt).status_code == 303

    def test_one_s_own_is_taken_back(self, world, clerk, letting_go):
        _, debt = invoiced(world, amount=3_000)
        letting_go(debt)
        assert "Take it back" in clerk.get("/desk/money").text
        assert "taken back" in clerk.get(answer(clerk, "declination").location).text
        assert MoneyProposal.get().outcome == "withdrawn"

    def test_personal_words_stand_apart(self, world, letting_go):
        _, debt = invoiced(world, amount=3_000)
        letting_go(debt, words="Her husband is ill.")
        assert Remark.select().where(Remark.body == "Her husband is ill.").count() == 1
        assert not [e for e in Event.select() if "husband" in e.facts]

    @pytest.mark.parametrize("what", ["approval", "declination"])
    def test_what_was_answered_is_not_answered_again(self, world, supervisor, letting_go, what):
        _, debt = invoiced(world, amount=3_000)
        letting_go(debt)
        proposal = the_proposal().id
        answer(supervisor, "approval")
        again = answer(supervisor, what, proposal, words="no")
        assert (again.status_code, "No proposal waits" in again.text) == (422, True)
        assert MoneyDecision.select().count() == 1


class TestCredit:
    @pytest.mark.usefixtures("transferred")
    def test_it_is_put_to_what_is_ticked(self, world, clerk, home):
        _, first = invoiced(world, amount=1_500, due=world.today - timedelta(days=9))
        _, second = invoiced(world, amount=1_500)
        _, third = invoiced(world, amount=1_500, due=world.today - timedelta(days=99))
        assert f'value="{first}"' in clerk.get(f"{home}/credit").text
        done = clerk.post(f"{home}/credit", data={"debt": [second, first]})
        assert done.location == home
        assert owed(world) == {second: 1_000, third: 1_500}
        assert MoneyDecision.get().kind == "allocate"

    @pytest.mark.usefixtures("transferred")
    def test_nothing_ticked_or_nothing_there(self, world, clerk, home):
        _, debt = invoiced(world, amount=2_000)
        assert "Please tick" in clerk.post(f"{home}/credit").text
        assert clerk.post(f"{home}/credit", data={"debt": debt}).status_code == 303
        _, other = invoiced(world, amount=2_000)
        told = clerk.post(f"{home}/credit", data={"debt": other})
        assert (told.status_code, "Nothing is on account any more" in told.text) == (422, True)

    @pytest.mark.usefixtures("transferred")
    def test_another_s_debt_is_no_choice(self, world, clerk, home):
        _, debt = invoiced(world, amount=2_000, owner="szabo")
        assert clerk.post(f"{home}/credit", data={"debt": debt}).status_code == 422


class TestDisputes:
    def test_it_is_not_overdue_meanwhile(self, world, clerk, home):
        _, debt = invoiced(world, amount=2_000, due=world.today - timedelta(days=9))
        path = f"{home}/debts/{debt}"
        assert "<b>2,000\u00a0Ft</b>" in clerk.get(home).text
        assert clerk.post(f"{path}/dispute", data={"dispute": "reading"}).location == home
        assert "<b>0\u00a0Ft</b>" in clerk.get(home).text
        assert "the reading is wrong" in clerk.get(path).text
        twice = clerk.post(f"{path}/dispute", data={"dispute": "amount"})
        assert (twice.status_code, "noted already" in twice.text) == (422, True)
        assert clerk.post(f"{path}/dispute-end").location == home
        assert "<b>2,000\u00a0Ft</b>" in clerk.get(home).text
        assert clerk.post(f"{path}/dispute-end").status_code == 422

    def test_it_needs_a_reason(self, world, clerk, home):
        _, debt = invoiced(world, amount=2_000)
        assert clerk.post(f"{home}/debts/{debt}/dispute").status_code == 422


class TestTasks:
    @pytest.fixture
    def tasks(self, world, now):
        company_id, customer_id, _ = whose(world)
        return [
            open_task(
                company_id=company_id, customer_id=customer_id, kind=kind,
                facts={"amount": 700, "currency": "HUF", "reference": "MP-9", "decision": "1"},
                now=now - timedelta(days=age),
            )
            for kind, age in ((TaskKind.MISMATCH, 1), (TaskKind.CHARGEBACK, 3))
        ]  # fmt: skip

    def test_the_oldest_first_with_words_and_what_next(self, clerk, tasks, home):
        text = clerk.get("/desk/money").text
        assert re.findall(r'data-testid="money-task" data-id="(\d+)"', text) == [
            str(one) for one in reversed(tasks)
        ]
        assert "The bank took a payment back" in text
        assert "Talk to the customer; the bill is open again." in text
        assert "700\u00a0Ft" in text
        assert f'href="{home}"' in text
        assert "The bank took a payment back" in clerk.get(home).text

    def test_done_once(self, clerk, supervisor, tasks):
        path = f"/desk/money/tasks/{tasks[0]}/done"
        assert "off the list" in clerk.get(clerk.post(path).location).text
        again = supervisor.get(supervisor.post(path).location).text
        assert "A colleague was faster" in again
        assert str(tasks[0]) not in again

    @pytest.mark.parametrize("name", ["anna", "reader", "foreign_clerk"])
    def test_another_s_task_is_not_found(self, sign_in_as, tasks, name):
        assert sign_in_as(name).post(f"/desk/money/tasks/{tasks[0]}/done").status_code == 404

    @pytest.mark.usefixtures("tasks")
    def test_pages_reach_every_one(self, world, clerk, now):
        for at in range(60):
            open_task(company_id=world.minta, kind=TaskKind.SETTLEMENT, facts={},
                      now=now - timedelta(minutes=at))  # fmt: skip
        first = clerk.get("/desk/money").text
        later = re.search(r'href="(/desk/money\?after=[^"]+)"', first)[1]
        ids = [re.findall(r'data-testid="money-task" data-id="(\d+)"', text)
               for text in (first, clerk.get(later).text)]  # fmt: skip
        assert [len(one) for one in ids] == [50, 12]
        assert len({*ids[0], *ids[1]}) == 62

    @pytest.mark.parametrize("after", ["x", "~", "99999999999999999999~1", "1~9999999999999999999"])
    def test_a_place_that_makes_no_sense_shows_the_first_page(self, clerk, tasks, after):
        assert str(tasks[0]) in clerk.get("/desk/money", query_string={"after": after}).text

    def test_nothing_to_do_says_so(self, clerk):
        text = clerk.get("/desk/money").text
        assert "Nothing to look at" in text
        assert "No proposal waits" in text


def test_queries_stay_few(world, clerk, transferred, refunding, letting_go, home):
    entry, _ = transferred
    _, other = invoiced(world, amount=3_000)
    refunding(entry)
    letting_go(other)
    for path in ("/desk/money", f"{home}/entries/{entry}", f"{home}/debts/{other}",
                 f"{home}/credit"):  # fmt: skip
        with count_queries() as counted:
            assert clerk.get(path).status_code == 200
        assert counted.count <= MOST_QUERIES, path


@pytest.mark.parametrize("name", ["anna", "reader", "foreign_clerk"])
def test_what_is_not_theirs_is_not_found(sign_in_as, world, transferred, home, name):
    entry, debt = transferred
    visitor = sign_in_as(name)
    for path in (f"{home}/entries/{entry}", f"{home}/debts/{debt}", f"{home}/credit"):
        assert visitor.get(path).status_code == 404
    for path in (f"{home}/entries/{entry}/refund", f"{home}/debts/{debt}/write-off",
                 f"{home}/debts/{debt}/dispute", f"{home}/credit"):  # fmt: skip
        form = {"amount": "1", "reason": "other", "words": "x", "dispute": "other", "debt": debt}
        assert visitor.post(path, data=form).status_code == 404


def test_signed_out_is_sent_to_sign_in(client):
    assert client.get("/desk/money").location.startswith("/sign-in")
