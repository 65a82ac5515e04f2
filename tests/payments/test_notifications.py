"""Scenarios 1 to 8, 21 and 23: what a bank tells us, when, how often, and who really told it."""

import base64
import json
import logging
from datetime import UTC, datetime, timedelta

import pytest

from tests.money import invoiced
from tests.processes import COMMON, race
from tests.till import entries_of, held_by, owed, settled_by, state_of, tasks, write_keys
from webapp.actions.asking import came_back, poll_payments
from webapp.models.jobs import Job
from webapp.models.payments import Payment
from webapp.models.provider_events import ProviderEvent

SOON = timedelta(seconds=11)

TOLD = (
    COMMON
    + """
import base64
from webapp.actions.banks import Banks
from webapp.actions.asking import poll_payments
from webapp.actions.jobs import run_due
from webapp.actions.notifications import JOB, Letter, follow_notification, keep_notification
banks = Banks(Path(given["file"]))
if given["do"] == "poll":
    poll_payments(banks=banks, now=datetime.fromisoformat(given["at"]))
    print("polled")
else:
    said = keep_notification(letter=Letter(company_slug="minta", provider="sandbox",
        currency="HUF", raw=base64.b64decode(given["raw"]), headers=given["headers"], query={}),
        banks=banks, now=now)
    run_due(handlers={JOB: lambda **one: follow_notification(**one, banks=banks)},
        clock=lambda: datetime.now(UTC))
    print(said.status)
"""
)


def bill(till, amount=38_837):
    return invoiced(till.world, amount=amount)[1]


def test_01_a_notification_before_the_customer_returns(till, sign_in_as):
    debt = bill(till)
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    assert (state_of(payment), entries_of(payment)) == ("succeeded", [38_837])
    came_back(
        person=till.world.person("anna"), token=till.token(payment), banks=till.banks,
        now=datetime.now(UTC),
    )  # fmt: skip
    assert entries_of(payment) == [38_837]
    assert owed(payment.company_id, debt) == [0]


def test_02_the_customer_returns_before_any_notification(till):
    till.bank.behave(notifications="lost")
    debt = bill(till)
    payment = till.start(debt)
    back = {"person": till.world.person("anna"), "token": till.token(payment), "banks": till.banks}
    came_back(**back, now=datetime.now(UTC))
    assert (state_of(payment), held_by(payment)) == ("redirected", {debt})
    till.bank.approve(payment.provider_ref)
    came_back(**back, now=datetime.now(UTC))
    assert state_of(payment) == "redirected"  # asked again too soon
    came_back(**back, now=datetime.now(UTC) + timedelta(seconds=6))
    assert (state_of(payment), settled_by(payment)) == ("succeeded", {debt: 38_837})


def test_03_the_customer_never_returns(till):
    debt = bill(till)
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    till.hear_and_settle()
    assert (state_of(payment), held_by(payment)) == ("succeeded", set())
    assert owed(payment.company_id, debt) == [0]


def test_04_the_notification_is_lost_for_ever(till):
    till.bank.behave(notifications="lost")
    debt = bill(till)
    payment = till.start(debt)
    till.bank.approve(payment.provider_ref)
    assert poll_payments(banks=till.banks, now=payment.created_at + timedelta(seconds=9)) == 0
    assert state_of(payment) == "redirected"
    assert poll_payments(banks=till.banks, now=payment.created_at + SOON) == 1
    assert (state_of(payment), entries_of(payment)) == ("succeeded", [38_837])
    assert Payment.get(Payment.id == payment.id).poll_at is None


def test_05_the_same_notification_twice(till):
    payment = till.start(bill(till))
    till.bank.approve(payment.provider_ref)
    heard = till.hear()
    assert [till.deliver(heard).status_code for _ in range(2)] == [200, 200]
    till.work()
    assert till.deliver(heard).status_code == 200
    till.work()
    assert entries_of(payment) == [38_837]
    assert ProviderEvent.select().count() == 1


def test_05_ten_of_them_at_the_same_moment(open_till):
    till = open_till
    payment = till.start(bill(till))
    till.bank.approve(payment.provider_ref)
    runs = [_letter(till, till.hear())] * 10
    assert race(TOLD, runs) == ["200"] * 10
    assert (state_of(payment), entries_of(payment)) == ("succeeded", [38_837])
    assert ProviderEvent.select().count() == 1


def test_06_out_of_order_and_failed_after_paid(till):
    debt = bill(till)
    payment = till.start(debt)
    till.bank.decline(payment.provider_ref)
    first = till.hear()
    till.bank.approve(payment.provider_ref)
    second = till.hear()
    for heard in (second, first):
        assert till.deliver(heard).status_code == 200
        till.work()
    assert (state_of(payment), owed(payment.company_id, debt)) == ("succeeded", [0])
    till.bank.send(payment.provider_ref, "declined")
    till.hear_and_settle()
    assert (state_of(payment), entries_of(payment)) == ("succeeded", [38_837])


@pytest.mark.parametrize("signing", ["forged", "stale", "future", "unsigned"])
def test_07_not_signed_for_us_now(till, refusals, signing):
    payment = till.start(bill(till))
    till.bank.send(payment.provider_ref, signing=signing)
    assert till.deliver(till.hear()).status_code == 400
    _nothing_happened(payment)
    assert [fields["company"] for fields in refusals] == ["minta"]
    assert "anna" not in json.dumps(refusals)


def test_07_altered_or_of_another_company(till, refusals):
    payment = till.start(bill(till))
    till.bank.approve(payment.provider_ref)
    heard = till.hear()
    altered = heard.body.replace(b"paid", b"Paid")
    assert altered != heard.body
    assert till.deliver(heard, body=altered).status_code == 400
    elsewhere = heard.path.replace("minta", "muster").replace("HUF", "EUR")
    assert till.deliver(heard, path=elsewhere).status_code == 400
    assert till.deliver(heard, headers={}).status_code == 400
    assert till.deliver(heard, path=heard.path.replace("minta", "nobody")).status_code == 404
    assert till.deliver(heard, path=heard.path.replace("sandbox", "nobank")).status_code == 404
    assert till.deliver(heard, body=b"x" * 70_000).status_code == 413
    _nothing_happened(payment)
    assert [fields["why"] for fields in refusals] == ["BadSignature"] * 3


def test_08_a_payment_nobody_began(till):
    payment = till.start(bill(till))
    till.bank.send("sb_nobody", like=payment.provider_ref)
    for _ in range(2):
        till.hear_and_settle() if not ProviderEvent.select().count() else till.work()
    assert [kind for kind, _ in tasks(till.world.minta)] == ["unknown_payment"]
    assert ProviderEvent.get().outcome == "unknown_payment"
    assert state_of(payment) == "redirected"


def test_21_old_and_new_secret_both_count_for_a_while(till):
    older = till.bank.credentials(older=True)
    write_keys(till.file, {("minta", "HUF"): older})
    first = till.start(bill(till))
    till.bank.approve(first.provider_ref)
    till.hear_and_settle()
    assert state_of(first) == "succeeded"
    write_keys(till.file, {("minta", "HUF"): {**older, "secrets": older["secrets"][:1]}})
    second = till.start(bill(till, 1_000))
    till.bank.send(second.provider_ref)
    assert till.deliver(till.hear()).status_code == 400


def test_23_the_poller_and_a_notification_at_the_same_moment(open_till):
    till = open_till
    payment = till.start(bill(till))
    till.bank.approve(payment.provider_ref)
    at = (payment.created_at + SOON).isoformat()
    told = _letter(till, till.hear())
    runs = [told, {**till.given, "do": "poll", "at": at}] * 3
    assert sorted(race(TOLD, runs)) == ["200"] * 3 + ["polled"] * 3
    assert (state_of(payment), entries_of(payment)) == ("succeeded", [38_837])


@pytest.fixture
def refusals(app):
    """The fields of each line that the log of security got."""
    caught = []

    class Catch(logging.Handler):
        def emit(self, record):
            if record.getMessage() == "payment notification refused":
                caught.append(record.fields)

    catcher = Catch()
    app.logger.addHandler(catcher)
    yield caught
    app.logger.removeHandler(catcher)


def _letter(till, heard):
    raw = base64.b64encode(heard.body).decode()
    return {**till.given, "do": "hear", "raw": raw, "headers": heard.headers}


def _nothing_happened(payment):
    assert state_of(payment) == "redirected"
    assert not ProviderEvent.select().count()
    assert not Job.select().where(Job.kind == "bank_notified").count()
    assert not tasks(payment.company_id)
