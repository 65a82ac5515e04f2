"""The history of readings, as its owner reads it."""

import re
from datetime import timedelta

import pytest
from playhouse.test_utils import count_queries

from tests.readings import submitted
from webapp.actions.decisions import accept
from webapp.models.base import new_id
from webapp.models.readings import Reading


@pytest.fixture
def import_id(world):
    return Reading.get(Reading.register_id == world.registers["cold"]).import_id


@pytest.fixture
def add_reading(world, now, import_id):
    def add(days_ago, value, *, kind="company", register="hot"):
        Reading.insert(
            company_id=world.minta,
            id=new_id(),
            register_id=world.registers[register],
            read_on=world.today - timedelta(days=days_ago),
            value=int(value * 1000),
            kind=kind,
            recorded_at=now,
            import_id=import_id,
        ).execute()

    return add


def rows(page):
    found = re.findall(r'<tr data-testid="reading-row".*?</tr>', page, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def page_of(sign_in_as, query="?meter=37461", name="anna"):
    answer = sign_in_as(name).get(f"/readings{query}")
    assert answer.status_code == 200
    return answer.text


def test_newest_first_with_value_use_and_kind(sign_in_as):
    shown = rows(page_of(sign_in_as))
    assert len(shown) == 10
    assert "read by the company" in shown[0]
    assert shown[0].endswith("1073 m³ 5 m³")
    assert shown[1].endswith("1068 m³ 3 m³")
    assert shown[-1].endswith("1040 m³ – not known")


def test_an_accepted_reading_becomes_the_first_row(sign_in_as, world, storage, now):
    submission_id = submitted(world, now=now, storage=storage, value="1077")
    waiting = page_of(sign_in_as)
    assert "Not official yet" in waiting
    assert len(rows(waiting)) == 10
    accept(person=world.person("clerk"), submission_id=submission_id, now=now)
    official = page_of(sign_in_as)
    assert "Not official yet" not in official
    assert "read by you" in rows(official)[0]
    assert rows(official)[0].endswith("1077 m³ 4 m³")


def test_an_estimate_says_so_and_one_too_high_makes_no_negative_use(sign_in_as, add_reading):
    add_reading(3, 1080, kind="estimated")
    add_reading(1, 1077)
    newest, estimate, *_ = rows(page_of(sign_in_as))
    assert "estimated" in estimate
    assert "the estimate between was 3 m³ too high" in newest
    assert newest.endswith("4 m³")
    assert "estimate corrected" in estimate
    assert "-3" not in newest


def test_a_counter_that_passed_zero_is_explained(sign_in_as, add_reading):
    add_reading(3, 99998)
    add_reading(1, 2)
    newest = rows(page_of(sign_in_as))[0]
    assert "the counter passed zero" in newest
    assert newest.endswith("2 m³ 4 m³")


def test_each_register_has_its_own_history(sign_in_as):
    page = page_of(sign_in_as, "", "clara")
    assert page.index("<h2>Day</h2>") < page.index("<h2>Night</h2>")
    assert len(rows(page)) == 20


def test_the_bars_have_a_table_behind_them(sign_in_as):
    page = page_of(sign_in_as)
    assert 'role="img" aria-label="Use of Hot water a month"' in page
    assert "As a table" in page


def test_pages_lead_back_and_forth_without_losing_a_row(sign_in_as, add_reading):
    for month in range(60):
        add_reading(400 + 8 * month, 1000 - month)
    seen, query = [], "?meter=37461"
    while query:
        page = page_of(sign_in_as, query)
        seen += rows(page)
        found = re.search(r'href="/readings(\?meter=37461&amp;before=[^"]+)">Earlier', page)
        query = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == 70
    assert len(set(seen)) == 70
    assert "Back to the newest" in page
    assert "Not official yet" not in page
    assert [row for row in seen if "not known" in row] == [seen[-1]]


def test_htmx_gets_the_part_that_changes(sign_in_as):
    answer = sign_in_as("anna").htmx("/readings?meter=90112")
    assert answer.text.lstrip().startswith('<div class="stack loose history" id="readings">')
    assert "X-Meterpost-Account" not in answer.headers
    assert "HX-Request" in answer.headers["Vary"]
    assert '<option value="90112" selected>' in answer.text


def test_foreign_meters_and_odd_days_are_not_found(sign_in_as):
    for query in ("?meter=11873", "?meter=nothing", "?meter=37461&before=soon"):
        assert sign_in_as("anna").get(f"/readings{query}").status_code == 404


def test_the_same_serial_elsewhere_is_somebody_elses(sign_in_as):
    assert "kWh" not in page_of(sign_in_as)
    assert "m³" not in page_of(sign_in_as, "?meter=37461", "clara")


def test_bela_sees_the_history_too(sign_in_as):
    assert len(rows(page_of(sign_in_as, name="bela"))) == 10


def test_staff_without_customers_have_no_history(sign_in_as):
    assert sign_in_as("clerk").get("/readings").status_code == 404


def test_signed_out_goes_to_sign_in(client):
    assert client.get("/readings").location.startswith("/sign-in")


def test_the_queries_stay_few_as_rows_grow(sign_in_as, add_reading, world, storage, now):
    visitor = sign_in_as("anna")
    with count_queries() as few:
        visitor.get("/readings?meter=37461")
    for day in range(200):
        add_reading(300 + day, 1000 - day)
    for value in range(5):
        submitted(world, now=now, storage=storage, value=str(1077 + value))
    with count_queries() as many:
        visitor.get("/readings?meter=37461")
    assert many.count == few.count <= 8
