"""A customer asks for bills without paper, and a clerk grants it or not."""

from datetime import timedelta

import pytest

from tests.phone import meta, send
from tests.wishes import counting, place, wish, wished
from webapp.actions.decisions import accept, correct, reject, send_back
from webapp.actions.invoice_routes import ask_routes, set_routes
from webapp.actions.undo import undo
from webapp.actions.withdrawals import withdraw
from webapp.domain.days import local_day
from webapp.domain.refusals import AlreadyDecided, NotFound, Refusal
from webapp.models.events import Event
from webapp.models.invoice_route_wishes import InvoiceRouteWish
from webapp.models.invoice_routes import InvoiceRoute
from webapp.models.memberships import Membership
from webapp.models.submissions import Submission
from webapp.models.supplies import Supply
from webapp.queries.invoice_routes import routes_of

SECOND = timedelta(seconds=1)


@pytest.fixture
def anna(world):
    return world.person("anna")


@pytest.fixture
def clerk(world):
    return world.person("clerk")


def state(submission_id):
    return Submission.get(Submission.id == submission_id).state


def shown(person, world, meter="hot", *, now):
    (one,) = [
        r for r in routes_of(person=person, now=now) if r.service_point_id == place(world, meter)
    ]
    return one


class TestAsking:
    def test_nothing_counts_before_a_clerk_has_granted_it(self, world, anna, now):
        sent = wished(world, now=now)
        assert counting(world) == []
        here = shown(anna, world, now=now)
        assert (here.route, here.since) == ("paper", None)
        assert (here.waiting.submission_id, here.waiting.route) == (sent, "electronic")

    def test_the_same_form_again_writes_nothing(self, world, anna, now):
        form = [wish(world, "hot"), wish(world, "heat")]
        first = ask_routes(person=anna, wishes=form, now=now)
        again = ask_routes(person=anna, wishes=form, now=now + SECOND)
        assert first == again
        assert len(first) == 2
        assert InvoiceRouteWish.select().count() == 2

    def test_the_same_form_again_after_the_answer_says_the_same(self, world, anna, clerk, now):
        form = [wish(world)]
        (sent,) = ask_routes(person=anna, wishes=form, now=now)
        accept(person=clerk, submission_id=sent, now=now)
        assert ask_routes(person=anna, wishes=form, now=now) == (sent,)
        assert counting(world) == ["electronic"]

    def test_two_lines_about_one_place_ask_once(self, world, anna, now):
        with pytest.raises(Refusal) as refused:
            ask_routes(person=anna, wishes=[wish(world), wish(world)], now=now)
        assert refused.value.code == "route_open"
        assert Submission.select().where(Submission.kind == "invoice_route").count() == 0

    def test_only_what_was_changed_is_sent(self, world, anna, now):
        form = [wish(world, "hot"), wish(world, "heat", route="paper")]
        assert ask_routes(person=anna, wishes=form, now=now) == (form[0].id,)

    def test_what_counts_already_is_no_change(self, world, anna, now):
        with pytest.raises(Refusal) as refused:
            ask_routes(person=anna, wishes=[wish(world, route="paper")], now=now)
        assert refused.value.code == "no_change"

    def test_an_old_page_asks_for_nothing_that_came_true_meanwhile(self, world, anna, clerk, now):
        accept(person=clerk, submission_id=wished(world, now=now), now=now)
        with pytest.raises(Refusal) as refused:
            ask_routes(person=anna, wishes=[wish(world)], now=now)
        assert refused.value.code == "no_change"

    def test_one_wish_a_place_waits_at_a_time_and_all_or_nothing_is_sent(self, world, anna, now):
        wished(world, now=now)
        with pytest.raises(Refusal) as refused:
            ask_routes(person=anna, wishes=[wish(world, "heat"), wish(world, "hot")], now=now)
        assert refused.value.code == "route_open"
        assert InvoiceRouteWish.select().count() == 1

    def test_an_id_that_came_with_another_wish_is_refused(self, world, anna, now):
        sent = wished(world, now=now)
        with pytest.raises(Refusal) as refused:
            ask_routes(person=anna, wishes=[wish(world, "heat", id=sent)], now=now)
        assert refused.value.code == "sent_already"

    @pytest.mark.parametrize("who", ["bela", "szabo", "clara", "clerk"])
    def test_nobody_else_asks_for_annas_place(self, world, who, now):
        with pytest.raises(NotFound):
            ask_routes(person=world.person(who), wishes=[wish(world)], now=now)

    def test_somebody_elses_id_is_not_found(self, world, now):
        sent = wished(world, now=now)
        with pytest.raises(NotFound):
            ask_routes(
                person=world.person("szabo"), wishes=[wish(world, "strange", id=sent)], now=now
            )

    def test_whoever_manages_for_the_customer_may_ask(self, world, now):
        Membership.update(permissions="manage").where(
            Membership.account_id == world.accounts["bela"]
        ).execute()
        assert ask_routes(person=world.person("bela"), wishes=[wish(world)], now=now)

    @pytest.mark.parametrize("permissions", ["view_bills", "pay"])
    def test_whoever_may_look_or_pay_does_not_ask(self, world, now, permissions):
        Membership.update(permissions=permissions).where(
            Membership.account_id == world.accounts["bela"]
        ).execute()
        assert shown(world.person("bela"), world, now=now).route == "paper"
        with pytest.raises(NotFound):
            ask_routes(person=world.person("bela"), wishes=[wish(world)], now=now)

    @pytest.mark.parametrize("days", [0, 2])
    def test_a_place_that_was_left_is_not_asked_for(self, world, anna, now, days):
        today = local_day(now=now, timezone="Europe/Budapest")
        Supply.update(ends_on=today - timedelta(days=days)).where(
            Supply.service_point_id == place(world, "hot")
        ).execute()
        with pytest.raises(NotFound):
            ask_routes(person=anna, wishes=[wish(world)], now=now)


class TestDeciding:
    def test_granted_it_counts_from_the_companys_today_on(self, world, anna, clerk, now):
        sent = wished(world, now=now)
        assert accept(person=clerk, submission_id=sent, now=now) is True
        here = shown(anna, world, now=now)
        today = local_day(now=now, timezone="Europe/Budapest")
        assert (here.route, here.since, here.waiting) == ("electronic", today, None)
        assert state(sent) == "accepted"

    def test_after_midnight_there_it_counts_from_the_new_day_on(self, world, anna, clerk, now):
        late = now.replace(hour=23, minute=30)
        accept(person=clerk, submission_id=wished(world, now=late), now=late)
        assert shown(anna, world, now=late).since == late.date() + timedelta(days=1)

    def test_who_moves_in_has_said_nothing_yet(self, world, clerk, now):
        accept(person=clerk, submission_id=wished(world, now=now), now=now)
        Supply.update(customer_id=world.customers["SU0045"]).where(
            Supply.service_point_id == place(world, "hot")
        ).execute()
        here = shown(world.person("szabo"), world, now=now)
        assert (here.route, here.since) == ("paper", None)

    def test_only_the_place_that_was_named(self, world, anna, clerk, now):
        accept(person=clerk, submission_id=wished(world, now=now), now=now)
        assert shown(anna, world, "heat", now=now).route == "paper"

    def test_and_back_again(self, world, anna, clerk, now):
        accept(person=clerk, submission_id=wished(world, now=now), now=now)
        back = wished(world, now=now + SECOND, route="paper", was="electronic")
        accept(person=clerk, submission_id=back, now=now + SECOND)
        assert counting(world) == ["electronic", "paper"]
        assert shown(anna, world, now=now).route == "paper"

    def test_turned_down_nothing_changes(self, world, anna, clerk, now):
        sent = wished(world, now=now)
        reject(person=clerk, submission_id=sent, reason_code="paper_only", now=now)
        assert state(sent) == "rejected"
        assert counting(world) == []
        assert shown(anna, world, now=now).waiting is None

    @pytest.mark.parametrize("code", ["impossible", "blurred", "", "nonsense"])
    def test_a_reason_that_is_none_of_its_own_is_refused(self, world, clerk, code, now):
        sent = wished(world, now=now)
        with pytest.raises(Refusal) as refused:
            reject(person=clerk, submission_id=sent, reason_code=code, now=now)
        assert refused.value.field == "reason_code"
        assert state(sent) == "received"

    def test_it_is_neither_corrected_nor_sent_back(self, world, clerk, now):
        sent = wished(world, now=now)
        with pytest.raises(Refusal) as refused:
            correct(person=clerk, submission_id=sent, values={}, reason_code="told_us", now=now)
        assert refused.value.code == "request"
        with pytest.raises(Refusal) as refused:
            send_back(person=clerk, submission_id=sent, reason_code="blurred", now=now)
        assert refused.value.code == "request"
        assert state(sent) == "received"

    def test_twice_is_once(self, world, clerk, now):
        sent = wished(world, now=now)
        accept(person=clerk, submission_id=sent, now=now)
        with pytest.raises(AlreadyDecided):
            accept(person=world.person("colleague"), submission_id=sent, now=now)
        assert counting(world) == ["electronic"]

    @pytest.mark.parametrize("who", ["anna", "reader", "foreign_clerk"])
    def test_nobody_else_grants_it(self, world, who, now):
        sent = wished(world, now=now)
        with pytest.raises(NotFound):
            accept(person=world.person(who), submission_id=sent, now=now)

    def test_undone_it_waits_again_and_nothing_counts(self, world, anna, clerk, now):
        sent = wished(world, now=now)
        accept(person=clerk, submission_id=sent, now=now)
        undo(person=clerk, submission_id=sent, now=now + SECOND)
        assert state(sent) == "received"
        assert counting(world) == []
        assert shown(anna, world, now=now).waiting.submission_id == sent
        accept(person=clerk, submission_id=sent, now=now + 2 * SECOND)
        assert counting(world) == ["electronic"]


class TestTakingBack:
    def test_a_wish_can_be_taken_back(self, world, anna, clerk, now):
        sent = wished(world, now=now)
        withdraw(person=anna, submission_id=sent, now=now)
        assert state(sent) == "withdrawn"
        with pytest.raises(Refusal) as refused:
            accept(person=clerk, submission_id=sent, now=now)
        assert refused.value.code == "taken_back"

    def test_not_by_somebody_who_may_only_send_readings(self, world, now):
        sent = wished(world, now=now)
        with pytest.raises(NotFound):
            withdraw(person=world.person("bela"), submission_id=sent, now=now)

    def test_no_reading_from_a_phone_takes_its_place(self, world, sign_in_as, now):
        sent = wished(world, now=now)
        edit = meta(meter="37461", registers={world.registers["hot"]: "1076"}, replaces=sent)
        assert send(sign_in_as("anna"), edit).status_code == 201
        assert state(sent) == "received"


class TestAtTheDesk:
    def told(self, world, *wishes, who="clerk", customer="SU0044", now, words=""):
        return set_routes(
            person=world.person(who),
            customer_id=world.customers[customer],
            wishes=wishes or [wish(world)],
            words=words,
            now=now,
        )

    def test_two_lines_about_one_place_are_set_once(self, world, now):
        twice = [wish(world), wish(world, route="paper", was="electronic")]
        with pytest.raises(Refusal):
            self.told(world, *twice, now=now)
        assert counting(world) == []

    def test_what_somebody_rang_about_counts_at_once(self, world, anna, now):
        (sent,) = self.told(world, words="Rang us", now=now)
        assert shown(anna, world, now=now).route == "electronic"
        row = Submission.get(Submission.id == sent)
        assert (row.channel, row.state, row.customer_id) == (
            "desk", "accepted", world.customers["SU0044"],
        )  # fmt: skip

    def test_it_is_a_decision_with_its_event(self, world, now):
        (sent,) = self.told(world, now=now)
        kinds = [e.kind for e in Event.select().where(Event.subject == f"submission:{sent}")]
        assert sorted(kinds) == ["decision.accept", "submission.received"]

    def test_pressed_twice_it_is_set_once(self, world, now):
        form = wish(world)
        assert self.told(world, form, now=now) == self.told(world, form, now=now + SECOND)
        assert counting(world) == ["electronic"]

    def test_pressed_again_after_a_colleague_turned_it_down_it_says_so(self, world, clerk, now):
        form = wish(world)
        (sent,) = self.told(world, form, now=now)
        undo(person=clerk, submission_id=sent, now=now + SECOND)
        colleague = world.person("colleague")
        reject(person=colleague, submission_id=sent, reason_code="ask_us", now=now + SECOND)
        with pytest.raises(AlreadyDecided):
            self.told(world, form, now=now + 2 * SECOND)
        assert counting(world) == []

    def test_it_can_be_undone(self, world, anna, clerk, now):
        (sent,) = self.told(world, now=now)
        undo(person=clerk, submission_id=sent, now=now + SECOND)
        assert shown(anna, world, now=now).route == "paper"

    def test_a_wish_that_waits_is_decided_there_and_not_passed_by(self, world, now):
        wished(world, now=now)
        with pytest.raises(Refusal) as refused:
            self.told(world, now=now)
        assert refused.value.code == "route_open"

    def test_not_for_another_customers_place(self, world, now):
        with pytest.raises(Refusal):
            self.told(world, wish(world, "strange"), now=now)
        assert counting(world, "strange") == []

    @pytest.mark.parametrize("who", ["anna", "reader", "foreign_clerk"])
    def test_nobody_else_sets_it(self, world, who, now):
        with pytest.raises(NotFound):
            self.told(world, who=who, now=now)


def test_whoever_asks_costs_the_same(world, anna, now):
    """One query, however many places."""
    from playhouse.test_utils import count_queries

    with count_queries() as seen:
        routes_of(person=anna, now=now)
    assert seen.count == 1


def test_a_route_of_nobodys_wish_is_a_route_of_the_import(world, clerk, now):
    accept(person=clerk, submission_id=wished(world, now=now), now=now)
    row = InvoiceRoute.get()
    assert (row.import_id, row.verdict) == (None, "accept")
