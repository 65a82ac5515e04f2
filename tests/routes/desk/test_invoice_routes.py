"""Wishes about how bills come at the desk: judged in the queue, or set when somebody rings."""

import re

import pytest
from playhouse.test_utils import count_queries

from tests.wishes import counting, form, wished
from webapp.actions.decisions import accept
from webapp.models.events import Event
from webapp.models.remarks import Remark
from webapp.models.submissions import Submission
from webapp.queries.desk_metrics import desk_metrics

HTMX = {"HX-Request": "true"}


@pytest.fixture
def wish(world, now):
    """Anna's wish for her hot water."""
    return wished(world, now=now)


@pytest.fixture
def path(world):
    return f"/desk/customers/{world.customers['SU0044']}/invoice-routes"


def state(submission_id):
    return Submission.get(Submission.id == submission_id).state


class TestInTheQueue:
    def test_it_stands_among_the_rest(self, clerk, wish, waiting):
        page = clerk.get("/desk").text
        assert wish in page
        assert waiting in page
        assert "bills without paper" in page

    def test_requests_have_a_list_of_their_own(self, clerk, wish, waiting):
        page = clerk.get("/desk?show=requests").text
        assert wish in page
        assert waiting not in page

    def test_the_oldest_of_the_list_opens_within_the_list(self, clerk, wish):
        page = clerk.get("/desk?show=requests").text
        opened = re.search(r'href="([^"]+)" aria-describedby="oldest-name"', page)
        assert opened[1] == f"/desk/submissions/{wish}?show=requests"
        assert "Choose a request" in page

    @pytest.mark.parametrize("show", ["clean", "no-photo", "flagged"])
    def test_lists_of_readings_leave_it_out(self, clerk, wish, show):
        assert wish not in clerk.get(f"/desk?show={show}").text

    def test_it_is_not_accepted_together_with_clean_readings(self, clerk, wish):
        assert wish not in clerk.get("/desk/clean").text
        clerk.post("/desk/clean", data={"submission_id": wish})
        assert state(wish) == "received"

    def test_the_item_shows_what_counts_and_what_is_wished(self, clerk, wish):
        page = clerk.get(f"/desk/submissions/{wish}").text
        assert 'data-testid="request-wish"' in page
        assert "bills on paper" in page
        assert "Minta Ügyfél" in page
        for control in ("decide-accept", "decide-reject"):
            assert page.count(f'data-testid="{control}"') == 1
        for control in ("decide-correct", "decide-return", "act-exchange", "act-estimate"):
            assert control not in page

    def test_the_item_alone_for_htmx(self, clerk, wish):
        page = clerk.get(f"/desk/submissions/{wish}", headers=HTMX).text
        assert page.lstrip().startswith('<section class="opened" id="item"')

    def test_it_costs_no_more_than_a_reading(self, clerk, wish):
        with count_queries() as seen:
            clerk.get(f"/desk/submissions/{wish}")
        assert seen.count <= 8

    @pytest.mark.parametrize("who", ["foreign_clerk", "reader", "anna"])
    def test_nobody_else_sees_it(self, sign_in_as, wish, who):
        assert sign_in_as(who).get(f"/desk/submissions/{wish}").status_code == 404


class TestDeciding:
    def decide(self, clerk, wish, **said):
        return clerk.post(f"/desk/submissions/{wish}/decisions", data=said, headers=HTMX)

    def test_granted(self, world, clerk, wish):
        page = self.decide(clerk, wish, verdict="accept").text
        assert "Granted to Minta Ügyfél: bills without paper." in page
        assert 'data-testid="undo"' in page
        assert counting(world) == ["electronic"]

    def test_turned_down_with_a_reason_of_its_own(self, clerk, wish):
        offered = clerk.get(f"/desk/submissions/{wish}").text
        assert "can only go out on paper" in offered
        assert "does not fit this meter" not in offered
        page = self.decide(clerk, wish, verdict="reject", reason_code="paper_only").text
        assert "Turned down for Minta Ügyfél" in page
        assert state(wish) == "rejected"

    def test_who_wants_paper_is_not_told_that_there_is_only_paper(self, world, clerk, wish, now):
        accept(person=world.person("clerk"), submission_id=wish, now=now)
        back = wished(world, now=now, route="paper", was="electronic")
        page = clerk.get(f"/desk/submissions/{back}").text
        assert "can only go out on paper" not in page
        assert 'value="ask_us" checked' in page

    def test_own_words_reach_the_customer(self, sign_in_as, clerk, wish):
        said = {"reason_code": "ask_us", "words": "Please ring Éva."}
        self.decide(clerk, wish, verdict="reject", **said)
        assert "Please ring Éva." in sign_in_as("anna").get(f"/submissions/{wish}").text

    @pytest.mark.parametrize(
        "said",
        [
            {"verdict": "correct", "reason_code": "told_us"},
            {"verdict": "return", "reason_code": "blurred"},
            {"verdict": "reject", "reason_code": "impossible"},
            {"verdict": "reject"},
        ],
    )
    def test_what_fits_no_request_comes_back(self, clerk, wish, said):
        answer = self.decide(clerk, wish, **said)
        assert answer.status_code == 422
        assert state(wish) == "received"

    @pytest.mark.parametrize("act", ["rollover", "exchange", "other-meter", "estimate"])
    def test_the_acts_of_readings_are_none_of_it(self, clerk, wish, act):
        address = f"/desk/submissions/{wish}/{act}"
        answers = (clerk.get(address), clerk.post(address, data={"value-1": "1"}))
        assert {answer.status_code for answer in answers} <= {404, 409, 422}
        assert state(wish) == "received"

    def test_undone_it_waits_again(self, world, clerk, wish):
        self.decide(clerk, wish, verdict="accept")
        page = clerk.post(f"/desk/submissions/{wish}/undo", headers=HTMX).text
        assert "waits again" in page
        assert counting(world) == []

    def test_decided_it_says_by_whom(self, world, clerk, wish, now):
        accept(person=world.person("colleague"), submission_id=wish, now=now)
        assert "Already decided by Nagy Lajos" in clerk.get(f"/desk/submissions/{wish}").text

    def test_it_can_be_handed_over(self, world, clerk, wish):
        said = {"to": str(world.accounts["colleague"]), "words": ""}
        answer = clerk.post(f"/desk/submissions/{wish}/hand-over", data=said, headers=HTMX)
        assert "The request of Minta Ügyfél was handed over." in answer.text


class TestToldByTelephone:
    def test_the_customers_page_leads_there(self, clerk, path):
        assert path in clerk.get(path.removesuffix("/invoice-routes")).text

    def test_set_it_counts_at_once(self, world, clerk, path):
        answer = clerk.post(path, data={**form(world, "hot"), "words": "Rang us."})
        assert (answer.status_code, answer.location) == (303, path.removesuffix("/invoice-routes"))
        assert counting(world) == ["electronic"]
        assert "It counts from the next bill on" in clerk.get(answer.location).text

    def test_the_customer_sees_it_with_the_note(self, world, clerk, sign_in_as, path):
        clerk.post(path, data={**form(world, "hot"), "words": "Rang us."})
        sent = Submission.get(Submission.kind == "invoice_route").id
        anna = sign_in_as("anna")
        assert f"/submissions/{sent}" in anna.get("/").text
        assert "Rang us." in anna.get(f"/submissions/{sent}").text

    def test_the_note_is_no_part_of_the_log(self, world, clerk, path):
        clerk.post(path, data={**form(world, "hot"), "words": "Rang us."})
        assert Remark.select().where(Remark.body == "Rang us.").exists()
        assert not [e for e in Event.select() if "Rang" in str(e.__data__)]

    def test_a_wish_that_waits_leads_to_itself(self, clerk, wish, path):
        page = clerk.get(path).text
        assert f"/desk/submissions/{wish}" in page
        assert page.count('data-testid="route-choose"') == 2

    def test_nothing_changed_is_said(self, world, clerk, path):
        answer = clerk.post(path, data=form(world, "hot", ticked=False))
        assert answer.status_code == 422
        assert "Nothing was changed" in answer.text
        assert "your bills" not in answer.text

    def test_another_customers_place_is_left_alone(self, world, clerk, path):
        answer = clerk.post(path, data=form(world, "strange"))
        assert answer.status_code == 422
        assert counting(world, "strange") == []

    @pytest.mark.parametrize("who", ["foreign_clerk", "reader", "anna"])
    def test_nobody_else_gets_there(self, world, sign_in_as, path, who):
        visitor = sign_in_as(who)
        assert visitor.get(path).status_code == 404
        assert visitor.post(path, data=form(world, "hot")).status_code == 404
        assert counting(world) == []


def test_figures_about_readings_leave_it_out(world, clerk, wish, waiting, now):
    accept(person=world.person("clerk"), submission_id=wish, now=now)
    assert "1 reading sent" in clerk.get(f"/desk/submissions/{waiting}").text
    figures = desk_metrics(person=world.person("clerk"), now=now)
    assert [one for one in figures.rules if one.code == ""] == []
    assert figures.verdicts["accept"] == 1
