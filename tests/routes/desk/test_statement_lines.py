"""GET and POST /desk/statements/lines/…: whose an open line is, and the way back."""

import pytest
from playhouse.test_utils import count_queries

from tests.camt import paid, returned
from tests.money import invoiced, owing
from tests.statements import bring, lines, settled, takes_money
from webapp.models.bank_entries import BankEntry

NUMBER = "2026S000572"


@pytest.fixture
def bill(world):
    takes_money(world)
    return invoiced(world, amount=38_837, number=NUMBER)[1]


@pytest.fixture
def open_lines(world, bill, now):
    """The addresses of two open lines, the oldest first."""
    bring(world.minta, paid("38837", ref="B1", payer="Minta Ugyfel"), paid("5", ref="B2"), now=now)
    return [f"/desk/statements/lines/{line.id}" for line in lines(world.minta)]


def state(path):
    return BankEntry.get(BankEntry.id == int(path.rsplit("/", 1)[1])).state


def test_an_open_line_shows_who_it_may_be_and_why(clerk, open_lines):
    page = clerk.get(open_lines[0]).text
    assert page.count('data-testid="suggestion"') == 1
    assert "owes exactly this" in page
    assert "the same name" in page
    assert "Nothing speaks for anybody" in clerk.get(open_lines[1]).text


def test_a_line_is_booked_and_the_next_one_opened(clerk, world, open_lines, bill):
    form = {"act": "match", "customer": world.customers["SU0044"], "debt": bill}
    answer = clerk.post(open_lines[0], data=form)
    assert (answer.status_code, answer.location) == (303, open_lines[1])
    assert settled(bill) == 38_837
    page = clerk.get(answer.location).text
    assert "booked for Minta Ügyfél." in page
    assert 'data-testid="undo"' in page
    done = clerk.get(open_lines[0]).text
    assert "by hand, Kovács Éva" in done
    undone = clerk.post(open_lines[0], data={"act": "unmatch"})
    assert (undone.status_code, undone.location) == (303, open_lines[0])
    assert (settled(bill), state(open_lines[0])) == (0, "open")
    # Who was taken back by mistake is suggested again.
    assert "owes exactly this" in clerk.get(open_lines[0]).text


def test_after_the_last_line_the_statement_is_shown(clerk, open_lines):
    for path in open_lines:
        answer = clerk.post(path, data={"act": "aside", "reason": "no_customer"})
        assert answer.status_code == 303
    assert answer.location.startswith("/desk/statements/")
    page = clerk.get(answer.location).text
    assert "not from a customer" in page
    assert clerk.post(open_lines[0], data={"act": "open"}).status_code == 303
    assert state(open_lines[0]) == "open"


def test_the_slower_clerk_is_told_by_whom_and_when(clerk, sign_in_as, world, open_lines):
    form = {"act": "match", "customer": world.customers["SU0044"]}
    assert clerk.post(open_lines[0], data=form).status_code == 303
    answer = sign_in_as("colleague").post(open_lines[0], data=form)
    assert answer.status_code == 409
    assert "Already decided by Kovács Éva at" in answer.text


def test_a_search_by_number_shows_that_customer_first(clerk, world, open_lines):
    owing(world, amount=550, owner="szabo", kind="dunning_fee", number="K93042")
    page = clerk.get(f"{open_lines[0]}?q=K93042").text
    assert page.index("SU0045") < page.index("SU0044")
    assert "you looked for it" in page
    assert "Nothing has this number" in clerk.get(f"{open_lines[1]}?q=nowhere").text


def test_a_return_is_placed_by_hand(clerk, world, bill, now):
    for ref in ("B1", "B2"):
        bring(world.minta, paid("100", ref=ref, end_to_end="E", reference=NUMBER), now=now)
    bring(world.minta, returned("100", ref="R1", end_to_end="E"), now=now)
    first, _, back = lines(world.minta)
    path = f"/desk/statements/lines/{back.id}"
    page = clerk.get(f"{path}?q=SU0044").text
    assert "Which payment came back?" in page
    assert "the account is closed (AC04)" in page
    answer = clerk.post(path, data={"act": "return", "entry": first.entry_id})
    assert (answer.status_code, settled(bill)) == (303, 100)


@pytest.mark.parametrize(
    "form",
    [
        {}, {"act": "eat"}, {"act": "aside"}, {"act": "aside", "reason": "boring"},
        {"act": "return", "entry": "1"}, {"act": "unmatch"},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_a_sentence(clerk, open_lines, form):
    answer = clerk.post(open_lines[0], data=form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert state(open_lines[0]) == "open"


@pytest.mark.parametrize("customer", ["", "x", "99999999999999999999", "1"])
def test_a_customer_that_is_none_is_not_found(clerk, open_lines, customer):
    answer = clerk.post(open_lines[0], data={"act": "match", "customer": customer})
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["anna", "reader", "foreign_clerk"])
def test_others_find_nothing(sign_in_as, open_lines, name):
    visitor = sign_in_as(name)
    assert visitor.get(open_lines[0]).status_code == 404
    form = {"act": "aside", "reason": "no_customer"}
    assert visitor.post(open_lines[0], data=form).status_code == 404
    assert state(open_lines[0]) == "open"


def test_no_such_line_and_nobody_signed_in(client, clerk, open_lines):
    assert clerk.get("/desk/statements/lines/1").status_code == 404
    assert client.get(open_lines[0]).location.startswith("/sign-in")


def test_the_page_asks_no_more_as_customers_owe_more(clerk, world, open_lines):
    def asked():
        with count_queries() as seen:
            assert clerk.get(open_lines[0]).status_code == 200
        return seen.count

    few = asked()
    for _ in range(10):
        owing(world, amount=38_837)
        owing(world, amount=38_837, owner="szabo")
    assert asked() == few
