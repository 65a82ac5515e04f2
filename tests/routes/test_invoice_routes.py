"""`/invoice-routes`: how bills come, and asking for another way."""

import pytest
from playhouse.test_utils import count_queries

from tests.wishes import counting, form, place, wished
from webapp.actions.decisions import accept, reject
from webapp.models.customers import Customer
from webapp.models.memberships import Membership
from webapp.models.submissions import Submission

PATH = "/invoice-routes"


@pytest.fixture
def anna(sign_in_as):
    return sign_in_as("anna")


def ask(visitor, said):
    return visitor.post(PATH, data=said)


def waiting():
    return list(Submission.select().where(Submission.kind == "invoice_route"))


class TestThePage:
    def test_every_place_stands_there_with_its_way(self, anna):
        page = anna.get(PATH).text
        assert page.count('data-testid="route-row"') == 3
        assert page.count("On paper, by post.") == 3
        assert page.count('data-testid="route-choose"') == 3

    def test_bills_and_account_lead_there(self, anna):
        assert f'href="{PATH}"' in anna.get("/invoices").text
        assert f'href="{PATH}"' in anna.get("/account").text

    def test_what_a_tick_means_is_said_before_the_ticks(self, anna):
        page = anna.get(PATH).text
        assert page.index("Tick the places") < page.index('data-testid="route-choose"')

    def test_it_is_found_under_more_like_the_bills(self, anna):
        assert 'href="/account" aria-current="true"' in anna.get(PATH).text

    def test_what_counts_is_ticked(self, world, anna, now):
        accept(person=world.person("clerk"), submission_id=wished(world, now=now), now=now)
        page = anna.get(PATH).text
        assert page.count(" checked") == 1
        assert "Electronically since" in page

    def test_what_waits_cannot_be_asked_twice_and_leads_to_its_receipt(self, world, anna, now):
        sent = wished(world, now=now)
        page = anna.get(PATH).text
        assert page.count('data-testid="route-choose"') == 2
        assert f"/submissions/{sent}" in page
        assert "You have asked for bills without paper" in page

    def test_the_same_number_at_two_companies_is_two_customers(self, world, anna):
        clara = Membership.get(Membership.account_id == world.accounts["clara"])
        Customer.update(number="SU0044").where(Customer.id == clara.customer_id).execute()
        Membership.insert(**{**clara.__data__, "account_id": world.accounts["anna"]}).execute()
        page = anna.get(PATH).text
        assert page.count('<small class="nowrap">SU0044</small>') == 2

    def test_who_only_sees_bills_asks_for_nothing(self, world, sign_in_as):
        Membership.update(permissions="view_bills").where(
            Membership.account_id == world.accounts["bela"]
        ).execute()
        bela = sign_in_as("bela")
        page = bela.get(PATH).text
        assert page.count('data-testid="route-row"') == 3
        assert "route-choose" not in page
        assert "route-submit" not in page
        assert ask(bela, form(world, "hot")).status_code == 404

    def test_who_only_sends_readings_does_not_see_it(self, sign_in_as):
        assert sign_in_as("bela").get(PATH).status_code == 404

    def test_it_costs_the_same_however_many_places(self, anna):
        with count_queries() as seen:
            anna.get(PATH)
        assert seen.count <= 5

    def test_signed_out_one_signs_in_first(self, client):
        assert client.get(PATH).location.startswith("/sign-in?next=")


class TestAsking:
    def test_one_change_shows_its_receipt(self, world, anna):
        answer = ask(anna, form(world, "hot"))
        (sent,) = waiting()
        assert (answer.status_code, answer.location) == (303, f"/submissions/{sent.id}")
        page = anna.get(answer.location).text
        assert "without paper, electronically" in page
        assert sent.receipt in page
        assert "Until then your bills come as before." in page

    def test_several_stand_on_the_page(self, world, anna):
        answer = ask(anna, form(world, "hot", "heat"))
        assert (answer.status_code, answer.location) == (303, PATH)
        assert anna.get(PATH).text.count("waiting for a clerk") == 2

    def test_sent_twice_it_is_one(self, world, anna):
        said = form(world, "hot")
        assert ask(anna, said).location == ask(anna, said).location
        assert len(waiting()) == 1

    def test_nothing_changed_is_said_and_nothing_sent(self, world, anna):
        answer = ask(anna, form(world, "hot", ticked=False))
        assert answer.status_code == 422
        assert "Nothing was changed" in answer.text
        assert waiting() == []

    def test_what_was_ticked_stays_ticked_when_it_comes_back(self, world, anna, now):
        wished(world, now=now)
        said = form(world, "hot", "heat")
        answer = ask(anna, said)
        assert answer.status_code == 422
        assert "A change for Hot water, " in answer.text
        assert answer.text.count(" checked") == 1
        ids = [value for name, value in said.items() if name.startswith("id-")]
        assert any(one in answer.text for one in ids), "the id makes a repeat, so it stays"

    @pytest.mark.parametrize("meter", ["strange", "power"])
    def test_somebody_elses_place_is_not_found(self, world, anna, meter):
        answer = ask(anna, form(world, "hot", meter))
        assert answer.status_code == 404
        assert waiting() == []

    @pytest.mark.parametrize(
        "said",
        [
            {},
            {"place": "x"},
            {"place": "-"},
            {"place": ["1-2", "9" * 40 + "-1"]},
            {"place": "1-2", "id-1-2": "no id", "was-1-2": "paper"},
            {"place": "1-2", "id-1-2": "00000000-0000-4000-8000-000000000001", "was-1-2": "fax"},
            {"place": "\0"},
        ],
    )
    def test_a_form_that_is_none_of_ours_changes_nothing(self, anna, said):
        assert ask(anna, said).status_code == 422
        assert waiting() == []


class TestFollowingIt:
    def test_home_says_how_it_stands(self, world, anna, now):
        sent = wished(world, now=now)
        page = anna.get("/").text
        assert f"/submissions/{sent}" in page
        assert "How bills come: Hot water" in page

    def test_granted_it_says_from_when(self, world, anna, now):
        sent = wished(world, now=now)
        accept(person=world.person("clerk"), submission_id=sent, now=now)
        assert "It counts from your next bill on." in anna.get(f"/submissions/{sent}").text

    def test_turned_down_it_says_why_and_what_is_next(self, world, anna, now):
        sent = wished(world, now=now)
        reject(person=world.person("clerk"), submission_id=sent, reason_code="ask_us", now=now)
        page = anna.get(f"/submissions/{sent}").text
        assert "We need to ask you something first." in page
        assert "Your bills come as before." in page
        assert "Read this meter again" not in page
        assert "Read this meter again" not in anna.get("/").text

    def test_it_can_be_taken_back(self, world, anna, now):
        sent = wished(world, now=now)
        assert "Take it back" in anna.get(f"/submissions/{sent}").text
        answer = anna.post(f"/submissions/{sent}/withdrawal")
        assert answer.status_code == 303
        assert anna.get(PATH).text.count('data-testid="route-choose"') == 3

    @pytest.mark.parametrize("who", ["bela", "szabo", "clara"])
    def test_nobody_else_follows_it(self, world, sign_in_as, who, now):
        sent = wished(world, now=now)
        visitor = sign_in_as(who)
        assert visitor.get(f"/submissions/{sent}").status_code == 404
        assert visitor.post(f"/submissions/{sent}/withdrawal").status_code == 404
        assert sent not in visitor.get("/").text

    def test_of_two_customers_only_the_one_whose_bills_one_may_see(self, world, sign_in_as, now):
        anna, szabo = wished(world, now=now), wished(world, "strange", now=now)
        Membership.insert(
            account_id=world.accounts["bela"],
            company_id=world.minta,
            customer_id=world.customers["SU0045"],
            since=now,
            permissions="owner",
        ).execute()
        page = sign_in_as("bela").get("/").text
        assert szabo in page
        assert anna not in page

    def test_the_readings_of_its_meter_do_not_list_it(self, world, anna, now):
        sent = wished(world, now=now)
        assert sent not in anna.get("/readings?meter=37461").text

    def test_a_meter_with_a_wish_is_still_to_be_read(self, world, anna, now):
        before = anna.get("/").text.count("Photograph the meter")
        wished(world, now=now)
        assert anna.get("/").text.count("Photograph the meter") == before

    def test_the_phone_hears_of_it_too(self, world, anna, now):
        sent = wished(world, now=now)
        listed = anna.get("/sync/submissions").get_json()["submissions"]
        assert [(one["id"], one["kind"], one["state"]) for one in listed] == [
            (sent, "invoice_route", "received")
        ]


def test_nothing_of_it_counts_without_a_clerk(world, anna):
    ask(anna, form(world, "hot", "cold", "heat"))
    assert [counting(world, meter) for meter in ("hot", "cold", "heat")] == [[], [], []]
    assert place(world, "hot")
