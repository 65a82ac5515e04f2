"""Two people for money that goes back or is let go: the database holds it, on both engines."""

import pytest
from peewee import DatabaseError

from tests.money import cause, decided, invoiced, owing, proposed, whose
from webapp.actions.ledger import book_payment
from webapp.domain.money import Money
from webapp.models.allocations import Allocation
from webapp.models.base import database, new_id
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.money_decisions import MoneyDecision
from webapp.models.money_proposals import MoneyProposal
from webapp.models.payments import Payment
from webapp.models.refunds import Refund


def refuse(statement):
    with pytest.raises(DatabaseError), database.atomic():
        statement.execute()


def refuse_sql(sql, *parameters):
    with pytest.raises(DatabaseError), database.atomic():
        database.execute_sql(sql.replace("?", database.param), parameters)


@pytest.fixture
def entry(world, now):
    """5 000 Ft on Anna's account."""
    company_id, customer_id, currency = whose(world)
    booked = book_payment(
        company_id=company_id, customer_id=customer_id, money=Money(5_000, currency),
        cause=cause(world, now=now), spread_rest=False,
    )  # fmt: skip
    return booked.entry_id


@pytest.fixture
def debt(world):
    return invoiced(world, amount=3_000)[1]


@pytest.fixture
def asked(world, now, entry):
    """The clerk wants 2 000 Ft of it given back."""
    return proposed(world, "refund", now=now, about=entry, amount=2_000)


def end(world, proposal_id, now, by="supervisor", outcome="approved"):
    return MoneyProposal.update(ended_at=now, ended_by=world.accounts[by], outcome=outcome).where(
        MoneyProposal.id == proposal_id
    )


def decision(world, proposal, now, **changes):
    company_id, customer_id, _ = whose(world)
    return MoneyDecision.insert(
        **{
            "company_id": company_id, "id": new_id(), "kind": "refund",
            "customer_id": customer_id, "staff_id": world.accounts["supervisor"],
            "proposed_by": world.accounts["clerk"], "proposal_id": proposal,
            "decided_at": now, "reason": "other", "subject": "", **changes,
        }
    )  # fmt: skip


def taken(world, entry, decision_id, amount, now, **changes):
    company_id, customer_id, currency = whose(world)
    return LedgerEntry.insert(
        **{
            "company_id": company_id, "id": new_id(), "customer_id": customer_id,
            "kind": "refund", "amount": -amount, "currency": currency, "value_on": world.today,
            "booked_at": now, "reference": "", "decision_id": decision_id, "reverses": entry,
            **changes,
        }
    )  # fmt: skip


class TestDecisions:
    def test_a_second_person_can(self, world, asked, now):
        end(world, asked, now).execute()
        decision(world, asked, now).execute()

    def test_not_before_they_have_said_yes(self, world, asked, now):
        refuse(decision(world, asked, now))
        end(world, asked, now, outcome="declined").execute()
        refuse(decision(world, asked, now))

    def test_not_the_maker(self, world, asked, now):
        clerk = world.accounts["clerk"]
        refuse(end(world, asked, now, by="clerk"))
        end(world, asked, now).execute()
        refuse(decision(world, asked, now, staff_id=clerk))
        refuse(decision(world, asked, now, staff_id=clerk, proposed_by=world.accounts["admin"]))

    def test_not_somebody_who_did_not_say_yes(self, world, asked, now):
        end(world, asked, now).execute()
        refuse(decision(world, asked, now, staff_id=world.accounts["admin"]))

    @pytest.mark.parametrize(
        "changes",
        [
            {"proposal_id": None},
            {"proposal_id": None, "proposed_by": None},
            {"proposed_by": None},
            {"proposal_id": 7},
            {"kind": "write_off"},
        ],
    )
    def test_not_without_saying_whose_and_which(self, world, asked, now, changes):
        end(world, asked, now).execute()
        refuse(decision(world, asked, now, **changes))

    def test_not_for_another_customer(self, world, asked, now):
        end(world, asked, now).execute()
        refuse(decision(world, asked, now, customer_id=world.customers["SU0045"]))

    def test_once(self, world, asked, now):
        end(world, asked, now).execute()
        decision(world, asked, now).execute()
        refuse(decision(world, asked, now))


class TestProposals:
    def test_they_stay_what_they_were(self, world, asked, now):
        refuse_sql("UPDATE money_proposal SET amount = 9")
        refuse_sql("UPDATE money_proposal SET staff_id = ?", world.accounts["supervisor"])
        refuse_sql("DELETE FROM money_proposal")
        refuse_sql(
            "INSERT INTO money_proposal SELECT * FROM money_proposal WHERE true "
            "ON CONFLICT (company_id, id) DO UPDATE SET amount = 9"
        )
        end(world, asked, now, outcome="declined").execute()
        refuse(end(world, asked, now))
        refuse_sql("UPDATE money_proposal SET ended_at = NULL, ended_by = NULL, outcome = NULL")

    @pytest.mark.parametrize(
        ("by", "outcome"), [("supervisor", "withdrawn"), ("clerk", "declined"), ("clerk", "x")]
    )
    def test_who_may_end_them_how(self, world, asked, now, by, outcome):
        refuse(end(world, asked, now, by=by, outcome=outcome))

    def test_one_open_about_a_thing(self, world, now, entry, debt, asked):
        with pytest.raises(DatabaseError), database.atomic():
            proposed(world, "refund", now=now, about=entry)
        end(world, asked, now).execute()
        proposed(world, "refund", now=now, about=entry)
        proposed(world, "write_off", now=now, about=debt)

    @pytest.mark.parametrize("name", ["anna", "foreign_clerk"])
    def test_by_staff_of_that_company(self, world, now, entry, name):
        with pytest.raises(DatabaseError), database.atomic():
            proposed(world, "refund", now=now, about=entry, by=name)

    def test_about_this_customer_s_own(self, world, now, entry, debt):
        for kind, about in (("refund", entry), ("write_off", debt)):
            with pytest.raises(DatabaseError), database.atomic():
                proposed(world, kind, now=now, owner="szabo", about=about)

    def test_not_about_what_nobody_paid(self, world, now, debt):
        from webapp.actions.debts import write_off

        off = write_off(
            company_id=world.minta,
            debt_id=debt,
            cause=cause(world, now=now, decision_id=decided(world, "write_off", now=now)),
        )
        with pytest.raises(DatabaseError), database.atomic():
            proposed(world, "refund", now=now, about=off.entry_id)

    def test_none_is_born_answered(self, world, now, entry):
        company_id, customer_id, currency = whose(world)
        given = {
            "company_id": company_id, "customer_id": customer_id, "currency": currency,
            "kind": "refund", "entry_id": entry, "way": "bank", "amount": 1,
            "reason_code": "other", "staff_id": world.accounts["clerk"], "proposed_at": now,
        }  # fmt: skip
        born = {"ended_at": now, "ended_by": world.accounts["supervisor"], "outcome": "approved"}
        refuse(MoneyProposal.insert(**given, **born, id=new_id()))
        MoneyProposal.insert(**given, id=new_id()).execute()


class TestWhatIsBooked:
    """No more than two people agreed on, and of what they agreed on."""

    @pytest.fixture
    def agreed(self, world, now, entry):
        return decided(world, "refund", now=now, about=entry, amount=2_000)

    def test_so_much_in_all(self, world, now, entry, agreed):
        refuse(taken(world, entry, agreed, 2_001, now))
        taken(world, entry, agreed, 1_500, now).execute()
        refuse(taken(world, entry, agreed, 501, now))
        taken(world, entry, agreed, 500, now).execute()

    def test_of_that_entry(self, world, now, agreed):
        company_id, customer_id, currency = whose(world)
        other = book_payment(
            company_id=company_id, customer_id=customer_id, money=Money(5_000, currency),
            cause=cause(world, now=now), spread_rest=False,
        )  # fmt: skip
        refuse(taken(world, other.entry_id, agreed, 1, now))

    def test_of_that_debt(self, world, now, debt):
        other = owing(world, amount=3_000)
        agreed = decided(world, "write_off", now=now, about=debt, amount=2_000)
        off = {"kind": "write_off", "reverses": None}
        refuse(taken(world, None, agreed, -2_001, now, **off))
        entry_id = new_id()
        taken(world, None, agreed, -2_000, now, **off, id=entry_id).execute()
        settled = {
            "company_id": world.minta, "entry_id": entry_id, "amount": 2_000, "allocated_at": now,
        }  # fmt: skip
        refuse(Allocation.insert(**settled, id=new_id(), debt_id=other))
        Allocation.insert(**settled, id=new_id(), debt_id=debt).execute()

    def test_the_bank_is_asked_for_no_more(self, world, now, agreed):
        company_id, customer_id, currency = whose(world)
        shared = {"company_id": company_id, "currency": currency, "changed_at": now}
        for payment in ("p1", "p2"):
            Payment.insert(
                **shared, id=payment, customer_id=customer_id, amount=5_000, state="succeeded",
                account_id=world.accounts["anna"], provider="sandbox", reference=payment,
                return_hash=payment, choice_hash="", created_at=now, expires_at=now, polls=0,
            ).execute()  # fmt: skip
        from webapp.actions.ledger import Cause, Source

        card = Cause(source=Source(payment_id="p1"), value_on=world.today, reference="", now=now)
        booked = book_payment(
            company_id=company_id, customer_id=customer_id, money=Money(5_000, currency),
            cause=card, spread_rest=False,
        )  # fmt: skip
        yes = decided(world, "refund", now=now, about=booked.entry_id, amount=2_000)

        def ask(decision_id, payment, amount):
            return Refund.insert(
                **shared, id=new_id(), payment_id=payment, decision_id=decision_id, amount=amount,
                request_key=f"k{new_id()}", state="asked", asked_at=now,
            )  # fmt: skip

        refuse(ask(agreed, "p1", 1))
        refuse(ask(yes, "p2", 1))
        refuse(ask(yes, "p1", 2_001))
        ask(yes, "p1", 1_500).execute()
        refuse(ask(yes, "p1", 501))
        Refund.update(state="failed").execute()
        ask(yes, "p1", 2_000).execute()
