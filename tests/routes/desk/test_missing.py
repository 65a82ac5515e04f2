"""`/desk/missing`: meters nobody has read, and an estimate for each."""

from datetime import timedelta

import pytest

from webapp.models.meters import Meter
from webapp.models.reading_windows import ReadingWindow
from webapp.models.readings import Reading

PAGE = "/desk/missing"


@pytest.fixture
def point(world):
    """Anna's hot-water meter, whose window closed two days ago without a reading."""
    found = Meter.get(Meter.id == world.meters["hot"]).service_point_id
    closes = world.today - timedelta(days=2)
    ReadingWindow.update(opens_on=closes - timedelta(days=20), closes_on=closes).where(
        ReadingWindow.service_point_id == found
    ).execute()
    return found


@pytest.fixture
def form(world):
    return {
        "read_on": str(world.today - timedelta(days=3)),
        f"value-{world.registers['hot']}": "1076",
    }


@pytest.fixture
def clerk(sign_in_as):
    return sign_in_as("clerk")


def path(point):
    return f"{PAGE}/{point}/estimate"


def test_it_lists_what_is_missing_and_says_what_an_estimate_is(clerk, point):
    page = clerk.get(PAGE).text
    assert page.count('data-testid="missing-reading"') == 1
    assert path(point) in page
    assert "is an estimate" in page
    assert "SU0044" in page


@pytest.mark.parametrize("place", ["9" * 19, str(2**63), "-1", "x", ""])
def test_a_place_that_cannot_be_begins_at_the_front(clerk, point, place):
    page = clerk.get(PAGE, query_string={"after": f"9000-01-01~{place}"})
    assert page.status_code == 200


def test_nothing_missing_says_what_will_be_there(clerk):
    assert "No reading is missing" in clerk.get(PAGE).text


def test_one_press_makes_it_official(clerk, point, form, sign_in_as):
    assert clerk.post(path(point), data=form).location == PAGE
    assert Reading.get(Reading.submission_id.is_null(is_null=False)).kind == "estimated"
    assert "No reading is missing" in clerk.get(PAGE).text
    assert "estimated" in sign_in_as("anna").get("/readings?meter=37461").text


def test_what_does_not_fit_comes_back_as_it_was_typed(clerk, point, form, world):
    answer = clerk.post(path(point), data={**form, f"value-{world.registers['hot']}": "many"})
    assert answer.status_code == 422
    assert 'value="many"' in answer.text
    assert "as a number" in answer.text


def test_pressed_twice_the_second_is_told(clerk, point, form):
    clerk.post(path(point), data=form)
    assert clerk.post(path(point), data=form).status_code == 422


def test_an_odd_place_in_the_list_begins_at_the_front(clerk, point):
    for odd in ("x", "2026-11-01", "2026-11-01~x", "~"):
        assert path(point) in clerk.get(f"{PAGE}?after={odd}").text


@pytest.mark.parametrize("who", ["anna", "reader", "foreign_clerk"])
def test_others_find_nothing(sign_in_as, point, form, who):
    assert sign_in_as(who).post(path(point), data=form).status_code == 404


def test_the_signed_out_are_sent_to_sign_in(client, point):
    assert client.get(PAGE).location.startswith("/sign-in?next=")
