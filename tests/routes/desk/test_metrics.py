"""GET /desk/metrics: the desk's own figures, of the work and never of persons."""

from datetime import timedelta

import pytest
from playhouse.test_utils import count_queries

from tests.readings import submitted
from webapp.actions.decisions import accept, reject
from webapp.queries.desk_metrics import desk_metrics


@pytest.fixture
def decided(world, now, storage):
    """Readings decided so many hours after they came."""

    def one(*, hours, ago=timedelta(hours=1), verdict="accept", value="1077"):
        at = now - ago
        came = at - timedelta(hours=hours)
        opened = submitted(world, now=came, storage=storage, value=value)
        clerk = world.person("clerk")
        if verdict == "accept":
            accept(person=clerk, submission_id=opened, now=at)
        else:
            reject(person=clerk, submission_id=opened, reason_code="impossible", now=at)
        return opened

    return one


def test_the_middle_is_the_middle(world, now, decided):
    for hours in (1, 2, 30):
        decided(hours=hours)
    decided(hours=100, ago=timedelta(days=5))
    figures = desk_metrics(person=world.person("clerk"), now=now)
    assert figures.medians[1].took == timedelta(hours=2)
    assert figures.medians[1].decisions == 3
    assert figures.medians[7].took == timedelta(hours=16)
    assert figures.medians[30].decisions == 4
    assert sum(one.decisions for _, one in figures.days if one) == 4


def test_rules_and_verdicts_are_counted(world, now, decided, sent):
    decided(hours=1)
    decided(hours=1, verdict="reject", value="1012")
    sent("anna", hot="1078")
    figures = desk_metrics(person=world.person("clerk"), now=now)
    assert (figures.verdicts["accept"], figures.verdicts["reject"]) == (1, 1)
    assert figures.waiting == 1
    assert figures.received == 3
    assert figures.again == 1
    went_down = next(one for one in figures.rules if one.code == "V06")
    assert (went_down.decided, went_down.refused, went_down.corrected) == (1, 1, 0)


def test_the_page_shows_them_by_no_name(sign_in_as, decided):
    decided(hours=3)
    for name in ("clerk", "supervisor", "admin"):
        page = sign_in_as(name).get("/desk/metrics")
        assert page.status_code == 200
        assert "3 h" in page.text
        for other in {"Kovács Éva", "Varga Mária"} - {
            {"clerk": "Kovács Éva", "supervisor": "Varga Mária"}.get(name, "")
        }:
            assert other not in page.text


def test_an_empty_desk_has_empty_figures(clerk):
    page = clerk.get("/desk/metrics")
    assert page.status_code == 200
    assert "nothing waits" in page.text


@pytest.mark.parametrize("name", ["anna", "reader"])
def test_who_decides_nothing_finds_no_figures(sign_in_as, name):
    assert sign_in_as(name).get("/desk/metrics").status_code == 404


def test_signed_out_is_sent_to_sign_in(client):
    assert client.get("/desk/metrics").status_code == 303


def test_another_company_s_work_is_not_counted(world, now, decided):
    decided(hours=1)
    figures = desk_metrics(person=world.person("foreign_clerk"), now=now)
    assert (figures.medians, figures.received) == ({}, 0)


def test_queries_stay_few_and_do_not_grow(clerk, decided):
    with count_queries() as few:
        clerk.get("/desk/metrics")
    assert few.count <= 8
    for hours in range(4):
        decided(hours=hours)
    with count_queries() as more:
        clerk.get("/desk/metrics")
    assert more.count == few.count
