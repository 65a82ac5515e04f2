"""Advances that follow the use: read until when, what a month comes to, and what home says."""

import re
from datetime import date, timedelta

import pytest
from playhouse.test_utils import count_queries

from tests.money import invoiced, whose
from tests.readings import submitted
from webapp.models.advances import Advance
from webapp.models.base import new_id
from webapp.models.invoice_lines import InvoiceLine
from webapp.models.meters import Meter
from webapp.models.reading_windows import ReadingWindow
from webapp.models.readings import Reading
from webapp.models.registers import Register

MOST_QUERIES = 8


def words(answer):
    """What the page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


@pytest.fixture
def place(world):
    """Anna's hot water, paid by advances that follow her use."""
    company_id, customer_id, currency = whose(world)
    meter = Meter.get(Meter.id == world.meters["hot"])
    ReadingWindow.delete().where(ReadingWindow.service_point_id == meter.service_point_id).execute()
    Advance.insert(
        company_id=company_id, customer_id=customer_id, service_point_id=meter.service_point_id,
        due_on=world.today + timedelta(days=40), amount=6_000, currency=currency, flexible=True,
        import_id=meter.import_id,
    ).execute()  # fmt: skip
    return meter


def opened(world, meter, *, since=-10, until=6):
    """A reading window in days from today, its end not included."""
    ReadingWindow.insert(
        company_id=meter.company_id, id=new_id(), service_point_id=meter.service_point_id,
        opens_on=world.today + timedelta(days=since), closes_on=world.today + timedelta(days=until),
        import_id=meter.import_id,
    ).execute()  # fmt: skip


def read(world, meter, *, ago, value, kind="company", now):
    """An official reading so many days ago."""
    register = Register.get(Register.meter_id == meter.id)
    Reading.insert(
        company_id=meter.company_id, id=new_id(), register_id=register.id,
        read_on=world.today - timedelta(days=ago), value=value, kind=kind,
        recorded_at=now, import_id=meter.import_id,
    ).execute()  # fmt: skip


def billed(world, meter):
    """A month's bill with the price of the register and a basic price."""
    register = Register.get(Register.meter_id == meter.id)
    until = world.today - timedelta(days=60)
    invoice_id, _ = invoiced(
        world, amount=12_600, due=world.today - timedelta(days=30), number="2026S17",
        service_point_id=meter.service_point_id, period_from=until - timedelta(days=30),
        period_to=until,
    )  # fmt: skip
    for position, more in enumerate(
        (
            {"serial": meter.serial, "obis": register.obis, "price": "1180", "net": 5_900},
            {"price": "6400", "net": 6_400},
            {"price": None, "net": -3_000},
        ),
        1,
    ):
        InvoiceLine.insert(
            company_id=meter.company_id, invoice_id=invoice_id, position=position,
            description="line", tax_rate=500, tax=0, **more,
        ).execute()  # fmt: skip


def test_an_open_window_asks_for_a_reading_and_leads_to_the_camera(world, sign_in_as, place):
    opened(world, place)
    answer = sign_in_as("anna").get("/advances")
    last = world.today + timedelta(days=5)
    assert f"Read your meter until {last.day} {last:%b}" in words(answer)
    assert "follows what you use" in words(answer)
    assert f'href="/capture?meter={place.serial}"' in answer.text


def test_once_read_it_says_thank_you(world, now, sign_in_as, place):
    opened(world, place)
    read(world, place, ago=2, value=1_074_000, kind="customer", now=now)
    said = words(sign_in_as("anna").get("/advances"))
    assert "Thank you, your meter is read." in said
    assert "Read your meter until" not in said


def test_an_estimate_is_no_reading(world, now, sign_in_as, place):
    opened(world, place)
    read(world, place, ago=2, value=1_074_000, kind="estimated", now=now)
    assert "Read your meter until" in words(sign_in_as("anna").get("/advances"))


def test_what_is_on_its_way_is_not_asked_for_again(world, now, storage, sign_in_as, place):
    opened(world, place)
    submitted(world, now=now, storage=storage, value="1077")
    anna = sign_in_as("anna")
    assert "Your reading is on its way." in words(anna.get("/advances"))
    assert "Read your meter by" not in words(anna.get("/debts/card"))


def test_a_closed_window_says_when_the_next_one_opens(world, sign_in_as, place):
    opened(world, place, since=20, until=30)
    said = words(sign_in_as("anna").get("/advances"))
    assert "can be read again from" in said
    assert "Read your meter" not in said


def test_what_a_month_comes_to_is_called_an_estimate(world, now, sign_in_as, place):
    billed(world, place)
    read(world, place, ago=0, value=1_079_000, now=now)
    answer = sign_in_as("anna").get("/advances")
    coming = world.today + timedelta(days=40)
    days = (coming.replace(day=1) - timedelta(days=1)).day
    # 6 m³ in the 24 days since the cast's last reading at 1180 Ft, and 6400 Ft a month, with 5 %
    # tax; what was paid ahead is no fee.
    amount = round((6 * 1180 * days / 24 + 6_400) * 1.05 + 1e-6)
    assert f'data-testid="advance-estimate">{amount:,}\u00a0Ft<' in answer.text
    assert "Estimated from your readings of" in words(answer)
    assert "2026S17" in words(answer)


def test_without_prices_or_readings_there_is_no_amount(world, now, sign_in_as, place):
    read(world, place, ago=0, value=1_079_000, now=now)
    answer = sign_in_as("anna").get("/advances")
    assert "advance-estimate" not in answer.text
    assert "will be estimated here" in words(answer)


def test_a_fixed_advance_asks_for_nothing(world, sign_in_as, place):
    Advance.update(flexible=False).execute()
    opened(world, place)
    anna = sign_in_as("anna")
    assert "advance-follow" not in anna.get("/advances").text
    assert "Read your meter by" not in words(anna.get("/debts/card"))


def test_home_says_until_when_to_read(world, now, sign_in_as, place):
    opened(world, place)
    anna = sign_in_as("anna")
    last = world.today + timedelta(days=5)
    answer = anna.get("/debts/card")
    assert f"Read your meter by {last.day} {last:%b}" in words(answer)
    assert 'href="/advances"' in answer.text
    read(world, place, ago=2, value=1_074_000, kind="customer", now=now)
    answer = anna.get("/debts/card")
    assert "Read your meter by" not in words(answer)
    assert 'href="/debts"' in answer.text


def test_it_costs_the_same_however_long_the_schedule(world, now, sign_in_as, place):
    company_id, customer_id, currency = whose(world)
    opened(world, place)
    billed(world, place)
    anna, counts = sign_in_as("anna"), []
    for year in (2030, 2031):
        for month in range(1, 13):
            Advance.insert(
                company_id=company_id, customer_id=customer_id,
                service_point_id=place.service_point_id, due_on=date(year, month, 15),
                amount=6_000, currency=currency, flexible=True, import_id=place.import_id,
            ).execute()  # fmt: skip
        with count_queries() as counted:
            anna.get("/advances")
        counts.append(counted.count)
    assert counts[0] == counts[1] <= MOST_QUERIES
