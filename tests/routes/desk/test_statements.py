"""GET and POST /desk/statements, and one of them: files of the bank's, and what is in them."""

import io

import pytest
from playhouse.test_utils import count_queries

from tests.camt import ANNA_PAYS_TO, CLARA_PAYS_TO, document, entry, movement, paid, returned
from tests.money import invoiced
from tests.statements import bring, lines, takes_money, told_by_bank
from webapp.models.bank_entries import BankEntry
from webapp.models.events import Event

PATH = "/desk/statements"
NUMBER = "2026S000572"


@pytest.fixture
def minta(world):
    takes_money(world)
    invoiced(world, amount=38_837, number=NUMBER)
    return world.minta


def upload(visitor, data, **form):
    file = (io.BytesIO(data), "kivonat.xml")
    return visitor.post(PATH, data={"file": file, **form}, content_type="multipart/form-data")


def test_the_list_says_what_will_be_there(clerk):
    page = clerk.get(PATH)
    assert (page.status_code, 'type="file"' in page.text) == (200, True)
    assert "Statements that you take in will stand here" in page.text
    assert "nothing is open" in page.text


def test_a_file_is_taken_in_and_its_lines_are_shown(clerk, minta, world):
    data = document(paid("38837", ref="B1", reference=NUMBER), paid("5", ref="B2", payer="Örs"))
    answer = upload(clerk, data)
    assert answer.status_code == 303
    page = clerk.get(answer.location)
    assert "2 lines are new." in page.text
    assert "Örs" in page.text
    assert "SU0044" in clerk.get(f"{answer.location}?show=matched").text
    event = Event.get(Event.kind == "import.written")
    assert event.actor_id == world.accounts["clerk"]
    listed = clerk.get(PATH).text
    assert "kivonat.xml" in listed
    assert "Go on: 1 line is open" in listed
    again = upload(clerk, data)
    assert (again.status_code, again.location) == (303, PATH)
    assert "nothing was changed" in clerk.get(PATH).text
    assert len(lines(minta)) == 2


def test_what_cannot_be_taken_is_told_line_by_line(clerk, minta):
    data = document(paid("5", ref="B1"), paid("1.5", ref="B2"))
    answer = upload(clerk, data)
    assert answer.status_code == 422
    assert "Line 2: 1.5 is finer than the currency." in answer.text
    assert lines(minta) == []
    kept = upload(clerk, data, keep_good="1")
    assert kept.status_code == 303
    assert "1 could not be taken" in clerk.get(kept.location).text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "This file is empty."), (b"<a/>", "not a bank statement"),
        (document(paid("5", ref="A"))[:-9], "breaks off"),
        (b"<!DOCTYPE a><a/>", "definitions of its own"),
        (document(paid("5", ref="A"), iban=CLARA_PAYS_TO), "not the company"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_a_sentence(clerk, minta, data, said):
    answer = upload(clerk, data)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert lines(minta) == []


def test_no_file_is_asked_for(clerk, minta):
    answer = clerk.post(PATH)
    assert (answer.status_code, "choose the file first" in answer.text) == (422, True)


def test_a_statement_is_shown_part_by_part(clerk, minta, now):
    outgoing = entry(movement(), amount="9", ref="O", sign="DBIT")
    many = [paid("1", ref=f"B{n}", payer=f"Payer {n}") for n in range(130)]
    back = returned("7", ref="R", reason="AM04")
    done = bring(minta, outgoing, back, *many, now=now)
    page = clerk.get(f"{PATH}/{done.import_id}").text
    assert page.count('data-testid="statement-line"') == 100
    assert "there was not enough money (AM04)" in page
    more = clerk.get(f"{PATH}/{done.import_id}?show=open&after=101").text
    assert more.count('data-testid="statement-line"') == 31
    aside = clerk.get(f"{PATH}/{done.import_id}?show=aside").text
    assert (aside.count('data-testid="statement-line"'), "went out" in aside) == (1, True)
    odd = clerk.get(f"{PATH}/{done.import_id}?show=nonsense&after=x")
    assert odd.status_code == 200


def test_the_pages_ask_no_more_as_lines_grow(clerk, minta, now):
    def asked(path):
        with count_queries() as seen:
            assert clerk.get(path).status_code == 200
        return seen.count

    few = bring(minta, paid("1", ref="A"), now=now).import_id
    first = asked(PATH), asked(f"{PATH}/{few}")
    entries = [paid("38837", ref=f"B{n}", reference=NUMBER) for n in range(40)]
    many = bring(minta, *entries, now=now).import_id
    assert (asked(PATH), asked(f"{PATH}/{many}?show=all")) == first
    assert max(first) <= 8


@pytest.mark.parametrize("name", ["anna", "reader"])
def test_others_find_nothing(sign_in_as, world, now, name):
    told = told_by_bank(world, owner="anna", now=now)
    visitor = sign_in_as(name)
    for path in (PATH, f"{PATH}/{told['statement_id']}"):
        assert visitor.get(path).status_code == 404
    assert upload(visitor, document(paid("5", ref="A"))).status_code == 404


def test_another_companys_clerk_finds_nothing_of_it(sign_in_as, world, now):
    told = told_by_bank(world, owner="anna", now=now)
    visitor = sign_in_as("foreign_clerk")
    assert visitor.get(f"{PATH}/{told['statement_id']}").status_code == 404
    assert "test.xml" not in visitor.get(PATH).text
    mine = document(paid("5", ref="A"), iban=ANNA_PAYS_TO)
    assert upload(visitor, mine).status_code == 422
    assert not BankEntry.select().where(BankEntry.company_id == world.muster).exists()


def test_the_signed_out_are_sent_to_sign_in(client):
    assert client.get(PATH).location.startswith("/sign-in")


def test_another_kind_of_import_is_no_statement(clerk, minta, world):
    batch = BankEntry.select().first()
    assert batch is None
    assert clerk.get(f"{PATH}/{world.minta}").status_code == 404
