"""What was used: a sentence, charts with their tables, and a file, for whom it concerns."""

import csv
import gzip
import io
import re
from datetime import date, timedelta

import pytest
from playhouse.test_utils import count_queries

from tests.readings import submitted
from webapp.actions.decisions import accept
from webapp.domain.consumption import month_start
from webapp.domain.days import local_day
from webapp.models.base import new_id
from webapp.models.billing_entries import BillingEntry
from webapp.models.degree_days import DegreeDay
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.supplies import Supply

MOST_BYTES = 14_000
MOST_QUERIES = 8
LONG_AGO = date(2020, 1, 1)
MARK = '<line class="mark"'
VIEWS = ("two-years", "months", "a-day", "equally-cold")


@pytest.fixture
def import_id(world):
    return Reading.get(Reading.register_id == world.registers["cold"]).import_id


@pytest.fixture
def registers(world):
    """The cast's registers by name; some get a successor that nobody has read yet."""
    return dict(world.registers)


@pytest.fixture
def add_reading(now, registers):
    def add(day, value, *, kind="company", register="hot", **more):
        face = Register.get(Register.id == registers.get(register, register))
        Reading.insert(
            company_id=face.company_id,
            id=new_id(),
            register_id=face.id,
            read_on=day,
            value=int(value * 1000),
            kind=kind,
            recorded_at=now,
            import_id=face.import_id,
            **more,
        ).execute()

    return add


@pytest.fixture
def forget(world, registers):
    """Give a meter a register that nobody has read: what is official cannot be taken away."""

    def swap(register="hot"):
        old = Register.get(Register.id == registers[register])
        meter = Meter.get(Meter.id == old.meter_id)
        gone, fresh = new_id(), new_id()
        Meter.insert(
            **{
                **meter.__data__,
                "id": gone,
                "serial": f"gone {gone}",
                "installed_on": LONG_AGO,
                "removed_on": LONG_AGO + timedelta(days=1),
            }
        ).execute()
        Register.update(meter_id=gone).where(Register.id == old.id).execute()
        Register.insert(**{**old.__data__, "id": fresh}).execute()
        registers[register] = fresh

    return swap


@pytest.fixture
def today(now):
    """The day at Anna's company."""
    return local_day(now=now, timezone="Europe/Budapest")


@pytest.fixture
def monthly(today, add_reading, forget):
    """Readings at the ends of the last 24 months, using so much in each."""

    def write(register, amounts, *, start=1000, kind="company"):
        forget(register)
        value, count = start, len(amounts)
        for back in range(count, -1, -1):
            day = month_start(day=today, back=back) - timedelta(days=1)
            add_reading(day, value, register=register, kind=kind)
            value += amounts[count - back] if back else 0

    return write


@pytest.fixture
def weather(world, import_id):
    """Degree days of the last three years: so many a day in the newer year and in the older."""

    def write(newer=9, older=11):
        turn = world.today - timedelta(days=world.today.day + 365)
        days = (world.today - timedelta(days=back) for back in range(1, 3 * 365))
        rows = [
            {
                "company_id": world.minta,
                "day": day,
                "value": (newer if day > turn else older) * 1000,
                "import_id": import_id,
            }
            for day in days
        ]
        for start in range(0, len(rows), 500):
            DegreeDay.insert_many(rows[start : start + 500]).execute()

    return write


@pytest.fixture
def exchanged(world, import_id, add_reading):
    """Anna's heat meter 90112 came 300 days ago in the place of 70011."""
    place = Meter.get(Meter.id == world.meters["heat"])
    day = world.today - timedelta(days=300)
    Meter.update(installed_on=day).where(Meter.id == place.id).execute()
    shared = {"company_id": world.minta, "import_id": import_id}
    meter, register = new_id(), new_id()
    Meter.insert(
        **shared, id=meter, service_point_id=place.service_point_id, medium="heat",
        serial="70011", model="old", installed_on=world.today - timedelta(days=3000),
        removed_on=day,
    ).execute()  # fmt: skip
    obis = Register.get(Register.id == world.registers["heat"]).obis
    Register.insert(
        **shared, id=register, meter_id=meter, position=0, obis=obis, label="", unit="GJ",
        digits=5, decimals=2,
    ).execute()  # fmt: skip
    for days_ago, value in ((360, 5000), (330, 5010), (300, 5020)):
        add_reading(world.today - timedelta(days=days_ago), value, register=register)
    return day


def page_of(sign_in_as, query="?meter=37461", name="anna"):
    answer = sign_in_as(name).get(f"/consumption{query}")
    assert answer.status_code == 200
    assert len(gzip.compress(answer.data, 6)) <= MOST_BYTES
    return re.sub(r"(\s|&nbsp;)+", " ", answer.text)


def table_of(sign_in_as, query="?meter=37461", name="anna"):
    answer = sign_in_as(name).get(f"/consumption.csv{query}")
    assert answer.status_code == 200
    return answer, list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_one_sentence_says_what_matters(sign_in_as, monthly):
    monthly("hot", [4] * 12 + [3] * 12)
    page = page_of(sign_in_as)
    assert "In the last 12 months you used 36 m³, 12 m³ less than the year before." in page


def test_as_much_as_before_is_neither_more_nor_less(sign_in_as, monthly):
    monthly("hot", [3] * 24)
    assert "you used 36 m³, as much as the year before." in page_of(sign_in_as)


def test_a_year_that_is_not_whole_is_told_with_its_days(sign_in_as):
    page = page_of(sign_in_as)
    assert "From " in page
    assert "you used 33 m³." in page
    assert "less than the year before" not in page


def test_readings_of_long_ago_name_their_year(sign_in_as, world, add_reading, forget):
    forget("hot")
    for back, value in ((900, 900), (500, 1000), (120, 1073)):
        add_reading(world.today - timedelta(days=back), value)
    page = page_of(sign_in_as)
    assert "In the 12 months up to" in page
    assert "last 12 months you used" not in page


def test_both_years_stand_beside_each_other_with_a_table(sign_in_as, monthly):
    monthly("hot", [4] * 12 + [3] * 12)
    page = page_of(sign_in_as)
    assert 'role="img" aria-label="Use of Hot water month by month, two years"' in page
    svg = re.search(r"<figure class=\"bars pairs\">.*?</svg>", page)[0]
    assert svg.count("<rect") == 23
    assert svg.count('class="gap"') == 1
    table = re.search(r"<table.*?</table>", page)[0]
    assert table.count("<tr>") == 13
    assert table.count("4 m³") == 11


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_a_page_and_a_fragment(sign_in_as, monthly, weather, view):
    monthly("heat", [3] * 24)
    weather()
    anna = sign_in_as("anna")
    page = anna.get(f"/consumption?meter=90112&view={view}")
    assert page.status_code == 200
    assert re.search(rf'id="view-{view}"[^>]*aria-current="true"', page.text)
    assert "X-Meterpost-Account" in page.headers
    part = anna.htmx(f"/consumption?meter=90112&view={view}")
    assert part.text.lstrip().startswith('<div class="stack loose history use" id="consumption">')
    assert "<html" not in part.text
    assert "HX-Request" in part.headers["Vary"]
    assert "X-Meterpost-Account" not in part.headers


def test_water_is_told_in_litres_a_day(sign_in_as, monthly):
    monthly("hot", [31] * 24)
    page = page_of(sign_in_as, "?meter=37461&view=a-day")
    assert "L a day" in page
    assert re.search(r"You used 101\d L on an average day, and 101\d L the year before\.", page)
    assert "1000 L" in page


def test_heat_in_the_same_weather(sign_in_as, monthly, weather):
    monthly("heat", [3] * 24)
    weather(newer=9, older=11)
    page = page_of(sign_in_as, "?meter=90112")
    assert re.search(r"It was milder: 32\d\d degree days, after 40\d\d\.", page)
    assert re.search(r"As if both years had been equally cold, you used 7\.\d GJ more\.", page)
    cold = page_of(sign_in_as, "?meter=90112&view=equally-cold")
    assert "as if both years had been equally cold" in cold
    assert "How this is worked out" in cold
    assert "3.33 GJ" in cold
    assert "2.73 GJ" in cold


def test_without_weather_there_is_no_such_view(sign_in_as, monthly):
    monthly("heat", [3] * 24)
    page = page_of(sign_in_as, "?meter=90112&view=equally-cold")
    assert "view-equally-cold" not in page
    assert 'id="view-two-years"' in page


def test_water_does_not_follow_the_weather(sign_in_as, monthly, weather):
    monthly("hot", [3] * 24)
    weather()
    assert "degree days" not in page_of(sign_in_as)


def test_an_exchanged_meter_is_marked_and_can_be_seen_alone(sign_in_as, exchanged, world):
    page = page_of(sign_in_as, f"?point={point_of(world, 'heat')}")
    assert "meter exchanged" in page
    assert MARK in page
    assert "Meter 70011</a>: 20 GJ in these months" in page
    assert "Meter 90112</a>, since" in page
    alone = page_of(sign_in_as, "?meter=70011")
    assert "Only meter 70011 is shown." in alone
    assert "you used 20 GJ." in alone
    assert MARK not in alone
    assert "Show the whole place" in alone
    months = page_of(sign_in_as, f"?point={point_of(world, 'heat')}&view=months")
    assert MARK in months


def test_day_and_night_have_a_figure_each_and_a_sum(sign_in_as, world, monthly):
    for position, register in enumerate(("power", "power1"), start=1):
        Register.update(obis=f"1-0:1.8.{position}").where(
            Register.id == world.registers[register]
        ).execute()
        monthly(register, [100 * position] * 24)
    page = page_of(sign_in_as, "", "clara")
    assert page.index("<h2>Day</h2>") < page.index("<h2>Night</h2>")
    lead, rest = page.split('id="views"')
    assert "you used 3600 kWh" in lead
    assert "you used 1200 kWh" in rest
    assert "you used 2400 kWh" in rest


def test_registers_of_other_kinds_are_not_added_up(sign_in_as):
    page = page_of(sign_in_as, "", "clara")
    assert page.count("you used") == 2
    assert 'class="card lead"' not in page


def test_estimates_are_hatched_and_compared(sign_in_as, world, add_reading):
    add_reading(world.today - timedelta(days=12), 1076, kind="estimated")
    add_reading(world.today - timedelta(days=0), 1077)
    page = page_of(sign_in_as)
    assert 'fill="url(#pairs-1-hatch)"' in page
    assert re.search(r"We had estimated 1 m³ too much; the reading of \d+ \w+ \d+ has put it", page)
    assert "Some of it is estimated" in page


def test_the_next_bill_takes_back_only_what_billing_does_not_know_yet(
    sign_in_as, world, add_reading, storage, now
):
    add_reading(world.today - timedelta(days=12), 1083, kind="estimated")
    submission_id = submitted(world, now=now, storage=storage, value="1077")
    accept(person=world.person("clerk"), submission_id=submission_id, now=now)
    assert "your next bill takes it back" in page_of(sign_in_as)
    reading = Reading.get(Reading.submission_id == submission_id)
    BillingEntry.insert(
        company_id=world.minta, sequence=1, reading_id=reading.id, what="reading", listed_at=now
    ).execute()
    page = page_of(sign_in_as)
    assert "your next bill" not in page
    assert "has put it right" in page


def test_an_estimate_nobody_has_checked_says_so(sign_in_as, world, add_reading):
    add_reading(world.today, 1083, kind="estimated")
    assert "the next reading shows how close it came" in page_of(sign_in_as)


def test_what_was_worked_out_for_a_handover_counts_on_its_day(
    sign_in_as, world, add_reading, forget
):
    forget("hot")
    add_reading(world.today - timedelta(days=60), 1000)
    add_reading(
        world.today - timedelta(days=3),
        1030,
        kind="final",
        prorated_on=world.today - timedelta(days=10),
        prorated_value=1_025_000,
    )
    assert "you used 25 m³." in page_of(sign_in_as)


def test_nothing_read_yet(sign_in_as, forget):
    forget("hot")
    page = page_of(sign_in_as)
    assert "No readings yet" in page
    assert "<svg role" not in page
    assert table_of(sign_in_as)[1] == []


def test_a_gap_is_told_and_drawn_as_one(sign_in_as, today, forget, add_reading):
    forget("hot")
    for back, value in ((300, 100), (200, 110), (199, 50), (20, 60)):
        add_reading(today - timedelta(days=back), value)
    page = page_of(sign_in_as)
    assert "you used 20 m³, as far as the readings tell." in page
    assert 'class="gap"' in page


def test_one_reading_only(sign_in_as, world, forget, add_reading):
    forget("hot")
    add_reading(world.today, 1073)
    page = page_of(sign_in_as)
    assert "With the second reading it will say here how much you use." in page
    assert "<svg role" not in page


def test_nothing_supplied_yet(sign_in_as, world):
    Supply.update(ends_on=world.today).where(Supply.company_id == world.minta).execute()
    assert "Nothing to show yet" in page_of(sign_in_as, "")
    assert sign_in_as("anna").get("/consumption.csv").status_code == 404


def test_what_was_used_before_they_came_is_not_theirs(sign_in_as, world, monthly):
    monthly("hot", [5] * 24)
    since = month_start(day=world.today, back=1) - timedelta(days=20)
    Supply.update(begins_on=since).where(
        Supply.service_point_id == point_of(world, "hot")
    ).execute()
    assert "you used 5 m³." in page_of(sign_in_as)
    assert all(row["from"] >= since.isoformat() for row in table_of(sign_in_as)[1])


def test_the_file_is_made_for_spreadsheets(sign_in_as, monthly, weather, today):
    monthly("heat", [3] * 24)
    weather()
    answer, rows = table_of(sign_in_as, "?meter=90112")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="consumption-90112-{today.isoformat()}.csv"'
    )
    assert answer.data.startswith(b"\xef\xbb\xbfmonth,from,to,amount,unit,kind,meter,register,")
    assert len(rows) == 23
    newest = rows[-1]
    last = month_start(day=today) - timedelta(days=1)
    assert newest["to"] == last.isoformat()
    assert newest["from"] == last.replace(day=1).isoformat()
    assert (newest["month"], newest["amount"], newest["unit"]) == (f"{last:%Y-%m}", "3", "GJ")
    assert (newest["kind"], newest["meter"]) == ("measured", "90112")
    assert newest["degree days"] == str(9 * last.day)
    assert newest["amount as if both years had been equally cold"] == "3.333"


def test_the_file_tells_meters_and_estimates_apart(sign_in_as, exchanged, world, add_reading):
    add_reading(world.today, 1075, kind="estimated", register="heat")
    _, rows = table_of(sign_in_as, f"?point={point_of(world, 'heat')}")
    assert {row["meter"] for row in rows} == {"90112", "70011"}
    assert rows[-1]["kind"] == "estimated"
    assert sum(float(row["amount"]) for row in rows) == 20 + 33 + 2
    _, alone = table_of(sign_in_as, "?meter=70011")
    assert {row["meter"] for row in alone} == {"70011"}


def test_no_cell_of_the_file_runs_as_a_formula(sign_in_as, world):
    Meter.update(serial="=1+1").where(Meter.id == world.meters["hot"]).execute()
    answer, rows = table_of(sign_in_as, f"?meter={world.meters['hot']}")
    assert {row["meter"] for row in rows} == {"'=1+1"}
    assert 'filename="consumption-1-1-' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("address", ["/consumption", "/consumption.csv"])
def test_foreign_and_odd_questions_are_not_found(sign_in_as, world, address):
    strange = point_of(world, "strange")
    for query in ("?meter=11873", "?meter=nothing", f"?point={strange}", "?point=x"):
        assert sign_in_as("anna").get(f"{address}{query}").status_code == 404, query
    assert sign_in_as("clerk").get(address).status_code == 404


def test_an_unknown_view_is_not_found(sign_in_as):
    assert sign_in_as("anna").get("/consumption?view=ranking").status_code == 404


def test_signed_out_goes_to_sign_in(client):
    for address in ("/consumption", "/consumption.csv"):
        assert client.get(address).location.startswith("/sign-in")


def test_bela_sees_it_too_and_clara_sees_her_own(sign_in_as):
    assert "you used 33 m³." in page_of(sign_in_as, name="bela")
    page = page_of(sign_in_as, name="clara")
    assert "kWh" in page
    assert "m³" not in page


def test_home_readings_and_the_meter_lead_there(sign_in_as, world):
    anna = sign_in_as("anna")
    link = f'href="/consumption?point={point_of(world, "hot")}"'
    for address in ("/readings?meter=37461", f"/meters/{world.meters['hot']}"):
        assert link in anna.get(address).text, address
    home = anna.get("/").text
    assert re.search(r'href="/consumption\?point=\d+">Year by year', home)
    assert re.search(r"you used 33\s(m³|GJ)\.", home)


@pytest.mark.parametrize("address", ["/consumption", "/consumption.csv"])
def test_the_queries_stay_few_as_rows_grow(
    sign_in_as, add_reading, world, storage, now, weather, address
):
    anna = sign_in_as("anna")
    submission_id = submitted(world, now=now, storage=storage, value="1077", register="heat")
    accept(person=world.person("clerk"), submission_id=submission_id, now=now)
    with count_queries() as few:
        anna.get(f"{address}?meter=90112")
    weather()
    for number in range(200):
        kind = "estimated" if number % 7 == 0 else "company"
        day = world.today - timedelta(days=300 + number)
        add_reading(day, 1000 - number, register="heat", kind=kind)
    with count_queries() as many:
        anna.get(f"{address}?meter=90112")
    assert many.count == few.count <= MOST_QUERIES


def point_of(world, meter):
    return Meter.get(Meter.id == world.meters[meter]).service_point_id
