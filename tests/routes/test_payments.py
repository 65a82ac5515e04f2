"""Off to the bank and back: pages, redirects, headers, and who may."""

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from playhouse.test_utils import count_queries

from tests.money import attempted, invoiced, whose
from tests.money_settings import agreed
from tests.payments.conftest import ear, till
from tests.till import held_by, state_of
from webapp.domain.return_tokens import return_token
from webapp.models.memberships import Membership
from webapp.models.payments import Payment

__all__ = ["ear", "till"]

MOST_QUERIES = 8


@pytest.fixture
def anna(till, sign_in_as):
    return sign_in_as("anna")


@pytest.fixture
def pay(till, anna):
    """Press "pay"; by default for one fresh bill."""

    def press(*debts, visitor=None, **form):
        chosen = debts or (invoiced(till.world, amount=38_837)[1],)
        data = {"customer": whose(till.world)[1], "debt": list(chosen), "amount": "", **form}
        return (visitor or anna).post("/payments", data=data)

    return press


def address_of_return(app, payment):
    return f"/payments/return/{return_token(secret=app.secret_key, payment_id=payment.id)}"


def test_pay_leads_to_the_bank(till, pay):
    answer = pay()
    payment = Payment.get()
    assert (answer.status_code, answer.location) == (303, payment.redirect_url)
    assert answer.location.startswith(till.bank.url)
    assert answer.headers["Cache-Control"] == "no-store"
    assert pay(*held_by(payment)).location == answer.location


def test_an_amount_that_is_none_is_asked_for_again_with_all_that_was_chosen(till, pay):
    debt = invoiced(till.world, amount=38_837)[1]
    answer = pay(debt, amount='12 000 "or so"')
    assert answer.status_code == 422
    assert 'value="12 000 &#34;or so&#34;"' in answer.text
    assert f'name="debt" value="{debt}"' in answer.text
    assert 'aria-describedby="amount-error"' in answer.text
    assert f"form-action 'self' {till.bank.url};" in answer.headers["Content-Security-Policy"]
    assert pay(debt, amount="12 000").status_code == 303


def test_the_page_of_debts_lets_its_form_go_to_the_bank(till, anna):
    policy = anna.get("/debts").headers["Content-Security-Policy"]
    assert f"form-action 'self' {till.bank.url};" in policy
    assert "form-action 'self';" in anna.get("/").headers["Content-Security-Policy"]


def test_a_setting_cannot_loosen_the_policy(till, anna):
    agreed(payment_origins="* https://x.test; script-src * https://bank.test")
    policy = anna.get("/debts").headers["Content-Security-Policy"]
    assert "form-action 'self' https://bank.test;" in policy


def test_back_from_the_bank(app, till, pay, anna):
    pay()
    payment = Payment.get()
    address = address_of_return(app, payment)
    page = anna.get(address)
    assert 'data-state="waiting"' in page.text
    assert "Please do not pay again" in page.text
    assert re.search(rf'hx-get="{address}\?look=1"\s+hx-trigger="load delay:3s"', page.text)
    assert f'href="{address}"' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "X-Meterpost-Account" not in page.headers
    till.bank.approve(payment.provider_ref)
    assert 'data-state="waiting"' in anna.htmx(f"{address}?look=1").text  # looks, and asks nobody
    Payment.update(asked_at=None).execute()
    page = anna.get(f"{address}?state=failed&paid=0")
    assert 'data-state="paid"' in page.text
    assert "hx-trigger" not in page.text
    assert payment.reference in page.text
    assert "38,837\u00a0Ft" in page.text
    assert anna.get("/debts").text.count('data-state="settled"') == 1


def test_the_log_does_not_tell_the_address_of_return(app, pay, anna):
    pay()
    address = address_of_return(app, Payment.get())
    lines = []
    catcher = logging.Handler()
    catcher.emit = lambda record: lines.append(getattr(record, "fields", {}).get("path"))
    app.logger.addHandler(catcher)
    anna.get(address)
    app.logger.removeHandler(catcher)
    assert lines == ["/payments/return/…"]


def test_it_stops_looking_by_itself_after_a_while(app, pay, anna):
    pay()
    address = address_of_return(app, Payment.get())
    assert "hx-trigger" in anna.htmx(f"{address}?look=39").text
    for look in ("40", "999999999999", "9" * 5_000, "-1", "x"):
        text = anna.htmx(f"{address}?look={look}").text
        assert "hx-trigger" not in text
        assert "Look again" in text


def test_a_declined_card(app, till, pay, anna):
    pay()
    payment = Payment.get()
    till.bank.decline(payment.provider_ref)
    page = anna.get(address_of_return(app, payment)).text
    for words in ("Not paid", "Nothing was taken.", 'href="/debts"'):
        assert words in page
    assert 'data-testid="debt-choose"' in anna.get("/debts").text


def test_foreign_and_tampered_tokens(app, pay, anna, sign_in_as, client):
    pay()
    address = address_of_return(app, Payment.get())
    for name in ("szabo", "clara", "clerk", "bela"):
        assert sign_in_as(name).get(address).status_code == 404
    for wrong in (address[:-1] + "!", "/payments/return/https:%2F%2Fevil.test"):
        assert anna.get(wrong).status_code == 404
    assert client.get(address).location.startswith("/sign-in?next=")


def test_open_already_then_cancelled(app, till, pay, anna):
    one, other = (invoiced(till.world, amount=amount)[1] for amount in (1_000, 2_000))
    pay(one)
    payment = Payment.get()
    told = pay(one, other)
    assert told.status_code == 409
    assert "A payment is open already" in told.text
    assert f'href="{payment.redirect_url}"' in told.text
    assert till.bank.url in told.headers["Content-Security-Policy"]
    answer = anna.post(f"/payments/{payment.id}/cancel")
    assert answer.location == address_of_return(app, payment)
    assert "The payment was cancelled." in anna.get(answer.location).text
    assert pay(one, other).status_code == 303


def test_what_is_on_its_way_stands_above_the_debts(till, pay, anna):
    pay()
    page = anna.get("/debts").text
    for words in ("On its way at the bank", 'data-testid="payment-cancel"',
                  'hx-get="/payments/moving?known=1"', 'data-state="in_progress"'):  # fmt: skip
        assert words in page
    assert anna.get("/payments/moving?known=1").status_code == 204
    Payment.update(state="succeeded").execute()
    answer = anna.get("/payments/moving?known=1")
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (200, "true")
    assert "On its way at the bank" not in anna.get("/debts").text


def test_while_the_bank_is_at_it_nothing_is_cancelled(till, pay, anna):
    pay()
    payment = Payment.get()
    till.bank.behave(fetch="500")
    answer = anna.post(f"/payments/{payment.id}/cancel")
    assert answer.status_code == 422
    assert "still working on this payment" in answer.text
    assert state_of(payment) == "redirected"


@pytest.mark.parametrize(
    ("create", "words"),
    [("429", "No money was taken"), ("500", "you will not pay twice")],
)
def test_a_bank_that_fails_says_so_and_can_be_tried_again(till, pay, create, words):
    till.bank.behave(create=create)
    debt = invoiced(till.world, amount=38_837)[1]
    answer = pay(debt)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'name="debt" value="{debt}"' in answer.text
    till.bank.behave()
    assert pay(debt).status_code == 303


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"debt": [], "amount": ""}, 422),
        ({"debt": [], "amount": "1"}, 422),
        ({"debt": [], "amount": "many"}, 422),
        ({"debt": "x"}, 404),
        ({"debt": ["9" * 30]}, 404),
        ({"customer": "5"}, 404),
        ({"customer": ""}, 422),
    ],
)
def test_bad_forms(pay, form, status):
    assert pay(1, **form).status_code == status
    assert not Payment.select().count()


def test_without_keys_nobody_is_led_anywhere(till, pay):
    till.file.unlink()
    answer = pay()
    assert answer.status_code == 422
    assert "Payments by card are not possible right now" in answer.text


def test_who_may(till, pay, anna, sign_in_as, client):
    Membership.update(permissions="view_bills").where(
        Membership.account_id == till.world.accounts["bela"]
    ).execute()
    for name in ("bela", "clerk", "szabo"):
        assert pay(visitor=sign_in_as(name)).status_code == 404
    assert client.post("/payments", data={}).status_code in (303, 403)
    payment_id, _ = attempted(till.world, owner="szabo")
    assert anna.post(f"/payments/{payment_id}/cancel").status_code == 404
    Membership.update(permissions="pay").where(
        Membership.account_id == till.world.accounts["bela"]
    ).execute()
    assert pay(visitor=sign_in_as("bela")).status_code == 303


def test_the_pages_cost_the_same_however_much_is_paid(app, till, pay, anna):
    counts = []
    for _ in range(2):
        debts = [invoiced(till.world, amount=1_000)[1] for _ in range(5)]
        pay(*debts)
        payment = Payment.select().order_by(Payment.created_at.desc()).get()
        Payment.update(asked_at=datetime.now(UTC) + timedelta(minutes=5)).execute()
        with count_queries() as counted:
            assert anna.get(address_of_return(app, payment)).status_code == 200
        with count_queries() as debts_page:
            assert anna.get("/debts").status_code == 200
        counts.append((counted.count, debts_page.count))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= MOST_QUERIES
