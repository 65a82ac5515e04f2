"""The second person: who proposed what, and the answer to it."""

import json

import pytest

from webapp.models.base import new_id
from webapp.models.claims import Claim
from webapp.models.meters import Meter
from webapp.models.proposals import Proposal
from webapp.models.readings import Reading
from webapp.models.submissions import Submission


@pytest.fixture
def proposed(world, now):
    """Éva has proposed to correct an official reading from 1073 to 1075."""
    hot = world.registers["hot"]
    about = Reading.select().where(Reading.register_id == hot).order_by(Reading.read_on.desc())
    shared = {"company_id": world.minta, "submission_id": "c0ffee"}
    Submission.insert(
        company_id=world.minta, id="c0ffee", kind="correction", channel="web", receipt="R-CO",
        account_id=world.accounts["anna"], customer_id=world.customers["SU0044"],
        service_point_id=Meter.get(Meter.id == world.meters["hot"]).service_point_id,
        meter_id=world.meters["hot"], captured_at=now, read_on=about.get().read_on,
        received_at=now, changed_at=now, skew_ms=0, content_hash="",
        about_reading_id=about.get().id,
    ).execute()  # fmt: skip
    Claim.insert(**shared, register_id=hot, value=1_075_000).execute()
    Proposal.insert(
        **shared, id=new_id(), verdict="accept", content=json.dumps({"values": {hot: 1_075_000}}),
        staff_id=world.accounts["clerk"], proposed_at=now,
    ).execute()  # fmt: skip
    return "c0ffee"


def path(submission_id, answer):
    return f"/desk/submissions/{submission_id}/proposal/{answer}"


def test_the_second_person_sees_who_proposed_what(sign_in_as, proposed):
    page = sign_in_as("supervisor").get(f"/desk/submissions/{proposed}").text
    assert "Kovács Éva proposed" in page
    assert "1075\u00a0m³" in page
    assert 'data-testid="proposal-accept"' in page
    assert "decide-accept" not in page


def test_the_proposer_waits(clerk, proposed):
    page = clerk.get(f"/desk/submissions/{proposed}").text
    assert "It waits for a second person" in page
    assert 'data-testid="proposal-accept"' not in page
    assert "second person" in clerk.get("/desk").text


def test_a_second_person_confirms_it(sign_in_as, proposed):
    answer = sign_in_as("supervisor").post(path(proposed, "confirmation"))
    assert answer.status_code == 303
    assert Submission.get(Submission.id == proposed).state == "accepted"
    (reading,) = Reading.select().where(Reading.submission_id == proposed)
    assert reading.value == 1_075_000


def test_nobody_confirms_their_own(clerk, proposed):
    answer = clerk.post(path(proposed, "confirmation"))
    assert answer.status_code == 422
    assert "Somebody else has to confirm it" in answer.text
    assert Submission.get(Submission.id == proposed).state == "received"


def test_declined_it_waits_as_before(sign_in_as, proposed):
    supervisor = sign_in_as("supervisor")
    answer = supervisor.post(path(proposed, "declination"))
    assert answer.location == f"/desk/submissions/{proposed}"
    page = supervisor.get(answer.location).text
    assert "Declined." in page
    assert 'data-testid="decide-accept"' in page
    assert "asks to correct the reading" in page


def test_one_s_own_proposal_is_passed_by(clerk, proposed, sent):
    other = sent("szabo", strange="1075")
    assert clerk.get(f"/desk/submissions/{other}/next").location == "/desk"


@pytest.mark.parametrize("answer", ["confirmation", "declination"])
@pytest.mark.parametrize("name", ["foreign_clerk", "anna", "reader"])
def test_what_is_not_theirs_is_not_found(sign_in_as, proposed, name, answer):
    assert sign_in_as(name).post(path(proposed, answer)).status_code == 404


@pytest.mark.parametrize("answer", ["confirmation", "declination"])
def test_without_a_proposal_there_is_nothing_to_answer(clerk, waiting, answer):
    assert clerk.post(path(waiting, answer)).status_code == 422
