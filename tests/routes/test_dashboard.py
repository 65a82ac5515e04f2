"""Home: what to do next, what became of what was sent, for everyone who may come."""

from datetime import timedelta

import pytest
from playhouse.test_utils import count_queries

from tests.readings import submitted
from webapp.actions.decisions import accept, correct, reject, send_back
from webapp.actions.withdrawals import withdraw
from webapp.models.base import new_id
from webapp.models.meters import Meter
from webapp.models.reading_windows import ReadingWindow
from webapp.models.readings import Reading
from webapp.models.supplies import Supply

MOST_QUERIES = 8


@pytest.fixture
def send(world, storage, now):
    def one(value="1077", *, ago=timedelta(minutes=1), **more):
        return submitted(world, now=now - ago, storage=storage, value=value, **more)

    return one


@pytest.fixture
def clerk(world):
    return world.person("clerk")


def home(sign_in_as, name="anna"):
    answer = sign_in_as(name).get("/")
    assert answer.status_code == 200
    return answer.text


def test_it_asks_for_the_open_meters_and_says_how_the_last_was_read(sign_in_as):
    page = home(sign_in_as)
    assert "Read your meters" in page
    assert "last 1073\N{NO-BREAK SPACE}m³ on" in page
    assert "read by the company" in page
    assert 'href="/capture"' in page
    assert "Nothing is on its way" in page


def test_a_single_open_meter_is_preselected(sign_in_as, send):
    send("1077", register="heat")
    assert 'href="/capture?meter=37461"' in home(sign_in_as)


def test_when_all_is_sent_it_says_thank_you(sign_in_as, send):
    send("1077", register="heat")
    send("1077", register="hot")
    page = home(sign_in_as)
    assert "Your meters are read" in page
    assert "Read your meters" not in page


def test_a_closed_window_names_the_next_day(sign_in_as, world):
    hot_and_heat = [
        Meter.get(Meter.id == world.meters[m]).service_point_id for m in ("hot", "heat")
    ]
    ReadingWindow.delete().where(ReadingWindow.service_point_id.in_(hot_and_heat)).execute()
    page = home(sign_in_as)
    assert "Nothing to do now. The next reading period opens on" in page
    assert "Photograph the meter" not in page


def test_what_was_sent_stands_there_with_receipt_and_next_step(sign_in_as, send):
    submission_id = send("1077")
    page = home(sign_in_as)
    assert 'data-state="received"' in page
    assert "1077\N{NO-BREAK SPACE}m³" in page
    assert "receipt R-" in page
    assert "A clerk looks at it, usually within a day." in page
    assert f'href="/submissions/{submission_id}"' in page


def test_a_returned_one_comes_first_and_leads_back_to_the_meter(sign_in_as, send, clerk, now):
    send_back(person=clerk, submission_id=send("1077"), reason_code="cut_off", now=now)
    send("1077", register="heat")
    page = home(sign_in_as)
    assert "The digits are cut off. Please photograph it again." in page
    assert page.index('id="on-its-way"') < page.index('id="read"')
    assert page.index('data-state="returned"') < page.index('data-state="received"')
    way = page[page.index('id="way"') :]
    assert 'href="/capture?meter=37461"' in way


def test_the_clerks_own_words_win(sign_in_as, send, clerk, now):
    reject(
        person=clerk,
        submission_id=send(),
        reason_code="impossible",
        words="This is your neighbour's meter <b>",
        now=now,
    )
    page = home(sign_in_as)
    assert "neighbour&#39;s meter &lt;b&gt;" in page
    assert "does not fit this meter" not in page


def test_a_corrected_one_says_which_value_counts(sign_in_as, send, clerk, world, now):
    correct(
        person=clerk,
        submission_id=send("10770"),
        values={world.registers["hot"]: "1077"},
        reason_code="shifted_digit",
        now=now,
    )
    page = home(sign_in_as)
    assert "A digit had slipped" in page
    assert "The value that counts:" in page
    assert '<b class="nowrap">1077\N{NO-BREAK SPACE}m³</b>' in page


def test_what_is_withdrawn_or_long_ago_is_left_out(sign_in_as, send, clerk, world, now):
    withdraw(person=world.person("anna"), submission_id=send(), now=now)
    old = send("1078", register="heat", ago=timedelta(days=50))
    accept(person=clerk, submission_id=old, now=now - timedelta(days=40))
    assert "Nothing is on its way" in home(sign_in_as)


def test_what_a_newer_reading_answers_needs_nobody_any_more(sign_in_as, send, clerk, world, now):
    send_back(person=clerk, submission_id=send(ago=timedelta(hours=3)), reason_code="dark", now=now)
    assert 'data-state="returned"' in home(sign_in_as)
    answer = send("1078")
    assert 'data-state="returned"' not in home(sign_in_as)
    withdraw(person=world.person("anna"), submission_id=answer, now=now)
    assert 'data-state="returned"' in home(sign_in_as)


def test_the_list_alone_is_a_fragment_and_is_never_kept(sign_in_as, send):
    send()
    visitor = sign_in_as("anna")
    answer = visitor.htmx("/on-its-way")
    assert answer.text.lstrip().startswith('<div class="list" id="way">')
    assert 'data-state="received"' in answer.text
    assert "X-Meterpost-Account" not in answer.headers
    assert "X-Meterpost-Account" not in visitor.get("/on-its-way").headers


def test_the_page_names_the_account_it_may_be_kept_for(sign_in_as, world):
    answer = sign_in_as("anna").get("/")
    assert answer.headers["X-Meterpost-Account"] == str(world.accounts["anna"])
    assert "X-Meterpost-Account" not in sign_in_as("anna").get("/no-such-page").headers
    assert "X-Meterpost-Account" not in sign_in_as("clerk").get("/desk").headers
    assert "X-Meterpost-Account" not in sign_in_as("clerk").get("/account").headers


@pytest.mark.parametrize(
    ("name", "place"),
    [("clerk", "/desk"), ("supervisor", "/desk"), ("admin", "/desk"), ("reader", "/account")],
)
def test_staff_go_to_their_own_work(name, place, sign_in_as):
    answer = sign_in_as(name).get("/")
    assert (answer.status_code, answer.location) == (303, place)


def test_bela_sees_the_household_and_may_read(sign_in_as, send):
    send(who="anna")
    page = home(sign_in_as, "bela")
    assert "Photograph the meter" in page
    assert "receipt R-" in page


def test_a_stranger_sees_nothing_of_it(sign_in_as, send):
    send()
    page = home(sign_in_as, "szabo")
    assert "37461" not in page
    assert "Nothing is on its way" in page


def test_nobody_signed_in_is_sent_to_sign_in(client):
    for path in ("/", "/on-its-way"):
        assert client.get(path).location.startswith("/sign-in")


def test_two_registers_are_both_named(sign_in_as):
    page = home(sign_in_as, "clara")
    assert "Day: last 1073\N{NO-BREAK SPACE}kWh" in page
    assert "Night: last 1073\N{NO-BREAK SPACE}kWh" in page


def test_without_a_meter_it_says_what_will_be_there(sign_in_as, world):
    Supply.update(ends_on=world.today).where(Supply.company_id == world.minta).execute()
    assert "No meter yet" in home(sign_in_as)


def test_the_queries_stay_few_as_rows_grow(sign_in_as, send, clerk, world, now):
    visitor = sign_in_as("anna")
    with count_queries() as few:
        visitor.get("/")
    for number in range(12):
        submission_id = send(str(1077 + number))
        if number % 2:
            accept(person=clerk, submission_id=submission_id, now=now)
    batch = Reading.get(Reading.register_id == world.registers["cold"]).import_id
    for day in range(300):
        Reading.insert(
            company_id=world.minta,
            id=new_id(),
            register_id=world.registers["heat"],
            read_on=world.today - timedelta(days=400 + day),
            value=1_000_000 - day,
            kind="company",
            recorded_at=now,
            import_id=batch,
        ).execute()
    with count_queries() as many:
        page = visitor.get("/")
    assert page.status_code == 200
    assert many.count == few.count <= MOST_QUERIES
