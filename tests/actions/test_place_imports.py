"""Places and meters from files: who is supplied where, by which meter, once and undone."""

import io
import uuid
from datetime import date, timedelta

import pytest

from tests.actions.test_billing_imports import BILL_COLUMNS, take
from webapp.actions.decisions import accept
from webapp.actions.import_undo import undo_import
from webapp.actions.invoice_routes import ask_routes
from webapp.domain.days import local_day
from webapp.domain.invoice_routes import RouteWish
from webapp.domain.refusals import Refusal
from webapp.forms.billing_rows import parsed_rows
from webapp.models.import_batches import ImportBatch
from webapp.models.invoice_routes import InvoiceRoute
from webapp.models.meters import Meter
from webapp.models.reading_windows import ReadingWindow
from webapp.models.registers import Register
from webapp.models.service_points import ServicePoint
from webapp.models.supplies import Supply
from webapp.queries.invoice_routes import routes_of
from webapp.queries.meters import readable_meters
from webapp.queries.service_points import points_of_supply

__all__ = ["take"]

POINT_COLUMNS = (
    "number;medium;address;customer;supplied_from;supplied_until;window_from;window_until\n"
)
POINTS = f"""{POINT_COLUMNS}\
P1;electricity;1 Main Road;SU0045;2019-01-01;2022-07-01;;
P1;electricity;1 Main Road;SU0044;2022-07-01;;2020-01-01;
P2;heat;1 Main Road;;;;;
"""
METER_COLUMNS = (
    "serial;service_point;installed_on;model;calibrated_until;register;label;digits;decimals;"
    "multiplier;unit\n"
)
METERS = f"""{METER_COLUMNS}\
E-1;P1;2022-07-01;Voltaris;2030-12-31;1-0:1.8.1;Day;6;1;40;
E-1;P1;2022-07-01;;;1-0:1.8.2;Night;6;1;40;
H-1;P2;2021-01-01;;;;;5;2;;GJ
"""
PLACES = (ServicePoint, Supply, ReadingWindow, Meter, Register)


@pytest.fixture
def count(world):
    """How many rows of places there are, table by table."""
    return lambda: [table.select().count() for table in PLACES]


def test_places_and_meters_come_in_and_their_customer_sees_them(world, now, take):
    assert take("service-points", POINTS)[0].added == 3
    done, faults = take("meters", METERS)
    assert (done.added, faults) == (3, {})
    meter = Meter.get(Meter.serial == "E-1")
    assert (meter.medium, meter.model, meter.calibrated_until) == (
        "electricity", "Voltaris", date(2030, 12, 31),
    )  # fmt: skip
    assert (meter.import_id, meter.decision_id) == (done.import_id, None)
    dials = Register.select().where(Register.meter_id == meter.id).order_by(Register.position)
    assert [(d.position, d.obis, d.label, d.unit, d.digits, d.decimals, d.multiplier)
            for d in dials] == [
        (0, "1-0:1.8.1", "Day", "kWh", 6, 1, 40_000), (1, "1-0:1.8.2", "Night", "kWh", 6, 1, 40_000)
    ]  # fmt: skip
    anna = world.person("anna")
    card = next(one for one in readable_meters(person=anna, now=now) if one.serial == "E-1")
    assert card.window.open
    assert "1 Main Road" in [place.address for place in points_of_supply(person=anna, now=now)]
    szabo = points_of_supply(person=world.person("szabo"), now=now)
    assert "1 Main Road" not in [place.address for place in szabo]


def test_the_same_files_again_change_nothing(take, count):
    for kind, text in (("service-points", POINTS), ("meters", METERS)):
        take(kind, text)
    before = count(), ImportBatch.select().count()
    for kind, text in (("service-points", POINTS), ("meters", METERS)):
        done, faults = take(kind, text)
        assert (done.import_id, done.added, done.same, faults) == (None, 0, 3, {})
    assert (count(), ImportBatch.select().count()) == before


def test_an_open_end_an_address_and_a_calibration_are_told_later(take):
    take("service-points", POINTS)
    take("meters", METERS)
    ended = "P1;electricity;1a Main Road;SU0044;2022-07-01;2026-11-01;2020-01-01;\n"
    moved_in = "P1;electricity;1a Main Road;SU0045;2026-11-01;;;\n"
    done, faults = take("service-points", POINT_COLUMNS + ended + moved_in)
    assert (done.added, faults) == (2, {})
    point = ServicePoint.get(ServicePoint.number == "P1")
    assert point.address == "1a Main Road"
    ends = Supply.select().where(Supply.service_point_id == point.id).order_by(Supply.begins_on)
    assert [one.ends_on for one in ends] == [date(2022, 7, 1), date(2026, 11, 1), None]
    row = "H-1;P2;2021-01-01;{};2031-01-01;;;5;2;;GJ;\n"
    again = METER_COLUMNS.replace("\n", ";removed_on\n")
    assert take("meters", again + row.format("2026-10-01").replace("GJ;", "GJ;2026-11-20"))[0].added
    meter = Meter.get(Meter.serial == "H-1")
    assert (meter.calibrated_until, meter.removed_on) == (date(2031, 1, 1), date(2026, 11, 20))
    assert take("meters", METERS)[0].same == 3


@pytest.mark.parametrize(
    ("kind", "row", "words"),
    [
        ("service-points", "P3;steam;Road;;;;;", "not one of: cold_water"),
        ("service-points", "P3;heat;Road;NOBODY;2020-01-01;;;", "no customer with the number"),
        ("service-points", "P3;heat;Road;SU0044;;;;", "needs the day since when"),
        ("service-points", "P3;heat;Road;SU0044;2020-01-01;2020-01-01;;", "a day after supplied_"),
        ("service-points", "P1;heat;1 Main Road;;;;;", "with other values"),
        ("service-points", "P1;electricity;1 Main Road;SU0045;2024-01-01;;;", "end that first"),
        ("service-points", "P1;electricity;1 Main Road;SU0045;2022-07-01;;;", "other values"),
        ("meters", "X;P9;2022-07-01;;;;;5;0;;", "no service point with the number P9"),
        ("meters", "X;P2;2022-07-01;;;;;5;0;;", "Nothing stands under unit"),
        ("meters", "X;P1;2022-07-01;;;;;13;0;;", "no whole number from 1 to 12"),
        ("meters", "X;P1;2022-07-01;;;;;5;4;;", "no whole number from 0 to 3"),
        ("meters", "X;P1;2022-07-01;;;;;5;0;0;", "more than nothing"),
        ("meters", "E-1;P1;2022-07-01;;;1-0:1.8.1;;6;1;1;", "with other values"),
        ("meters", "E-1;P1;2022-07-02;;;1-0:1.8.1;Day;6;1;40;", "with other values"),
    ],
)
def test_odd_lines_are_refused_with_a_reason(kind, row, words, take, count):
    take("service-points", POINTS)
    take("meters", METERS)
    before = count()
    head = {"service-points": POINT_COLUMNS, "meters": METER_COLUMNS}[kind]
    done, faults = take(kind, f"{head}{row}\n")
    assert (done.added, list(faults)) == (0, [2])
    assert words in faults[2]
    assert count() == before


def test_a_meter_of_which_one_line_is_wrong_is_not_taken_by_halves(take):
    take("service-points", POINTS)
    text = METERS.replace("Night;6;1;40", "Night;6;9;40")
    done, faults = take("meters", text, keep_good=True)
    assert (done.added, done.faults, sorted(faults)) == (1, 2, [2, 3])
    assert "Another line of E-1" in faults[2]
    assert not Meter.select().where(Meter.serial == "E-1").exists()


def test_a_bill_of_which_one_line_is_wrong_is_not_taken_by_halves(take):
    bill = "S1;SU0044;2026-11-10;2026-11-30;{};0;{};;;;;Heat;{};0;0;;;;;;;;\n"
    text = BILL_COLUMNS + bill.format(100, 100, 60) + bill.format(100, 100, "forty")
    done, faults = take("invoices", text, keep_good=True)
    assert (done.added, sorted(faults)) == (0, [2, 3])


def test_lines_of_one_thing_stand_together(take):
    take("service-points", POINTS)
    one, two, other = METERS.removeprefix(METER_COLUMNS).splitlines(keepends=True)
    _, faults = take("meters", METER_COLUMNS + one + other + two)
    assert "must follow each other" in faults[4]


def test_undo_takes_places_and_meters_back_while_nothing_hangs_on_them(world, now, take, count):
    before = count()
    points = take("service-points", POINTS)[0].import_id
    meters = take("meters", METERS)[0].import_id
    with pytest.raises(Refusal):
        undo_import(company_id=world.minta, import_id=points, now=now)
    undo_import(company_id=world.minta, import_id=meters, now=now)
    undo_import(company_id=world.minta, import_id=points, now=now)
    assert count() == before
    take("service-points", POINTS)
    again = take("meters", METERS)[0].import_id
    take("readings", "meter,read_on,value\nH-1,2026-11-01,12.5\n")
    with pytest.raises(Refusal):
        undo_import(company_id=world.minta, import_id=again, now=now)


def test_numbers_are_a_companys_own(world, take):
    take("service-points", POINTS)
    rows = parsed_rows(file=io.StringIO(POINTS), kind="service-points", currency="EUR")
    assert [row.key for row in rows] == ["P1", "P1", "P2"]
    ServicePoint.insert(
        company_id=world.muster, medium="heat", address="", number="P1",
        import_id=ImportBatch.get(ImportBatch.company_id == world.muster).id,
    ).execute()  # fmt: skip
    assert take("service-points", POINTS)[0].same == 3


class TestHowBillsGo:
    """A word of billing's that may change, beside what clerks grant."""

    COLUMNS = "number;medium;address;customer;supplied_from;invoice_route\n"

    @pytest.fixture
    def say(self, take):
        """Takes in a file that says this about Anna's place P1."""

        def one(route, customer="SU0044"):
            since = "2022-07-01" if customer else ""
            row = f"P1;electricity;1 Main Road;{customer};{since};{route}\n"
            return take("service-points", self.COLUMNS + row)

        return one

    @pytest.fixture
    def here(self, world, now):
        """What counts there now: (way, since)."""

        def one():
            places = routes_of(person=world.person("anna"), now=now)
            (place,) = [place for place in places if place.address == "1 Main Road"]
            return place.route, place.since

        return one

    def test_it_counts_since_the_supply_began(self, say, here):
        assert say("electronic")[0].added == 1
        assert here() == ("electronic", date(2022, 7, 1))

    def test_without_a_word_nothing_is_said(self, say, here):
        say("")
        assert here() == ("paper", None)

    def test_the_same_word_again_is_no_news(self, say):
        say("electronic")
        done, faults = say("electronic")
        assert (done.import_id, done.same, faults) == (None, 1, {})
        assert InvoiceRoute.select().count() == 1

    def test_another_word_counts_from_today_on(self, say, here, now):
        say("electronic")
        assert say("paper")[0].added == 1
        assert here() == ("paper", local_day(now=now, timezone="Europe/Budapest"))

    def test_what_was_granted_meanwhile_stays_until_billing_says_something_new(
        self, say, here, grant
    ):
        say("paper")
        grant("electronic", was="paper")
        say("paper")
        assert here()[0] == "electronic"
        say("electronic")
        say("paper")
        assert here()[0] == "paper"

    def test_billings_first_word_is_older_than_what_was_granted(self, say, here, grant):
        say("")
        grant("electronic", was="paper")
        say("paper")
        assert here()[0] == "electronic"

    def test_a_contract_that_is_over_or_to_come_says_nothing_new(self, world, take, here, grant):
        head = self.COLUMNS.replace("supplied_from", "supplied_from;supplied_until")
        line = "P1;electricity;1 Main Road;SU0044;{};{};{}\n"
        next_year = date(world.today.year + 1, 1, 1)
        file = head + "".join(
            line.format(*contract)
            for contract in (
                ("2022-07-01", "2024-01-01", "paper"),
                ("2024-01-01", next_year, "electronic"),
                (next_year, "", "paper"),
            )
        )
        assert take("service-points", file)[0].added == 3
        assert here() == ("electronic", date(2024, 1, 1))
        grant("paper", was="electronic")
        done, faults = take("service-points", file)
        assert (done.added, done.same, faults) == (0, 3, {})
        assert here()[0] == "paper"

    def test_a_contract_to_come_has_its_first_word(self, world, take):
        moves_in = world.today + timedelta(days=30)
        row = f"P1;electricity;1 Main Road;SU0044;{moves_in};electronic\n"
        assert take("service-points", self.COLUMNS + row)[0].added == 1
        assert InvoiceRoute.get().valid_from == moves_in

    def test_undone_the_word_before_counts_again(self, world, say, here, now):
        say("electronic")
        done, _ = say("paper")
        undo_import(company_id=world.minta, import_id=done.import_id, now=now)
        assert here()[0] == "electronic"

    def test_what_a_clerk_granted_keeps_the_place(self, world, say, grant, now):
        done, _ = say("paper")
        grant("electronic", was="paper")
        with pytest.raises(Refusal) as refused:
            undo_import(company_id=world.minta, import_id=done.import_id, now=now)
        assert refused.value.code == "import_kept"

    @pytest.mark.parametrize(
        ("route", "customer", "words"),
        [("fax", "SU0044", "not one of: paper, electronic"), ("paper", "", "please name one")],
    )
    def test_odd_words_are_refused(self, say, route, customer, words):
        done, faults = say(route, customer)
        assert done.import_id is None
        assert words in str(faults)

    @pytest.fixture
    def grant(self, world, now):
        def one(route, *, was):
            point = ServicePoint.get(ServicePoint.number == "P1")
            asked = RouteWish(
                id=str(uuid.uuid4()),
                customer_id=world.customers["SU0044"],
                service_point_id=point.id,
                was=was,
                route=route,
            )
            (sent,) = ask_routes(person=world.person("anna"), wishes=[asked], now=now)
            accept(person=world.person("clerk"), submission_id=sent, now=now)

        return one
