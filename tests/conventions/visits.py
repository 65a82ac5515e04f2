"""Every address of the portal, filled in with things that belong to somebody."""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from werkzeug.routing import Rule

from tests.cast import World
from tests.conftest import picture
from tests.money import attempted, cause, invoiced, owing, paid, proposed, whose
from tests.money_settings import ended, proposed_setting
from tests.statements import told_by_bank
from webapp.actions.ledger import book_payment
from webapp.actions.money_tasks import open_task
from webapp.actions.submissions import submit_reading
from webapp.domain.captures import Capture, ClaimedValue, PhotoNote
from webapp.domain.money import Money
from webapp.domain.money_tasks import TaskKind
from webapp.gateways.storage import Storage
from webapp.models.base import new_id
from webapp.models.meters import Meter
from webapp.models.money_proposals import MoneyProposal
from webapp.models.readings import Reading
from webapp.models.sessions import Session

OWNERS = ("anna", "szabo", "clara")
METERS = {"anna": "hot", "szabo": "strange", "clara": "power"}
SERIALS = {"anna": "37461", "szabo": "11873", "clara": "37461"}
COLOURS = {"anna": "#806040", "szabo": "#408060", "clara": "#604080"}
COMPANIES = {"anna": "minta", "szabo": "minta", "clara": "muster"}

HOUSEHOLDS = {"anna": "anna", "bela": "anna", "szabo": "szabo", "clara": "clara"}
"""Whose things a customer may see; Béla is of Anna's household."""

STAFF = {
    "clerk": "minta",
    "supervisor": "minta",
    "reader": "minta",
    "admin": "minta",
    "foreign_clerk": "muster",
}
VISITORS = (*HOUSEHOLDS, *STAFF)

NOT_OBJECTS = {"tree", "path", "name", "slug", "size", "part", "provider", "currency"}
"""Parameters that choose among public things or among the parts of one thing."""

PARAMETERS: dict[str, Callable[["Things"], str]] = {
    "submission_id": lambda things: things.submission_id,
    "meter_id": lambda things: things.meter_id,
    "service_point_id": lambda things: things.service_point_id,
    "reading_id": lambda things: things.reading_id,
    "session_id": lambda things: things.session_id,
    "invoice_id": lambda things: things.invoice_id,
    "paid_id": lambda things: things.paid_id,
    "customer_id": lambda things: things.customer_id,
    "statement_id": lambda things: things.statement_id,
    "line_id": lambda things: things.line_id,
    "debt_id": lambda things: things.money.debt_id,
    "entry_id": lambda things: things.money.entry_id,
    "task_id": lambda things: things.money.task_id,
    "proposal_id": lambda things: things.money.proposal_id,
    "change_id": lambda things: things.money.change_id,
    "serial": lambda things: things.serial,
    "payment_id": lambda things: things.payment_id,
    "token": lambda things: things.return_token,
    "provider": lambda _: "sandbox",
    "currency": lambda _: "HUF",
    "receipt": lambda things: things.submission_id,
    "part": lambda _: "photo",
    "size": lambda _: "view",
    "name": lambda _: "offline",
    "slug": lambda things: things.company,
    "tree": lambda _: "current",
    "path": lambda _: "js/app.js",
}
"""What stands in an address for a parameter, by its name."""


@dataclass(frozen=True, kw_only=True)
class Things:
    """One of each thing that an address can name, all of one owner."""

    owner: str
    company: str
    submission_id: str
    meter_id: str
    serial: str
    register_ids: tuple[int, ...]
    value: str
    service_point_id: str
    reading_id: str
    """The newest official reading of that meter."""
    session_id: str
    invoice_id: str
    paid_id: str
    """A payment that arrived, in the ledger."""
    customer_id: str
    statement_id: str
    line_id: str
    """An open line of that statement."""
    payment_id: str
    return_token: str
    money: "MoneyThings"


@dataclass(frozen=True, kw_only=True)
class MoneyThings:
    """What the desk knows of a customer's money; the proposals were taken back."""

    debt_id: str
    entry_id: str
    task_id: str
    proposal_id: str
    change_id: str
    """A proposal of another account for the company."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request that somebody could make."""

    method: str
    path: str
    endpoint: str
    things: Things | None
    """Whose object the address names; None when it names none."""

    def __str__(self) -> str:
        whose = f" (of {self.things.owner})" if self.things else ""
        return f"{self.method} {self.path} → {self.endpoint}{whose}"


def things_of(owner: str, *, world: World, storage: Storage, now: datetime) -> Things:
    """Let this customer send a reading with a photo, through the action itself."""
    registers = tuple(
        register for key, register in world.registers.items() if key.rstrip("1") == METERS[owner]
    )
    photo = picture(colour=COLOURS[owner])
    capture = Capture(
        id=str(uuid.uuid4()),
        meter=SERIALS[owner],
        registers=tuple(ClaimedValue(register_id=one, value="1077") for one in registers),
        captured_at=now,
        photo=PhotoNote(bytes=len(photo), sha256=hashlib.sha256(photo).hexdigest()),
    )
    submit_reading(
        person=world.person(owner),
        capture=capture,
        photos={"photo": photo},
        channel="app",
        now=now,
        storage=storage,
    )
    payment_id, return_token = attempted(world, owner=owner)
    return Things(
        owner=owner,
        company=COMPANIES[owner],
        submission_id=capture.id,
        meter_id=str(world.meters[METERS[owner]]),
        serial=SERIALS[owner],
        register_ids=registers,
        value="1077",
        service_point_id=str(Meter.get(Meter.id == world.meters[METERS[owner]]).service_point_id),
        reading_id=_reading_of(registers[0]),
        session_id=_session_of(world.accounts[owner], now=now),
        invoice_id=str(invoiced(world, amount=38_837, owner=owner)[0]),
        paid_id=str(paid(world, amount=1_000, owner=owner, now=now)),
        customer_id=str(whose(world, owner)[1]),
        **told_by_bank(world, owner=owner, now=now),
        payment_id=payment_id,
        return_token=return_token,
        money=_money_of(owner, world=world, now=now),
    )


def visits(app: Flask, all_things: list[Things]) -> Iterator[Visit]:
    """Every method of every route, once for each owner whose thing the address can name."""
    for rule in app.url_map.iter_rules():
        named = rule.arguments - NOT_OBJECTS
        for things in all_things if named else all_things[:1]:
            path = fill(rule, things)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Visit(
                    method=method,
                    path=path,
                    endpoint=rule.endpoint,
                    things=things if named else None,
                )


def fill(rule: Rule, things: Things) -> str:
    """The rule's address with every parameter filled in."""
    unknown = rule.arguments - PARAMETERS.keys()
    if unknown:
        raise AssertionError(
            f"{rule.rule} has parameters nobody can fill in yet: {', '.join(sorted(unknown))}. "
            "Add each to PARAMETERS in tests/conventions/visits.py, so that the access matrix "
            "can ask for somebody's own and for somebody else's."
        )
    built = rule.build({name: PARAMETERS[name](things) for name in rule.arguments})
    assert built is not None, f"{rule.rule} does not take what PARAMETERS fills in"
    return built[1]


def _money_of(owner: str, *, world: World, now: datetime) -> MoneyThings:
    company_id, customer_id, currency = whose(world, owner)
    shared = {"company_id": company_id, "customer_id": customer_id}
    debt_id = owing(world, amount=1_000, owner=owner)
    entry = book_payment(
        **shared, money=Money(500, currency), cause=cause(world, now=now, owner=owner),
        spread_rest=False,
    )  # fmt: skip
    by = "foreign_clerk" if owner == "clara" else "clerk"
    proposal_id = proposed(world, "write_off", now=now, owner=owner, about=debt_id, by=by)
    MoneyProposal.update(ended_at=now, ended_by=world.accounts[by], outcome="withdrawn").where(
        MoneyProposal.id == proposal_id
    ).execute()
    change_id = proposed_setting(company_id, by=world.accounts[by], payee="Another")
    ended(change_id, by=world.accounts[by], outcome="withdrawn").execute()
    return MoneyThings(
        debt_id=str(debt_id),
        entry_id=str(entry.entry_id),
        task_id=str(open_task(**shared, kind=TaskKind.LATE_MONEY, facts={}, now=now)),
        proposal_id=str(proposal_id),
        change_id=str(change_id),
    )


def _reading_of(register_id: int) -> str:
    newest = Reading.select(Reading.id).where(Reading.register_id == register_id)
    return str(newest.order_by(Reading.read_on.desc()).limit(1).scalar())


def _session_of(account_id: int, *, now: datetime) -> str:
    session_id = new_id()
    Session.insert(
        id=session_id,
        account_id=account_id,
        token_hash=uuid.uuid4().hex,
        device="another phone",
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(days=1),
    ).execute()
    return str(session_id)
