"""While a bank is asked nobody's place at the database is kept for it."""

from datetime import UTC, datetime

import pytest

from tests.till import state_of
from webapp.actions.asking import cancel_payment
from webapp.actions.banks import Apart
from webapp.actions.payments import MOST_OPEN
from webapp.domain.refusals import Refusal
from webapp.models.base import database
from webapp.models.payments import Payment


class Watching:
    """A bank that looks whether this thread holds a connection."""

    code, capabilities = "watching", frozenset()
    stated = acknowledge = None

    def fetch(self, _ref):
        return database.is_closed()

    def parse_notification(self, _raw, **_given):
        return database.is_closed()


def test_no_connection_waits_for_a_bank(app):
    database.connect()
    assert Apart(Watching()).fetch("p")
    assert not database.is_closed()
    with database.atomic():
        assert not Apart(Watching()).fetch("p"), "a transaction goes on"
    database.close()
    assert Apart(Watching()).fetch("p")
    assert database.is_closed()
    with database.connection_context():
        assert not Apart(Watching()).fetch("p"), "a worker keeps its own"


def test_none_waits_for_a_bank_that_is_asked_what_its_notification_is_about(app):
    database.connect()
    assert Apart(Watching()).parse_notification(b"", headers={}, query={}, now=None)
    assert not database.is_closed()
    database.close()


def test_a_bank_without_its_keys_is_nothing_for_a_customer_to_read(till):
    payment = till.start(amount="9000")
    till.file.chmod(0o644)
    with pytest.raises(Refusal) as told:
        cancel_payment(
            person=till.world.person("anna"), payment_id=payment.id, banks=till.banks,
            now=datetime.now(UTC),
        )  # fmt: skip
    assert told.value.code == "still_moving"
    assert state_of(payment) == "redirected"


def test_nobody_sends_us_to_the_bank_without_end(till):
    for amount in range(1_000, 1_000 + MOST_OPEN):
        till.start(amount=str(amount))
    with pytest.raises(Refusal) as told:
        till.start(amount="5000")
    assert told.value.code == "too_many_open"
    # The same choice is the same attempt, others have their own, and in time there is room again.
    assert till.start(amount="1000").amount == 1_000
    assert till.start(amount="5000", owner="clara").state == "redirected"
    Payment.update(expires_at=datetime.now(UTC)).where(Payment.amount == 1_000).execute()
    assert till.start(amount="5000").amount == 5_000
