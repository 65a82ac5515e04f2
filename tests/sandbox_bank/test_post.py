"""How notifications travel: once and signed, again after a no, and badly where that is switched."""

import json

import pytest

from tests.gateways.payments.intents import intent
from tests.hearing import hearing
from webapp.gateways.payments.choice import provider_from


@pytest.fixture
def begin(bank, now):
    """Begin a payment whose notifications go to an ear."""
    provider = provider_from(code="sandbox", given=bank.credentials(), currency="HUF")
    return lambda ear: provider.create(intent(notify_url=ear.url), now=now).provider_ref


def said(letter):
    return json.loads(letter.body)["what"]


def test_what_happened_is_told_once(bank, begin):
    with hearing() as ear:
        ref = begin(ear)
        bank.approve(ref)
        bank.approve(ref)
        assert said(ear.wait()) == "paid"
        bank.chargeback(ref)
        assert said(ear.wait()) == "chargeback"
    assert len(ear.all) == 2


def test_a_no_is_answered_with_another_try(bank, begin):
    with hearing(500, 200) as ear:
        bank.approve(begin(ear))
        first, second = ear.wait(), ear.wait()
    assert first.body == second.body


def test_two_copies_are_the_same_letter(bank, begin):
    bank.behave(notifications="duplicate")
    with hearing() as ear:
        bank.approve(begin(ear))
        first, second = ear.wait(), ear.wait()
    assert first.body == second.body


def test_a_late_letter_waits(bank, begin):
    bank.behave(notifications="late", late_s=3600)
    with hearing() as ear:
        ref = begin(ear)
        bank.approve(ref)
        bank.send(ref, "hello")
        assert said(ear.wait()) == "hello"
    late, _ = bank.letters(ref)
    assert (late["what"], late["sent_at"]) == ("paid", None)
    assert late["due_at"] > bank.payment(ref)["taken_at"] + 3000


def test_a_letter_that_is_a_little_late_comes(bank, begin):
    bank.behave(notifications="late", late_s=0.5)
    with hearing() as ear:
        bank.approve(begin(ear))
        assert said(ear.wait()) == "paid"


def test_a_lost_letter_never_comes(bank, begin):
    bank.behave(notifications="lost")
    with hearing() as ear:
        ref = begin(ear)
        bank.approve(ref)
        bank.send(ref, "afterwards")
        assert said(ear.wait()) == "afterwards"
    assert [letter["due_at"] for letter in bank.letters(ref) if letter["what"] == "paid"] == [None]


def test_two_letters_change_places(bank, begin):
    bank.behave(notifications="reordered")
    with hearing() as ear:
        ref = begin(ear)
        bank.approve(ref)
        bank.chargeback(ref)
        assert [said(ear.wait()), said(ear.wait())] == ["chargeback", "paid"]


def test_a_forged_letter_comes_once(bank, begin):
    bank.behave(notifications="forged")
    with hearing(400) as ear:
        ref = begin(ear)
        bank.approve(ref)
        ear.wait()
    (letter,) = bank.wait_for_letters(ref)
    assert (letter["answered"], letter["due_at"]) == (400, None)


def test_a_letter_may_name_a_payment_nobody_knows(bank, begin):
    with hearing() as ear:
        ref = begin(ear)
        bank.send("sb_nobody", like=ref)
        assert json.loads(ear.wait().body)["payment"] == "sb_nobody"
