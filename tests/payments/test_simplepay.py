"""Scenarios 19 and 20 end to end, with a bank that cannot be asked: its signed word counts."""

import json
from datetime import UTC, datetime

import pytest

from tests.money import invoiced, whose
from tests.simplepay_server import KEY, MERCHANT, fake_simplepay, ipn
from tests.till import Till, entries_of, held_by, state_of, takes_cards, tasks
from webapp.actions.payments import Wanted, start_payment
from webapp.gateways.payments.simplepay import signature
from webapp.models.payments import Payment
from webapp.models.provider_events import ProviderEvent


@pytest.fixture
def till(app, world, client, ear, tmp_path):
    """Minta takes cards at SimplePay."""
    with fake_simplepay() as bank:
        file = tmp_path / "payments.toml"
        file.touch(mode=0o600)
        file.write_text(
            f'[minta.simplepay.HUF]\nurl = "{bank.url}"\n'
            f'merchant = "{MERCHANT}"\nkeys = ["{KEY}"]\n'
        )
        made = Till(world=world, bank=bank, ear=ear, file=file, client=client)
        takes_cards(world.minta, origin="https://sb-checkout.simplepay.hu", provider="simplepay")
        before, app.extensions["banks"] = app.extensions["banks"], made.banks
        yield made
        app.extensions["banks"] = before


@pytest.fixture
def begun(till):
    """(debt, payment) at SimplePay's page."""
    debt = invoiced(till.world, amount=38_837)[1]
    start_payment(
        person=till.world.person("anna"),
        wanted=Wanted(customer_id=whose(till.world)[1], debt_ids=(debt,)),
        banks=till.banks,
        doors=till.doors(),
        now=datetime.now(UTC),
    )
    return debt, Payment.get()


def told(till, status, *, key=KEY, plus_as_space=False, **more):
    """SimplePay notifies; returns the portal's answer after the worker has been at it."""
    raw = ipn(status, ref=Payment.get().provider_ref, **more)
    signed = signature(raw, key)
    headers = {"Signature": signed.replace("+", " ") if plus_as_space else signed}
    answer = till.client.post(
        "/payments/notifications/minta/simplepay/HUF",
        data=raw, headers=headers, content_type="application/json",
    )  # fmt: skip
    till.work()
    return answer


def test_19_authorised_is_not_paid(till, begun):
    debt, payment = begun
    assert told(till, "AUTHORIZED").status_code == 200
    assert (state_of(payment), entries_of(payment), held_by(payment)) == ("pending", [], {debt})
    assert told(till, "FINISHED").status_code == 200
    assert (state_of(payment), entries_of(payment)) == ("succeeded", [38_837])
    told(till, "TIMEOUT")
    assert (state_of(payment), tasks(till.world.minta)) == ("succeeded", [])


def test_20_the_answer_is_the_same_body_signed_anew(till, begun):
    for plus_as_space in (False, True):
        answer = told(till, "FINISHED", plus_as_space=plus_as_space)
        assert answer.headers["Signature"] == signature(answer.data, KEY)
        said = json.loads(answer.data)
        assert said.pop("receiveDate")
        assert said == json.loads(ipn("FINISHED", ref=Payment.get().provider_ref))
    assert ProviderEvent.select().count() == 1
    assert entries_of(begun[1]) == [38_837]


def test_20_a_foreign_key_or_merchant(till, begun):
    assert told(till, "FINISHED", key="another").status_code == 400
    assert told(till, "FINISHED", merchant="SOMEBODYELSE").status_code == 400
    assert (state_of(begun[1]), ProviderEvent.select().count()) == ("redirected", 0)


@pytest.mark.parametrize(
    ("status", "state"),
    [("NOTAUTHORIZED", "failed"), ("CANCELLED", "cancelled"), ("TIMEOUT", "expired")],
)
def test_nothing_came_of_it(till, begun, status, state):
    told(till, status)
    assert (state_of(begun[1]), held_by(begun[1])) == (state, set())
