"""Two at the desk at once, beyond a plain accept: each thing happens once, and is told once."""

import uuid
from datetime import UTC, datetime, timedelta

from tests.asking import ask, newest_reading
from tests.processes import COMMON, race
from tests.readings import submitted
from tests.wishes import counting, place, wished
from webapp.actions.decisions import accept
from webapp.gateways.storage import FolderStorage
from webapp.models.decisions import Decision
from webapp.models.exchanges import Exchange
from webapp.models.invoice_route_wishes import InvoiceRouteWish
from webapp.models.memberships import Membership
from webapp.models.meters import Meter
from webapp.models.proposals import Proposal
from webapp.models.reading_windows import ReadingWindow
from webapp.models.readings import Reading
from webapp.models.submissions import Submission


def doing(call):
    """A script that does one thing and prints what came of it."""
    return f"""{COMMON}
from datetime import timedelta
from webapp.domain.refusals import Refusal
from webapp.actions import corrections, decisions, estimates, exchanges, proposals, treatments, undo
from webapp.actions import invoice_routes, withdrawals
from webapp.domain.invoice_routes import RouteWish
try:
    {call}
    print("done")
except Refusal as refusal:
    print(refusal.code)
"""


EXCHANGE = doing(
    """from tests.exchange import new_meter
    from types import SimpleNamespace
    world = SimpleNamespace(registers={"hot": given["register"]}, today=now.date())
    exchanges.exchange_meter(
        person=person, submission_id=given["submission"], at_once=True, now=now,
        exchange=new_meter(world, serial=given["serial"]),
    )"""
)
CONFIRM = doing("proposals.confirm(person=person, submission_id=given['submission'], now=now)")
ACCEPT = doing("decisions.accept(person=person, submission_id=given['submission'], now=now)")
UNDO = doing("undo.undo(person=person, submission_id=given['submission'], now=now)")
ESTIMATE = doing(
    """estimates.take_estimate(
        person=person, service_point_id=given["point"], values={given["register"]: "1076"},
        read_on=now.date() - timedelta(days=3), now=now,
    )"""
)

ASK = doing(
    """invoice_routes.ask_routes(
        person=person, wishes=[RouteWish(**given["wish"], was="paper", route="electronic")],
        now=now,
    )"""
)

SET = doing(
    """invoice_routes.set_routes(
        person=person, customer_id=given["wish"]["customer_id"], words="", now=now,
        wishes=[RouteWish(**given["wish"], was="paper", route="electronic")],
    )"""
)
REJECT = doing(
    """decisions.reject(
        person=person, submission_id=given["submission"], reason_code="ask_us", now=now,
    )"""
)
WITHDRAW = doing("withdrawals.withdraw(person=person, submission_id=given['submission'], now=now)")


def by(world, url, *names, **given):
    return [{"url": url, "account": world.accounts[name], **given} for name in names]


def test_one_exchange_from_two_submissions_of_one_meter(committed, tmp_path):
    world, url = committed
    storage, now = FolderStorage(tmp_path / "p"), datetime.now(UTC)
    sent = [submitted(world, now=now, storage=storage, value=value) for value in ("1", "2")]
    given = {"register": world.registers["hot"]}
    runs = [
        *by(world, url, "clerk", submission=sent[0], serial="55501", **given),
        *by(world, url, "colleague", submission=sent[1], serial="55502", **given),
    ]
    assert sorted(race(EXCHANGE, runs)) == ["done", "exchanged_already"]
    assert Exchange.select().count() == 1
    assert Meter.select().where(Meter.serial.in_(["55501", "55502"])).count() == 1


def test_one_estimate_from_two_clerks(committed):
    world, url = committed
    point = Meter.get(Meter.id == world.meters["hot"]).service_point_id
    closes = world.today - timedelta(days=2)
    ReadingWindow.update(opens_on=closes - timedelta(days=20), closes_on=closes).where(
        ReadingWindow.service_point_id == point
    ).execute()
    runs = by(world, url, "clerk", "colleague", point=point, register=world.registers["hot"])
    assert sorted(race(ESTIMATE, runs)) == ["done", "not_missing"]
    assert Reading.select().where(Reading.kind == "estimated").count() == 1


def test_a_proposal_is_made_once_and_confirmed_once(committed, tmp_path):
    world, url = committed
    storage, now = FolderStorage(tmp_path / "p"), datetime.now(UTC)
    reading = newest_reading(world)
    wish = ask(world, reading=reading, now=now, storage=storage)
    said = race(ACCEPT, by(world, url, "clerk", "colleague", submission=wish))
    assert sorted(said) == ["done", "proposal_open"]
    assert Proposal.select().count() == 1
    said = race(CONFIRM, by(world, url, "supervisor", "admin", submission=wish))
    assert sorted(said) == ["done", "no_proposal"]
    assert Decision.select().where(Decision.submission_id == wish).count() == 1
    assert Reading.standing().where(Reading.submission_id == wish).count() == 1


def test_undone_once(committed, tmp_path):
    world, url = committed
    storage, now = FolderStorage(tmp_path / "p"), datetime.now(UTC)
    waiting = submitted(world, now=now, storage=storage)
    accept(person=world.person("clerk"), submission_id=waiting, now=now)
    said = race(UNDO, by(world, url, "clerk", "colleague", submission=waiting))
    assert sorted(said) == ["done", "undo_nothing"]
    assert Decision.select().where(Decision.submission_id == waiting).count() == 2


def test_a_reading_is_undone_or_corrected_and_never_both(committed, tmp_path):
    world, url = committed
    storage = FolderStorage(tmp_path / "p")
    for _ in range(3):
        now = datetime.now(UTC)
        waiting = submitted(world, now=now, storage=storage)
        accept(person=world.person("clerk"), submission_id=waiting, now=now)
        reading = Reading.standing().where(Reading.submission_id == waiting).get()
        wish = ask(world, reading=reading, now=now, storage=storage, id=str(uuid.uuid4()))
        pairs = [
            (UNDO, *by(world, url, "clerk", submission=waiting)),
            (ACCEPT, *by(world, url, "colleague", submission=wish)),
        ]
        undone, corrected = race(pairs)
        assert (undone, corrected) in [("done", "replaced"), ("undo_replaced", "done")]
        standing = Reading.standing().where(Reading.submission_id.in_([waiting, wish])).count()
        assert standing == (1 if corrected == "done" else 0)
        state = Submission.get(Submission.id == wish).state
        assert state == ("accepted" if corrected == "done" else "received")


class TestWishes:
    def wish(self, world, id_):
        return {
            "id": id_,
            "customer_id": world.customers["SU0044"],
            "service_point_id": place(world, "hot"),
        }

    def test_the_same_form_twice_at_once_is_one_wish(self, committed):
        world, url = committed
        asked = self.wish(world, str(uuid.uuid4()))
        assert race(ASK, by(world, url, "anna", "anna", wish=asked)) == ["done", "done"]
        assert InvoiceRouteWish.select().count() == 1

    def test_two_of_a_household_at_once_wish_it_once(self, committed):
        world, url = committed
        Membership.update(permissions="manage").where(
            Membership.account_id == world.accounts["bela"]
        ).execute()
        runs = [
            *by(world, url, "anna", wish=self.wish(world, str(uuid.uuid4()))),
            *by(world, url, "bela", wish=self.wish(world, str(uuid.uuid4()))),
        ]
        assert sorted(race(ASK, runs)) == ["done", "route_open"]
        assert InvoiceRouteWish.select().count() == 1

    def test_two_clerks_at_once_grant_it_once(self, committed):
        world, url = committed
        sent = wished(world, now=datetime.now(UTC))
        runs = by(world, url, "clerk", "colleague", submission=sent)
        assert sorted(race(ACCEPT, runs)) == ["already_decided", "done"]
        assert counting(world) == ["electronic"]

    def test_it_is_granted_or_taken_back_and_never_both(self, committed):
        world, url = committed
        sent = wished(world, now=datetime.now(UTC))
        pairs = [
            (ACCEPT, *by(world, url, "clerk", submission=sent)),
            (WITHDRAW, *by(world, url, "anna", submission=sent)),
        ]
        said = race(pairs)
        assert said in (["done", "already_decided"], ["taken_back", "done"])
        granted = said[0] == "done"
        assert counting(world) == (["electronic"] if granted else [])
        state = Submission.get(Submission.id == sent).state
        assert state == ("accepted" if granted else "withdrawn")

    def test_it_is_granted_or_turned_down_and_never_both(self, committed):
        world, url = committed
        sent = wished(world, now=datetime.now(UTC))
        pairs = [
            (ACCEPT, *by(world, url, "clerk", submission=sent)),
            (REJECT, *by(world, url, "colleague", submission=sent)),
        ]
        said = race(pairs)
        assert sorted(said) == ["already_decided", "done"]
        assert counting(world) == (["electronic"] if said[0] == "done" else [])

    def test_who_asks_while_a_clerk_sets_it_asks_for_nothing_more(self, committed):
        world, url = committed
        pairs = [
            (SET, *by(world, url, "clerk", wish=self.wish(world, str(uuid.uuid4())))),
            (ASK, *by(world, url, "anna", wish=self.wish(world, str(uuid.uuid4())))),
        ]
        said = race(pairs)
        assert said in (["done", "no_change"], ["route_open", "done"])
        assert InvoiceRouteWish.select().count() == 1
