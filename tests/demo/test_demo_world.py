"""The demo world as it is written: everything the outside may rely on."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby, pairwise
from pathlib import Path
from uuid import uuid4

import pytest

from tests.postgres import fresh_database
from webapp.actions.demo import demo_is_there, seed_demo
from webapp.actions.submissions import submit_reading
from webapp.domain.captures import Capture, ClaimedValue
from webapp.domain.meters import MeterCard
from webapp.domain.people import Person
from webapp.gateways.passwords import verify_password
from webapp.gateways.storage import FolderStorage, photo_key
from webapp.models.accounts import Account
from webapp.models.base import database
from webapp.models.companies import Company
from webapp.models.connection import connect_to
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.decisions import Decision
from webapp.models.degree_days import DegreeDay
from webapp.models.findings import Finding
from webapp.models.meters import Meter
from webapp.models.migrations import migrate
from webapp.models.photos import Photo
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.service_points import ServicePoint
from webapp.models.submissions import Submission
from webapp.models.supplies import Supply
from webapp.models.tables import ALL
from webapp.queries.advances import advance_schedules
from webapp.queries.debts import debts_page
from webapp.queries.invoices import Wanted, bills_page, whole_bill
from webapp.queries.meters import readable_meters
from webapp.queries.people import person_of_account

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = os.environ.get("METERPOST_TEST_POSTGRES")
    if not server:
        yield f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}"
        return
    with fresh_database(server=server) as fresh:
        yield fresh


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> FolderStorage:
    return FolderStorage(tmp_path_factory.mktemp("photos"))


@pytest.fixture(scope="module")
def written(url: str, storage: FolderStorage) -> Iterator[None]:
    # The tables are bound to one database a process; the other tests get theirs back afterwards.
    others = database.obj
    mine = connect_to(url=url)
    migrate(db=mine)
    with mine.connection_context():
        seed_demo(storage=storage, now=NOW)
    yield
    mine.close_all()
    if others is not None:
        database.initialize(others)


@pytest.fixture(autouse=True)
def demo(written: None) -> Iterator[None]:
    """The world, with whatever the test does rolled back."""
    with database.connection_context(), database.atomic() as transaction:
        yield
        transaction.rollback()


def who(email: str) -> Person:
    person = person_of_account(account_id=Account.get(Account.email == email).id)
    assert person is not None
    return person


def meters_of(email: str) -> dict[str, MeterCard]:
    return {meter.serial: meter for meter in readable_meters(person=who(email), now=NOW)}


def history(serial: str, medium: str) -> list[int]:
    meter = Meter.get(Meter.company_id == 1, Meter.serial == serial, Meter.medium == medium)
    register = Register.get(Register.company_id == 1, Register.meter_id == meter.id)
    rows = Reading.standing().where(Reading.company_id == 1, Reading.register_id == register.id)
    return [row.value for row in rows.order_by(Reading.read_on)]


def test_annas_hot_water_is_always_open_and_ends_at_1073() -> None:
    meter = meters_of("anna@demo.test")["37461"]
    assert meter.address == "6600 Minta település, Minta tér G.ép. 9.em. 48."
    assert (meter.window.open, meter.window.to) == (True, None)
    (register,) = meter.registers
    assert (register.digits, register.decimals, register.unit) == (5, 3, "m³")
    whole = [value // 1000 for value in history("37461", "hot_water")]
    assert whole[-6:] == [1056, 1059, 1063, 1065, 1068, 1073]
    assert len(whole) == 25


@pytest.mark.parametrize("more", [3, 4])
def test_three_or_four_more_today_have_no_finding(more: int, storage: FolderStorage) -> None:
    anna, meter = who("anna@demo.test"), meters_of("anna@demo.test")["37461"]
    claimed = ClaimedValue(register_id=meter.registers[0].id, value=str(1073 + more))
    capture = Capture(id=str(uuid4()), meter="37461", registers=(claimed,), captured_at=NOW)
    outcome = submit_reading(
        person=anna, capture=capture, photos={}, channel="app", now=NOW, storage=storage
    )
    assert outcome.receipt.findings == ()


def test_annas_other_meters_show_what_a_window_can_be() -> None:
    meters = meters_of("anna@demo.test")
    assert meters["22870"].window.open
    assert meters["22870"].window.to is not None
    assert not meters["90112"].window.open
    assert meters["90112"].window.next_from is not None
    assert meters["90112"].registers[0].decimals == 2


def test_annas_cold_water_came_back_and_her_heat_waits() -> None:
    sent = Submission.select(Submission, Meter.serial).join(
        Meter, on=(Meter.company_id == Submission.company_id) & (Meter.id == Submission.meter_id)
    )
    mine = sent.where(Submission.customer_id == customer("SU0044")).objects()
    states = Counter((row.serial, row.state) for row in mine)
    assert states["22870", "returned"] == states["90112", "received"] == 1
    assert states["22870", "accepted"] == states["22870", "corrected"] == 1
    assert states["37461", "accepted"] == 2
    assert Decision.select().where(Decision.reason_code == "cut_off").count() == 1


def test_bela_may_only_submit() -> None:
    (tie,) = who("bela@demo.test").customers
    assert (tie.customer_number, tie.permissions) == ("SU0044", {"submit_readings"})


def test_everyone_signs_in_with_the_demo_password() -> None:
    hashes = {account.password_hash for account in Account.select()}
    assert all(verify_password(text="meterpost-demo", hashed=hashed) for hashed in hashes)


def test_staff_have_the_roles_they_are_named_for() -> None:
    roles = {
        email: [(tie.company_slug, tie.role) for tie in who(email).staff]
        for email in ("clerk@demo.test", "supervisor@demo.test", "reader@demo.test")
    }
    assert roles == {
        f"{role}@demo.test": [("minta", role)] for role in ("clerk", "supervisor", "reader")
    }
    assert [tie.company_slug for tie in who("clerk@other.test").staff] == ["muster"]


def test_the_desks_have_work_but_not_too_much() -> None:
    waiting = Counter(row.company_id for row in Submission.select() if row.state == "received")
    assert waiting == {1: 15, 2: 5}
    codes = Counter(row.code for row in Finding.select().where(Finding.company_id == 1))
    # On some days of a year Anna's cold water shows the same whole number twice in a row.
    assert codes.pop("V05") in (2, 3)
    once = ("V09", "V11", "V12", "V16", "LATE", "SKEW")
    assert codes == {"V06": 2} | dict.fromkeys(once, 1)


def test_lists_are_real() -> None:
    counted = Counter(row.company_id for row in Customer.select())
    assert counted[1] > 320
    assert counted[2] > 80


def test_serials_are_unique_within_company_and_medium_only() -> None:
    serials = Counter(row.serial for row in Meter.select())
    twins = {
        serial: {(m.company_id, m.medium) for m in Meter.select().where(Meter.serial == serial)}
        for serial in ("37461", "22870")
    }
    assert twins["37461"] >= {(1, "hot_water"), (2, "cold_water")}
    assert twins["22870"] >= {(1, "cold_water"), (1, "heat")}
    assert serials["90112"] >= 1


def test_registers_only_count_backwards_where_the_drums_rolled_over() -> None:
    rows = (
        Reading.standing()
        .order_by(Reading.company_id, Reading.register_id, Reading.read_on)
        .tuples()
        .select(Reading.company_id, Reading.register_id, Reading.value)
    )
    drops = [
        (before, after)
        for _, values in groupby(rows, key=lambda row: row[:2])
        for before, after in pairwise(value for *_, value in values)
        if after < before
    ]
    assert len(drops) == 1
    before, after = drops[0]
    assert before > 99_900_000 > 100_000 > after


def test_a_meter_was_exchanged_and_the_new_one_begins_at_nothing() -> None:
    old = Meter.get(Meter.removed_on.is_null(False))
    new = Meter.get(
        Meter.service_point_id == old.service_point_id, Meter.installed_on == old.removed_on
    )
    values = history(new.serial, new.medium)
    first = Reading.get(Reading.kind == "initial")
    assert first.value == values[0] == 0


def test_three_years_of_weather_are_known_and_summers_are_warm() -> None:
    rows = list(DegreeDay.select().where(DegreeDay.company_id == 1).order_by(DegreeDay.day))
    assert [DegreeDay.select().where(DegreeDay.company_id == c).count() for c in (1, 2)] == [
        1096,
        1096,
    ]
    assert all(row.value == 0 for row in rows if row.day.month in (6, 7, 8))
    januaries = [row.value for row in rows if row.day.month == 1]
    assert min(januaries) > 5_000
    assert 15_000 < sum(januaries) / len(januaries) < 25_000


def test_contracts_know_a_year_and_connections_their_limit() -> None:
    registers = list(Register.select())
    assert all(register.yearly and register.yearly > 0 for register in registers)
    hot = Register.get(Register.meter_id == Meter.get(Meter.serial == "37461").id)
    assert 40_000 <= hot.yearly <= 48_000
    limits = {row.medium: row.qmax for row in Meter.select()}
    assert limits == {
        "hot_water": 2_000, "cold_water": 3_125, "gas": 6_000, "heat": None, "electricity": None,
    }  # fmt: skip
    points = ServicePoint.select().where(ServicePoint.medium == "electricity")
    assert {(point.breaker_amps, point.phases) for point in points} == {(35, 3)}


def test_nothing_flows_faster_than_the_connection_lets_it() -> None:
    rows = (
        Reading.standing()
        .select(Reading.register_id, Reading.read_on, Reading.value, Meter.qmax)
        .join(Register, on=(Register.id == Reading.register_id))
        .join(Meter, on=(Meter.id == Register.meter_id))
        .where(Meter.qmax.is_null(False))
        .order_by(Reading.register_id, Reading.read_on)
        .tuples()
    )
    for _, of in groupby(rows, key=lambda row: row[0]):
        for (_, day, value, qmax), (_, later, more, _) in pairwise(of):
            assert more - value <= qmax * 24 * (later - day).days


def test_one_home_is_a_second_home() -> None:
    second = Supply.select().where(Supply.second_home)
    assert len({row.customer_id for row in second}) == 1


def test_every_photo_is_kept(storage: FolderStorage) -> None:
    photos = list(Photo.select())
    assert len(photos) > 20
    for photo in photos:
        data = storage.get(key=photo_key(company_id=photo.company_id, sha256=photo.sha256))
        assert 100_000 < len(data) == photo.bytes < 260_000


def test_nothing_is_seeded_twice(storage: FolderStorage, tmp_path: Path) -> None:
    assert demo_is_there()
    before = [table.select().count() for table in ALL]
    seed_demo(storage=FolderStorage(tmp_path), now=NOW)
    assert [table.select().count() for table in ALL] == before
    assert Company.select().count() == 2


def customer(number: str) -> int:
    return int(Customer.get(Customer.company_id == 1, Customer.number == number).id)


def test_anna_owes_what_the_tour_shows(written: None) -> None:
    (owed,) = debts_page(person=_anna(), now=NOW)
    bill, interest = (line for line in owed.bills if line.outstanding)
    assert (bill.outstanding, bill.standing) == (38_837, "current")
    assert bill.description.startswith(f"S:{bill.due_on.year}S000572")
    assert (interest.outstanding, interest.charged_otherwise) == (2_254, False)
    assert interest.interest is not None
    assert (interest.interest.base, interest.interest.days) == (66_365, 391)
    fees = [(line.amount, line.outstanding, line.number) for line in owed.fees]
    assert fees == [(550, 550, "K91781"), (550, 305, "K92366"), (570, 570, "K93042")]
    assert {line.standing for line in owed.fees} == {"overdue"}
    days = {
        (one.due_on - one.arose_on).days
        for one in Debt.select().where(Debt.id.in_([line.id for line in owed.fees]))
    }
    assert days == {30}
    assert (owed.total, owed.on_account) == (42_516, 0)
    bills = bills_page(person=_anna(), wanted=Wanted(), now=NOW).bills
    assert len(bills) == 24
    assert {bill.standing for bill in bills[1:]} == {"settled"}
    assert 66_365 in {bill.total for bill in bills}
    whole = whole_bill(person=_anna(), invoice_id=bills[0].id, now=NOW)
    assert {line.serial for line in whole.lines} >= {"37461", "22870", "90112"}
    assert sum(line.net for line in whole.lines) == whole.net
    assert sum(line.tax for line in whole.lines) == whole.tax


def test_clara_pays_ahead_in_euros_and_nothing_is_overdue(written: None) -> None:
    clara = person_of_account(account_id=Account.get(Account.email == "clara@demo.test").id)
    assert clara is not None
    (owed,) = debts_page(person=clara, now=NOW)
    assert {line.currency for line in (*owed.bills, *owed.fees)} == {"EUR"}
    assert owed.on_account == 2_190
    assert {line.standing for line in owed.bills} <= {"current", "settled"}
    plans = advance_schedules(person=clara, now=NOW)
    assert [plan.flexible for plan in plans] == [True, False]
    assert all(plan.next and plan.next.due_on >= NOW.date() and plan.bill_id for plan in plans)


def _anna() -> Person:
    found = person_of_account(account_id=Account.get(Account.email == "anna@demo.test").id)
    assert found is not None
    return found
