"""Treating a reading as something else: rollover, estimate, other meter, exchange."""

from datetime import timedelta

import pytest

from webapp.models.exchanges import Exchange
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.submissions import Submission

ACTS = ("rollover", "estimate", "other-meter", "exchange")


def path(submission_id, act):
    return f"/desk/submissions/{submission_id}/{act}"


def state_of(submission_id):
    return Submission.get(Submission.id == submission_id).state


def official(submission_id):
    return list(Reading.select().where(Reading.submission_id == submission_id))


@pytest.fixture
def exchange(world):
    """The form of an exchange twenty days ago."""
    hot = world.registers["hot"]
    return {
        "happened_on": (world.today - timedelta(days=10)).isoformat(),
        "reason": "calibration",
        "serial": "55001",
        f"last-{hot}": "1074",
        f"first-{hot}": "0",
        f"digits-{hot}": "5",
        f"decimals-{hot}": "3",
        f"unit-{hot}": "m³",
        f"multiplier-{hot}": "1",
        "at_once": "yes",
    }


@pytest.mark.parametrize("act", ACTS)
def test_each_form_stands_alone_or_in_its_place(clerk, waiting, act):
    page, fragment = clerk.get(path(waiting, act)), clerk.htmx(path(waiting, act))
    assert (page.status_code, fragment.status_code) == (200, 200)
    assert "<html" in page.text
    assert fragment.text.lstrip().startswith('<form class="act-body" id="act-form"')
    assert f'action="{path(waiting, act)}"' in fragment.text
    assert state_of(waiting) == "received"


def test_a_counter_past_zero_is_accepted(world, clerk, sent, now):
    Reading.insert(
        company_id=world.minta, id=1, register_id=world.registers["hot"],
        read_on=world.today - timedelta(days=2), value=99_990_000, kind="company",
        recorded_at=now, import_id=Reading.select(Reading.import_id).limit(1).scalar(),
    ).execute()  # fmt: skip
    opened = sent("anna", hot="12")
    assert "22\u00a0m³" in clerk.htmx(path(opened, "rollover")).text
    assert clerk.post(path(opened, "rollover")).status_code == 303
    (reading,) = official(opened)
    assert (reading.value, reading.rollovers) == (12_000, 1)
    assert "the counter passed zero" in clerk.get("/desk").text


def test_a_counter_that_did_not_pass_zero_is_told_so(clerk, waiting):
    answer = clerk.post(path(waiting, "rollover"), headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#act-form"
    assert state_of(waiting) == "received"


def test_an_estimate_takes_its_place_and_is_named_one(world, clerk, waiting):
    form = clerk.htmx(path(waiting, "estimate")).text
    assert 'data-testid="estimate-value"' in form
    answer = clerk.post(path(waiting, "estimate"), data={f"value-{world.registers['hot']}": "1076"})
    assert answer.status_code == 303
    (reading,) = official(waiting)
    assert (reading.value, reading.kind) == (1_076_000, "estimated")


def test_an_estimate_that_does_not_fit_comes_back_as_typed(world, clerk, waiting):
    name = f"value-{world.registers['hot']}"
    answer = clerk.post(path(waiting, "estimate"), data={name: "123456", "words": "As agreed."})
    assert answer.status_code == 422
    assert 'value="123456"' in answer.text
    assert "As agreed." in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_reading_goes_to_the_other_meter(world, clerk, sent, jpeg):
    opened = sent("anna", jpeg, hot="1077")
    form = clerk.htmx(path(opened, "other-meter")).text
    assert "22870" in form
    assert "37461" not in form
    data = {"meter_id": world.meters["cold"], "at_once": "yes"}
    assert clerk.post(path(opened, "other-meter"), data=data).location == "/desk"
    moved = Submission.get(Submission.replaces == opened)
    assert (moved.meter_id, moved.state) == (world.meters["cold"], "accepted")
    assert [one.value for one in official(moved.id)] == [1_077_000]
    assert official(opened) == []


def test_it_may_be_looked_at_again_there(world, clerk, waiting):
    answer = clerk.post(path(waiting, "other-meter"), data={"meter_id": world.meters["cold"]})
    moved = Submission.get(Submission.replaces == waiting)
    assert answer.location == f"/desk/submissions/{moved.id}"
    assert moved.state == "received"
    assert "It belongs to this meter now" in clerk.get(answer.location).text


def test_somebody_else_s_meter_is_refused(world, clerk, waiting):
    for meter in (world.meters["strange"], world.meters["power"], "x"):
        answer = clerk.post(path(waiting, "other-meter"), data={"meter_id": meter})
        assert answer.status_code == 422
    assert state_of(waiting) == "received"


def test_an_exchange_is_one_event_with_both_readings(world, clerk, sent, exchange):
    opened = sent("anna", hot="3")
    assert clerk.post(path(opened, "exchange"), data=exchange).location == "/desk"
    done = Exchange.get()
    assert done.old_meter_id == world.meters["hot"]
    assert Meter.get(Meter.id == done.new_meter_id).serial == "55001"
    moved = Submission.get(Submission.replaces == opened)
    assert [one.value for one in official(moved.id)] == [3_000]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("happened_on", ""),
        ("happened_on", "yesterday"),
        ("happened_on", "1990-01-01"),
        ("serial", ""),
        ("reason", "whim"),
    ],
)
def test_an_exchange_that_cannot_be_comes_back_as_typed(clerk, waiting, exchange, field, typed):
    answer = clerk.post(path(waiting, "exchange"), data={**exchange, field: typed})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    if field != "serial":
        assert 'value="55001"' in answer.text
    assert not Exchange.select().exists()


@pytest.mark.parametrize("act", ACTS)
def test_what_is_decided_meanwhile_is_told(clerk, sign_in_as, waiting, decide, exchange, act):
    decide(sign_in_as("colleague"), waiting, "accept")
    answer = clerk.post(path(waiting, act), data=exchange)
    assert answer.status_code in (409, 422)
    assert len(official(waiting)) == 1


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("name", ["foreign_clerk", "anna", "reader"])
def test_what_is_not_theirs_is_not_found(sign_in_as, waiting, exchange, name, act):
    visitor = sign_in_as(name)
    assert visitor.get(path(waiting, act)).status_code == 404
    assert visitor.post(path(waiting, act), data=exchange).status_code == 404
    assert state_of(waiting) == "received"
