"""GET and POST /desk/tariffs and /desk/tariffs/withdrawal: what late payment costs."""

from datetime import timedelta

import pytest

from webapp.models.dunning_tariffs import DunningTariff
from webapp.models.interest_rates import InterestRate

PATH = "/desk/tariffs"


@pytest.fixture
def supervisor(sign_in_as):
    return sign_in_as("supervisor")


def post(visitor, **given):
    usual = {"what": "interest", "valid_from": "2026-01-01", "value": "8.75"}
    return visitor.post(PATH, data={**usual, **given})


def test_nothing_is_set_at_first(supervisor):
    text = supervisor.get(PATH).text
    assert text.count("Nothing is set yet") == 2
    assert 'data-testid="tariff-submit"' not in text
    assert PATH in supervisor.get("/desk/money-settings").text


def test_a_rate_is_set_and_stands_there(supervisor):
    assert 'data-testid="tariff-submit"' in supervisor.get(f"{PATH}?what=interest").text
    answer = post(supervisor)
    assert (answer.status_code, answer.location) == (303, f"{PATH}#interest")
    text = supervisor.get(PATH).text
    assert "It counts from its day on" in text
    assert "8.75\u00a0% a year" in text
    assert "holds now" in text
    assert "was: nothing" in text
    post(supervisor)
    assert "Nothing was changed" in supervisor.get(PATH).text


def test_a_fee_by_step_in_the_company_s_currency(supervisor):
    assert "which reminder" in supervisor.get(f"{PATH}?what=fee").text.lower()
    assert post(supervisor, what="fee", step="2", value="570").status_code == 303
    text = supervisor.get(PATH).text
    assert "Reminder 2" in text
    assert "570\u00a0Ft" in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"value": "200"}, "percentage from 0 to 100"),
        ({"valid_from": "soon"}, "a day such as"),
        ({"what": "fee", "step": "0"}, "which reminder it is"),
        ({"what": "fee", "step": "1", "value": "1.5"}, "in digits alone"),
        ({"what": "tax"}, "what to set"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_changes_nothing(supervisor, given, words):
    answer = post(supervisor, **given)
    assert answer.status_code == 422
    assert words in answer.text
    assert InterestRate.select().count() == DunningTariff.select().count() == 0


def test_what_is_to_come_can_be_taken_back(supervisor, world):
    day = (world.today + timedelta(days=9)).isoformat()
    post(supervisor, valid_from=day)
    assert 'data-testid="tariff-withdraw"' in supervisor.get(PATH).text
    gone = {"what": "interest", "step": "0", "valid_from": day}
    assert supervisor.post(f"{PATH}/withdrawal", data=gone).status_code == 303
    assert "It never held" in supervisor.get(PATH).text
    assert supervisor.post(f"{PATH}/withdrawal", data=gone).status_code == 404


def test_what_holds_cannot_be_taken_back(supervisor):
    post(supervisor)
    gone = {"what": "interest", "step": "0", "valid_from": "2026-01-01"}
    answer = supervisor.post(f"{PATH}/withdrawal", data=gone)
    assert answer.status_code == 422
    assert "holds already" in answer.text
    assert supervisor.post(f"{PATH}/withdrawal", data={}).status_code == 422
    assert InterestRate.select().count() == 1


@pytest.mark.parametrize("what", ["tax", "", "\0", "x" * 9_000])
def test_what_is_no_tariff_takes_no_fee_back(supervisor, world, what):
    day = (world.today + timedelta(days=9)).isoformat()
    post(supervisor, what="fee", step="1", value="570", valid_from=day)
    gone = {"what": what, "step": "1", "valid_from": day}
    answer = supervisor.post(f"{PATH}/withdrawal", data=gone)
    assert answer.status_code == 422
    assert "what to set" in answer.text
    assert DunningTariff.select().count() == 1


@pytest.mark.parametrize("who", ["clerk", "reader"])
def test_others_may_not(sign_in_as, who):
    visitor = sign_in_as(who)
    assert visitor.get(PATH).status_code in (403, 404)
    assert post(visitor).status_code in (403, 404)
    assert InterestRate.select().count() == 0


def test_signed_out_nobody_gets_in(client):
    assert client.get(PATH).status_code in (302, 303)


def test_it_belongs_to_money(supervisor):
    assert '<a href="/desk/money" aria-current="page">' in supervisor.get(PATH).text
