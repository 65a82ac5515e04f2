"""The bank's pages as a browser without JavaScript meets them, and its doors."""

import re

import pytest

from webapp.sandbox_bank.app import bank_app
from webapp.sandbox_bank.behaviour import Behaviour, changed
from webapp.sandbox_bank.book import Book
from webapp.sandbox_bank.words import WORDS, language

RETURN = "https://portal.test/payments/return/t0ken"
ASKED = {
    "key": "k-1",
    "amount": 38837,
    "currency": "HUF",
    "reference": "SU0044",
    "description": "<b>November</b>",
    "locale": "hu",
    "return_url": RETURN,
    "notify_url": "http://127.0.0.1:9/gone",
    "expires_in": 1800,
}


class Clock:
    """A clock that the test moves."""

    moment = 1_800_000_000.0

    def __call__(self):
        return self.moment


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def book():
    made = Book(None)
    yield made
    made.close()


@pytest.fixture
def app(book, clock):
    return bank_app(book, clock=clock, page=None)


@pytest.fixture
def counter(app):
    return app.extensions["counter"]


@pytest.fixture
def page(app):
    return app.test_client()


@pytest.fixture
def row(counter):
    return counter.begin("minta", ASKED)[0]


def path(row, do=""):
    return f"/pay/{row['token']}{do}"


def test_the_card_is_filled_in_and_says_what_is_paid(page, row):
    answer = page.get(path(row))
    for words in ("4242 4242 4242 4242", "38\u00a0837\u00a0Ft", "&lt;b&gt;November", "Próbabank"):
        assert words in answer.text
    assert 'lang="hu"' in answer.text
    for hook in ("bank-approve", "bank-decline", "bank-cancel"):
        assert answer.text.count(f'data-testid="{hook}"') == 1
    assert "<script" not in answer.text


def test_the_page_loads_nothing_from_elsewhere_and_may_lead_back(page, row):
    policy = page.get(path(row)).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' https://portal.test" in policy
    assert "unsafe" not in policy


def test_the_phone_agrees_by_itself_and_the_person_is_led_back(page, row, clock, counter):
    assert page.post(path(row, "/card")).location == path(row)
    waiting = page.get(path(row))
    assert 'http-equiv="refresh"' in waiting.text
    assert counter.payment(row["ref"])["state"] == "asking"
    clock.moment += 2
    answer = page.get(path(row))
    assert (answer.status_code, answer.location) == (303, RETURN)
    assert counter.payment(row["ref"])["taken"] == 38837


def test_the_person_may_confirm_or_refuse_at_once(page, row, counter, book):
    book.behave(changed(Behaviour(), {"three_d_secure": "ask"}))
    page.post(path(row, "/card"))
    waiting = page.get(path(row))
    assert "refresh" not in waiting.text
    assert page.post(path(row, "/confirm")).location == RETURN
    assert counter.payment(row["ref"])["state"] == "paid"
    assert page.post(path(row, "/decline")).location == RETURN
    assert counter.payment(row["ref"])["state"] == "paid"


def test_without_the_phone_the_card_is_enough(page, row, counter, book):
    book.behave(changed(Behaviour(), {"three_d_secure": "off"}))
    assert page.post(path(row, "/card")).location == RETURN
    assert counter.payment(row["ref"])["state"] == "paid"


@pytest.mark.parametrize(("do", "state"), [("/decline", "declined"), ("/cancel", "cancelled")])
def test_not_paying_leads_back_too(page, row, counter, do, state):
    answer = page.post(path(row, do))
    assert (answer.status_code, answer.location) == (303, RETURN)
    assert counter.payment(row["ref"])["state"] == state
    page.post(path(row, "/card"))
    assert counter.payment(row["ref"])["state"] == state


def test_after_its_time_the_page_leads_back(page, row, clock, counter):
    clock.moment += 1801
    assert page.get(path(row)).location == RETURN
    assert counter.payment(row["ref"])["state"] == "expired"


def test_a_page_nobody_began_is_not_there(page):
    assert page.get("/pay/guess").status_code == 404


def test_another_sites_form_presses_no_button(page, row, counter):
    answer = page.post(path(row, "/card"), headers={"Origin": "https://evil.test"})
    assert answer.status_code == 403
    assert counter.payment(row["ref"])["state"] == "open"


def test_unsigned_questions_are_refused(page, row):
    for do in ("create", "status", "refund", "expire", "settlement"):
        answer = page.post(f"/api/{do}", json={"ask": do, "merchant": "minta", **ASKED})
        assert answer.status_code == 401
    assert page.post("/api/burn", json={}).status_code == 404
    assert page.post("/api/status", data=b"{").status_code == 400


def test_the_small_page_switches_and_hurries(page, row, counter, book):
    home = page.get("/")
    assert row["ref"] in home.text
    assert page.post("/control/behaviour", data={"create": "500", "amount": ""}).location == "/"
    assert book.behaviour().create == "500"
    assert page.post(f"/control/payments/{row['ref']}/approve").location == "/"
    assert counter.payment(row["ref"])["state"] == "paid"
    assert page.post(f"/control/payments/{row['ref']}/burn").status_code == 404
    assert page.post("/control/behaviour", data={"create": "dance"}).status_code == 422
    assert page.post("/control/behaviour", data={"dance": "yes"}).status_code == 422
    assert page.post("/control/behaviour", data={"amount": "much"}).status_code == 422
    assert page.post("/control/letters", json={"payment": "x", "what": "y"}).status_code == 404


def test_the_bank_remembers_when_it_is_closed_and_opened(tmp_path):
    first = Book(tmp_path / "bank.db")
    first.know("minta", ["a", "b"])
    first.close()
    second = Book(tmp_path / "bank.db")
    assert second.secrets_of("minta") == ["a", "b"]
    assert second.secrets_of("stranger") == []
    second.close()


def test_every_language_says_everything():
    for said in WORDS.values():
        assert said.keys() == WORDS["en"].keys()
        for name, text in said.items():
            assert re.findall(r"{\w+}", text) == re.findall(r"{\w+}", WORDS["en"][name])
    assert [language(name) for name in ("de-AT", "hu", "ro_RO", "fi", "")] == [
        *("de", "hu", "ro"),
        *("en", "en"),
    ]
