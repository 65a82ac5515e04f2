"""What one portal exports of readings another one of the same meters takes in as it was."""

import csv
import io
import uuid
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.asking import ask, move, newest_reading
from tests.readings import submitted
from webapp.actions.billing_imports import Delivery, import_billing
from webapp.actions.decisions import accept, correct
from webapp.actions.proposals import confirm
from webapp.actions.treatments import accept_rollover
from webapp.actions.undo import undo
from webapp.commands.exports import LISTS, _cell
from webapp.domain.refusals import Refusal
from webapp.domain.undo import UNDO_FOR
from webapp.forms.billing_rows import parsed_rows
from webapp.models.base import database, dicts_of, new_id
from webapp.models.companies import Company
from webapp.models.import_batches import ImportBatch
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.service_points import ServicePoint

LATER = UNDO_FOR * 2


def twin(world, now):
    """A company of minta's meters and of none of its readings."""
    company_id, places, meters = new_id(), {}, {}
    about = {**Company.get_by_id(world.minta).__data__, "id": company_id, "slug": "twin"}
    Company.insert(**about).execute()
    shared = {"company_id": company_id, "import_id": new_id()}
    ImportBatch.insert(
        company_id=company_id, id=shared["import_id"], kind="all", source="x", made_at=now
    ).execute()
    for row in dicts_of(ServicePoint.select().where(ServicePoint.company_id == world.minta)):
        places[row["id"]] = new_id()
        ServicePoint.insert(**{**row, **shared, "id": places[row["id"]]}).execute()
    for row in dicts_of(Meter.select().where(Meter.company_id == world.minta)):
        meters[row["id"]] = new_id()
        at = {"id": meters[row["id"]], "service_point_id": places[row["service_point_id"]]}
        Meter.insert(**{**row, **shared, **at}).execute()
    for row in dicts_of(Register.select().where(Register.company_id == world.minta)):
        at = {"id": new_id(), "meter_id": meters[row["meter_id"]]}
        Register.insert(**{**row, **shared, **at}).execute()
    return company_id


def exported(company_id, now, since=0):
    """The file as the command writes it, but as if it were `now`."""
    kept, out = LISTS["readings"], io.StringIO()
    kept.fill(company_id, now)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(kept.columns)
    for line in kept.since(company_id=company_id, sequence=since):
        writer.writerow(_cell(getattr(line, name)) for name in kept.columns)
    return out.getvalue()


def take(company_id, text, now):
    """Import it; what became of it, and the faults."""
    faults = []
    done = import_billing(
        company_id=company_id,
        delivery=Delivery(kind="readings", source="x", sha256="0", currency="HUF"),
        rows=parsed_rows(file=io.StringIO(text), kind="readings", currency="HUF"),
        now=now, progress=lambda _done: None, report=faults.append,
    )  # fmt: skip
    return done, faults


def standing(company_id, *, decided):
    """Readings that count, in words both companies share."""
    made = Reading.decision_id.is_null(is_null=False) if decided else True
    return sorted(
        (one["serial"], one["medium"], one["obis"], one["read_on"], one["value"], one["kind"],
         one["rollovers"], one["prorated_on"] or one["read_on"], one["prorated_value"] or 0)
        for one in dicts_of(
            Reading.standing()
            .select(Reading, Meter.serial, Meter.medium, Register.obis)
            .join(Register, on=(Register.company_id == Reading.company_id)
                & (Register.id == Reading.register_id))
            .join(Meter, on=(Meter.company_id == Register.company_id)
                & (Meter.id == Register.meter_id))
            .where(Reading.company_id == company_id, made)
        )
    )  # fmt: skip


class Desk:
    """What happens to Anna's readings, step by step; a second passes between two."""

    def __init__(self, world, now, storage):
        self.world, self.now, self.storage = world, now - timedelta(hours=2), storage
        self.last = None

    def step(self, what, value, days):
        self.now += timedelta(seconds=45)
        with database.atomic():
            getattr(self, what)(value, days)

    def send(self, value, _days):
        self.last = self._sent(value)
        accept(person=self._clerk(), submission_id=self.last, now=self.now)

    def misread(self, value, _days):
        words = {self.world.registers["hot"]: str(value + 1)}
        correct(
            person=self._clerk(), submission_id=self._sent(value), values=words,
            reason_code="photo_differs", now=self.now,
        )  # fmt: skip

    def wrong(self, value, _days):
        """A correction, by two people where billing has been told."""
        wish = ask(
            self.world, reading=newest_reading(self.world), now=self.now, storage=self.storage,
            value=str(value),
        )  # fmt: skip
        if not accept(person=self._clerk(), submission_id=wish, now=self.now):
            colleague = self.world.person("colleague")
            confirm(person=colleague, submission_id=wish, now=self.now)

    def told(self, _value, _days):
        exported(self.world.minta, self.now)

    def taken_back(self, _value, _days):
        if self.last:
            undo(person=self._clerk(), submission_id=self.last, now=self.now)

    def move(self, value, days):
        sent = move(
            self.world, now=self.now, storage=self.storage, read=0, handover=days,
            values={self.world.registers["hot"]: str(value)},
        )  # fmt: skip
        accept(person=self._clerk(), submission_id=sent, now=self.now)

    def rolled(self, value, _days):
        accept_rollover(person=self._clerk(), submission_id=self._sent(value), now=self.now)

    def _sent(self, value):
        return submitted(self.world, now=self.now, storage=self.storage, value=str(value))

    def _clerk(self):
        return self.world.person("clerk")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["send", "send", "misread", "wrong", "wrong", "told", "taken_back", "move", "rolled"]
        ),
        st.sampled_from([3, 1_076, 1_077, 1_077, 1_080]),
        st.integers(0, 3),
    ),
    max_size=10,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_it_comes_in_elsewhere_as_it_was(world, now, storage, steps):
    with database.atomic() as transaction:
        there = twin(world, now)
        desk = Desk(world, now, storage)
        for what, value, days in steps:
            with suppress(Refusal):  # such as a correction that says nothing new
                desk.step(what, value, days)
        text = exported(world.minta, now + LATER)
        for again in (False, True):
            done, faults = take(there, text, now)
            assert [(fault.line, str(fault.refusal)) for fault in faults] == []
            here = standing(world.minta, decided=True)
            # What is the same in every word is one reading over there.
            assert standing(there, decided=False) == sorted(set(here)), f"again: {again}"
            assert done.import_id is None or not again
        transaction.rollback()


def test_from_a_cursor_on_it_goes_on(world, now, storage):
    there, desk = twin(world, now), Desk(world, now, storage)
    desk.step("send", 1_077, 0)
    first = exported(world.minta, desk.now + LATER)
    assert (take(there, first, now)[0].added, len(first.splitlines())) == (1, 2)
    desk.step("move", 1_081, 3)
    done, faults = take(there, exported(world.minta, desk.now + LATER, since=1), now)
    assert (done.added, faults) == (1, [])
    moved = Reading.get(Reading.company_id == there, Reading.kind == "final")
    assert moved.prorated_on == moved.read_on - timedelta(days=3)
    assert 0 < moved.prorated_value < moved.value


def test_what_counts_already_is_taken_back_by_a_clerk_alone(world, now, storage):
    there, desk = twin(world, now), Desk(world, now, storage)
    desk.step("send", 1_077, 0)
    take(there, exported(world.minta, desk.now + LATER), now)
    desk.step("wrong", 1_076, 0)
    later = exported(world.minta, desk.now + LATER, since=1)
    done, faults = take(there, later, now)
    assert (done.import_id, [fault.line for fault in faults]) == (None, [2, 3])
    assert "a clerk does" in str(faults[0].refusal)
    # And over there nothing of it has changed.
    assert [one[4] for one in standing(there, decided=False)] == [1_077_000]


HEAD = "meter,medium,read_on,value,kind,unit,rollovers,prorated_on,prorated_value,what,reading\n"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("1076,,kWh,,,,,", "counts in m³"),
        ("1076,,,2,,,,", "no whole number from 0 to 1"),
        ("1076,,,,2026-11-01,,,", "belong together"),
        ("1076,,,,,,gone,1", "is not one of"),
        ("1076,,,,,,void,", "Nothing stands under reading"),
    ],
)
def test_what_does_not_fit_is_refused(world, now, cells, words):
    _, (fault,) = take(world.minta, f"{HEAD}37461,hot_water,{world.today},{cells}\n", now)
    assert words in str(fault.refusal)


def test_what_a_clerk_has_taken_back_does_not_come_again(world, now, storage):
    day = (world.today - timedelta(days=2)).isoformat()
    text = f"meter,medium,read_on,value\n37461,hot_water,{day},1075\n"
    done, _ = take(world.minta, text, now)
    reading = Reading.get(Reading.import_id == done.import_id)
    desk = Desk(world, now, storage)
    desk.step("wrong", 1_076, 0)
    void = Reading.get(Reading.id == reading.id).voided_by
    assert void is not None
    # The corrected one gives way in turn, so that nothing stands on the day.
    decided = Reading.get(Reading.decision_id == void)
    Reading.update(voided_by=void).where(Reading.id == decided.id).execute()
    again, faults = take(world.minta, text, now)
    assert (again.import_id, again.same, faults) == (None, 1, [])


def test_several_of_a_day_need_the_lists_own_keys(world, now):
    there, day = twin(world, now), world.today
    plain = f"meter,medium,read_on,value,kind\n37461,hot_water,{day},5,reader\n"
    _, (fault,) = take(there, f"{plain}37461,hot_water,{day},6,control\n", now)
    assert "other values" in str(fault.refusal)
    told = "meter,medium,read_on,value,kind,reading\n" + "".join(
        f"37461,hot_water,{day},{value},{kind},{uuid.uuid4().int >> 70}\n"
        for value, kind in ((5, "reader"), (6, "control"), (7, "control"))
    )
    done, faults = take(there, told, now)
    assert (done.added, faults) == (3, [])
    assert (take(there, told, now)[0].same, take(there, told, now)[1]) == (3, [])
