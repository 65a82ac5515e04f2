"""GET /desk: what waits, the oldest first."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from playhouse.test_utils import count_queries

from webapp.models.claims import Claim
from webapp.models.submissions import Submission


def rows(answer):
    return re.findall(r'data-testid="queue-item" data-submission-id="([^"]+)"', answer.text)


@pytest.fixture
def crowd(world):
    """A hundred and twenty readings that came one a minute; returns their ids, oldest first."""
    now = datetime.now(UTC)
    made = []
    for minutes in range(120, 0, -1):
        made.append(str(uuid.uuid4()))
        at = now - timedelta(minutes=minutes)
        Submission.insert(
            company_id=world.minta,
            id=made[-1],
            channel="app",
            receipt=f"R-{minutes}",
            account_id=world.accounts["anna"],
            customer_id=world.customers["SU0044"],
            service_point_id=_point(world),
            meter_id=world.meters["hot"],
            captured_at=at,
            read_on=world.today,
            received_at=at,
            changed_at=at,
            skew_ms=0,
            content_hash="",
        ).execute()
        Claim.insert(
            company_id=world.minta,
            submission_id=made[-1],
            register_id=world.registers["hot"],
            value=1_077_000,
        ).execute()
    return made


def _point(world):
    from webapp.models.meters import Meter

    return Meter.get(Meter.id == world.meters["hot"]).service_point_id


def test_it_lists_what_waits_oldest_first(clerk, sent):
    first, second = sent("anna", hot="1077"), sent("szabo", strange="1075")
    answer = clerk.get("/desk")
    assert answer.status_code == 200
    assert rows(answer) == [first, second]
    assert "2 waiting · oldest 0 min" in answer.text
    assert "Minta Ügyfél" in answer.text
    assert "Hot water 37461" in answer.text
    assert "1077\u00a0m³" in answer.text


def test_a_clean_row_says_so_and_an_odd_one_says_why(clerk, sent):
    sent("anna", hot="1077")
    assert ">clean</span>" in clerk.get("/desk").text
    sent("szabo", strange="20511")
    assert ">high use</span>" in clerk.get("/desk").text


def test_what_is_decided_leaves_the_queue(clerk, waiting, decide):
    decide(clerk, waiting, "accept")
    answer = clerk.get("/desk")
    assert rows(answer) == []
    assert "Nothing is waiting" in answer.text


def test_another_company_sees_nothing_of_it(sign_in_as, waiting):
    answer = sign_in_as("foreign_clerk").get("/desk")
    assert answer.status_code == 200
    assert rows(answer) == []
    assert waiting not in answer.text


@pytest.mark.parametrize("name", ["anna", "reader"])
def test_who_decides_nothing_finds_no_desk(sign_in_as, name):
    assert sign_in_as(name).get("/desk").status_code == 404


def test_signed_out_is_sent_to_sign_in(client):
    answer = client.get("/desk")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


def test_a_hundred_stand_on_a_page_and_every_one_is_reached(clerk, crowd):
    first = clerk.get("/desk")
    assert rows(first) == crowd[:100]
    assert "120 waiting" in first.text
    newer = re.search(r'href="(/desk\?after=[^"]+)"', first.text)[1]
    second = clerk.get(newer)
    assert rows(second) == crowd[100:]
    older = re.search(r'href="(/desk\?before=[^"]+)"', second.text)[1]
    assert rows(clerk.get(older)) == crowd[:100]


def test_an_address_that_makes_no_sense_shows_the_first_page(clerk, waiting):
    for address in ("/desk?after=x", "/desk?before=9~", "/desk?after=99999999999999999~z"):
        assert rows(clerk.get(address)) == [waiting]


def test_queries_stay_few_and_do_not_grow(clerk, waiting, crowd):
    with count_queries() as few:
        clerk.get("/desk")
    assert few.count <= 8
    Submission.update(state="withdrawn").where(Submission.id.in_(crowd)).execute()
    with count_queries() as fewer:
        clerk.get("/desk")
    assert fewer.count == few.count


def test_looking_writes_nothing(clerk, waiting):
    with count_queries() as asked:
        clerk.get("/desk")
        clerk.get(f"/desk/submissions/{waiting}")
    asked = [record.msg[0] for record in asked.get_queries()]
    assert asked
    assert all(sql.lstrip("(").startswith("SELECT") for sql in asked)
