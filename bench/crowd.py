"""A crowd of customers, written straight into the tables: ten thousand in seconds, a million too.

Everyone has an account, a place, a water meter and its monthly readings, and where it is asked for
monthly bills, paid but for the last two, and advances; some have sent readings that were accepted,
some wait at the desk. It is bulk SQL with the secondary indexes and the guards
away meanwhile, and they are back in the end. For measuring, never for a real company.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from flask import Flask
from peewee import PostgresqlDatabase

from webapp.models import guards, planning

# Far from the ids of the demonstration, and as long as those the portal makes.
BASE = 2**60
DAY_US = 86_400_000_000
LARGE = ("reading", "submission", "claim", "decision", "decided_value", "submission_photo", "event",
         "account", "membership", "service_point", "supply", "meter", "register", "customer",
         "reading_window", "customer_search", "invoice", "invoice_line", "debt",
         "ledger_entry", "allocation", "advance")  # fmt: skip
PERMISSIONS = "owner,view_bills,submit_readings,pay,manage"
Say = Callable[[str, float], None]


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """How many, and what they have done; every nth of them, 0 for nobody."""

    people: int
    company_id: int = 1
    readings: int = 10
    bills: int = 0
    """Bills a customer, a month apart; the last two are not paid yet."""
    accepted_every: int = 5
    waiting_every: int = 100
    photo: str = ""
    """SHA-256 of a stored photo that all submissions carry, or nothing."""


def email_of(number: int) -> str:
    """Who is meant by a number."""
    return f"c{number}@crowd.test"


def serial_of(number: int) -> str:
    """The meter of a number."""
    return f"M{number:012d}"


def register_of(number: int) -> int:
    """The id of that meter's register."""
    return BASE + number


def waiting_id(number: int) -> str:
    """The submission of this person that waits."""
    return f"00000000-0000-4000-9000-{number:012d}"


def accepted_id(number: int) -> str:
    """The submission of this person that was accepted."""
    return f"00000000-0000-4000-8000-{number:012d}"


def bill_of(number: int, *, bills: int, place: int) -> int:
    """The id of somebody's bill, the oldest having the place 0."""
    return BASE + number * bills + place


def fill(*, db: Any, crowd: Crowd, now: datetime, say: Say = lambda _what, _seconds: None) -> None:
    """Write the crowd into a migrated database that has the company."""
    with db.connection_context(), _in_bulk(db):
        for what, statement in _statements(crowd, now=now, postgres=_is_postgres(db)):
            began = time.perf_counter()
            # psycopg takes a single % for the beginning of a place holder.
            db.execute_sql(statement.replace("%", "%%") if _is_postgres(db) else statement)
            say(what, time.perf_counter() - began)


def cookies_of(*, db: Any, numbers: list[int], secret: str, now: datetime) -> list[dict[str, str]]:
    """Sign these people in, and give their cookies."""
    with db.connection_context(), db.atomic():
        return [_session(db, BASE + number, secret, now) for number in numbers]


def cookies_of_account(*, db: Any, email: str, secret: str, now: datetime) -> dict[str, str]:
    """Sign somebody of the demonstration in, and give the cookies."""
    with db.connection_context(), db.atomic():
        question = f"SELECT id FROM account WHERE email = {_marks(db, 1)}"
        (account_id,) = db.execute_sql(question, (email,)).fetchone()
        return _session(db, account_id, secret, now)


def _session(db: Any, account_id: int, secret: str, now: datetime) -> dict[str, str]:
    token = f"crowd-{account_id}-{time.time_ns()}"
    hashed = hashlib.sha256(token.encode()).hexdigest()
    db.execute_sql(
        "INSERT INTO session (id, account_id, token_hash, device, created_at, seen_at,"
        f" expires_at) VALUES ({_marks(db, 7)})",
        (time.time_ns(), account_id, hashed, "", _us(now), _us(now), _us(now + timedelta(days=1))),
    )
    return {"meterpost": _signer(secret).dumps({"_user_id": token, "_fresh": True})}


@cache
def _signer(secret: str) -> Any:
    app = Flask("crowd")
    app.secret_key = secret
    return app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]


def _marks(db: Any, count: int) -> str:
    return ", ".join(["%s" if _is_postgres(db) else "?"] * count)


def _is_postgres(db: Any) -> bool:
    return isinstance(db, PostgresqlDatabase)


def _us(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


@contextmanager
def _in_bulk(db: Any) -> Iterator[None]:
    """Guards, foreign keys and secondary indexes away, and back again."""
    guards.take_down(db=db)
    indexes = _indexes(db)
    for name, _ in indexes:
        db.execute_sql(f"DROP INDEX {name}")
    _keys(db, on=False)
    yield
    _keys(db, on=True)
    for _, statement in indexes:
        db.execute_sql(statement)
    guards.put_up(db=db)
    planning.put_estimates(db=db)
    if _is_postgres(db):
        db.execute_sql("ANALYZE")


def _indexes(db: Any) -> list[tuple[str, str]]:
    tables = ", ".join(f"'{table}'" for table in LARGE)
    if _is_postgres(db):
        question = (
            "SELECT i.indexname, i.indexdef FROM pg_indexes i"
            f" WHERE i.schemaname = 'public' AND i.tablename IN ({tables}) AND NOT EXISTS"
            " (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)"
        )
    else:
        question = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            f" AND tbl_name IN ({tables})"
        )
    return [(name, sql) for name, sql in db.execute_sql(question).fetchall()]


def _keys(db: Any, *, on: bool) -> None:
    if _is_postgres(db):
        db.execute_sql(f"SET session_replication_role = {'origin' if on else 'replica'}")
        return
    # The database is thrown away if this breaks off, so it need not survive a power cut meanwhile.
    db.execute_sql(f"PRAGMA foreign_keys = {int(on)}")
    db.execute_sql(f"PRAGMA synchronous = {'full' if on else 'off'}")
    db.execute_sql(f"PRAGMA cache_size = {-16_000 if on else -400_000}")


def _statements(crowd: Crowd, *, now: datetime, postgres: bool) -> Iterator[tuple[str, str]]:
    """(what, SQL) of every table; `i` is the person's number."""
    known = _Words(crowd=crowd, now=now, postgres=postgres)
    yield "import", known.import_batch()
    for table, columns, values in (*PEOPLE, *PLACES):
        yield table, known.insert(table, columns, values)
    yield from _search(known)
    yield "reading", known.readings()
    for table, columns, values, paid in BILLS if crowd.bills else ():
        yield table, known.bills(table, columns, values, paid=paid)
    for state, every, rows in (
        ("accepted", crowd.accepted_every, (*SUBMITTED, *DECIDED)),
        ("received", crowd.waiting_every, SUBMITTED),
    ):
        for table, columns, values in rows if every else ():
            if table != "submission_photo" or crowd.photo:
                yield (
                    f"{table}, {state}",
                    known.insert(table, columns, values, every=every, state=state),
                )


def _search(known: "_Words") -> Iterator[tuple[str, str]]:
    columns = "company_id, word, customer_id, kind, about_id"
    for kind, word in FOUND_BY:
        values = f"{{company}}, {word}, {{base}} + i, '{kind}', {{base}} + i"
        yield f"customer_search, {kind}", known.insert("customer_search", columns, values)
    for word in BILLS_FOUND_BY if known.bills_each else ():
        values = f"{{company}}, {word}, {{base}} + i, 'invoice', {BILL}"
        yield "customer_search, invoice", known.bills("customer_search", columns, values)


# Table, columns, values: {…} is filled in by _Words.
PEOPLE = (
    (
        "account",
        "id, email, name, password_hash, language, single_keys, created_at",
        "{base} + i, 'c' || i || '@crowd.test', 'Customer ' || i, '', '', TRUE, {long_ago}",
    ),
    (
        "customer",
        "company_id, id, number, name, import_id",
        "{company}, {base} + i, 'C' || {padded}, 'Customer ' || i, {base}",
    ),
    (
        "membership",
        "company_id, account_id, customer_id, permissions, since",
        f"{{company}}, {{base}} + i, {{base}} + i, '{PERMISSIONS}', {{long_ago}}",
    ),
)
PLACES = (
    (
        "service_point",
        "company_id, id, medium, address, import_id",
        "{company}, {base} + i, 'cold_water',"
        " '6600 Crowd, Road ' || (i % 5000) || ', ' || (i / 5000), {base}",
    ),
    (
        "supply",
        "company_id, id, service_point_id, customer_id, begins_on, import_id",
        "{company}, {base} + i, {base} + i, {base} + i, {moved_in}, {base}",
    ),
    (
        "meter",
        "company_id, id, service_point_id, medium, serial, model, calibrated_on, calibrated_until,"
        " installed_on, import_id",
        "{company}, {base} + i, {base} + i, 'cold_water', 'M' || {padded}, 'Aquamin 2,5',"
        " {moved_in}, {calibrated_until}, {moved_in}, {base}",
    ),
    (
        "register",
        "company_id, id, meter_id, position, obis, label, unit, digits, decimals, multiplier,"
        " import_id",
        "{company}, {base} + i, {base} + i, 0, '8-0:1.0.0', '', 'm³', 5, 3, 1000, {base}",
    ),
    (
        "reading_window",
        "company_id, id, service_point_id, opens_on, import_id",
        "{company}, {base} + i, {base} + i, {moved_in}, {base}",
    ),
)
# What the program would make of them: each text from each of its words on.
FOUND_BY = (
    ("number", "'c' || {padded}"),
    ("name", "'customer ' || i"),
    ("name", "CAST(i AS TEXT)"),
    ("address", "'6600 crowd road ' || (i % 5000) || ' ' || (i / 5000)"),
    ("address", "'crowd road ' || (i % 5000) || ' ' || (i / 5000)"),
    ("address", "'road ' || (i % 5000) || ' ' || (i / 5000)"),
    ("address", "(i % 5000) || ' ' || (i / 5000)"),
    ("address", "CAST(i / 5000 AS TEXT)"),
    ("meter", "'m' || {padded}"),
)
SUBMITTED = (
    (
        "submission",
        "company_id, id, kind, channel, state, receipt, account_id, customer_id, service_point_id,"
        " meter_id, captured_at, read_on, received_at, changed_at, skew_ms, content_hash",
        "{company}, {submission}, 'reading', 'app', '{state}', '{state}-' || i, {base} + i,"
        " {base} + i, {base} + i, {base} + i, {sent_at}, {read_on}, {sent_at}, {sent_at}, 0, ''",
    ),
    (
        "claim",
        "company_id, submission_id, register_id, value",
        "{company}, {submission}, {base} + i, {claimed}",
    ),
    (
        "submission_photo",
        "company_id, submission_id, part, sha256, received_sha256, received_bytes",
        "{company}, {submission}, 'photo', '{photo}', '{photo}', 100000",
    ),
    (
        "event",
        "company_id, id, happened_at, actor_id, kind, subject, facts",
        "{company}, {event} + i, {sent_at}, {base} + i, 'submission.received',"
        " 'submission:' || {submission}, '{{}}'",
    ),
)
DECIDED = (
    (
        "decision",
        "company_id, id, submission_id, turn, verdict, staff_id, decided_at",
        "{company}, {base} + i, {submission}, 1, 'accept', {clerk}, {sent_at} + 3600000000",
    ),
    (
        "decided_value",
        "company_id, decision_id, register_id, submission_id, verdict, value, claimed",
        "{company}, {base} + i, {base} + i, {submission}, 'accept', {claimed}, {claimed}",
    ),
    (
        "reading",
        "company_id, id, register_id, read_on, value, kind, recorded_at, decision_id,"
        " submission_id, verdict",
        "{company}, {decided_reading} + i, {base} + i, {read_on}, {claimed}, 'customer',"
        " {sent_at} + 3600000000, {base} + i, {submission}, 'accept'",
    ),
)
READING = (
    "company_id, id, register_id, read_on, value, kind, recorded_at, import_id",
    "{company}, {base} + i * {readings} + d.k, {base} + i, d.day, {counted}, 'company', {long_ago},"
    " {base}",
)


# Table, columns, values, and whether it is only for what was paid.
BILL = "{base} + i * {bills} + d.k"
BILL_NUMBER = "'B' || {padded} || '-' || substr(CAST(100 + d.k AS TEXT), 2)"
BILLS_FOUND_BY = (
    "'b' || {padded} || substr(CAST(100 + d.k AS TEXT), 2)",
    "substr(CAST(100 + d.k AS TEXT), 2)",
)
BILLED = "(5000 + i % 900 * 10 + d.k * 37)"
BILLS = (
    (
        "invoice",
        "company_id, id, number, customer_id, kind, medium, service_point_id, issued_on, due_on,"
        " period_from, period_to, currency, net, tax, total, reference, details, import_id",
        f"{{company}}, {BILL}, {BILL_NUMBER}, {{base}} + i, 'invoice', 'cold_water', {{base}} + i,"
        f" d.day, d.due, d.since, d.day, 'HUF', {BILLED}, 0, {BILLED}, {BILL_NUMBER}, '{{{{}}}}',"
        " {base}",
        False,
    ),
    (
        "invoice_line",
        "company_id, invoice_id, position, description, quantity, unit, price, net, tax_rate, tax,"
        " serial, reading_from, reading_from_kind, reading_to, reading_to_kind",
        f"{{company}}, {BILL}, 1, 'Water', 3500, 'm³', '1428', {BILLED}, 0, 0,"
        " 'M' || {padded}, 100000 + d.k * 3500, 'company', 103500 + d.k * 3500, 'company'",
        False,
    ),
    (
        "debt",
        "company_id, id, number, customer_id, kind, invoice_id, description, legal_title, amount,"
        " currency, arose_on, due_on, import_id",
        f"{{company}}, {BILL}, {BILL_NUMBER}, {{base}} + i, 'invoice', {BILL}, 'Water', 'own',"
        f" {BILLED}, 'HUF', d.day, d.due, {{base}}",
        False,
    ),
    (
        "ledger_entry",
        "company_id, id, customer_id, kind, amount, currency, value_on, booked_at, reference,"
        " import_id",
        f"{{company}}, {BILL}, {{base}} + i, 'payment', {BILLED}, 'HUF', d.due,"
        f" {{long_ago}} + d.k, {BILL_NUMBER}, {{base}}",
        True,
    ),
    (
        "allocation",
        "company_id, id, entry_id, debt_id, amount, allocated_at",
        f"{{company}}, {BILL}, {BILL}, {BILL}, {BILLED}, {{long_ago}} + d.k",
        True,
    ),
    (
        "advance",
        "company_id, id, customer_id, service_point_id, due_on, amount, currency, flexible,"
        " import_id",
        f"{{company}}, {BILL}, {{base}} + i, {{base}} + i, d.due, 4000, 'HUF', FALSE, {{base}}",
        True,
    ),
)
UNPAID = 2


def _up_to(last: int) -> str:
    return (
        "WITH RECURSIVE numbers(n) AS (SELECT CAST(0 AS BIGINT) UNION ALL"
        f" SELECT n + 1 FROM numbers WHERE n < {last})"
    )


class _Words:
    """Fills the statements in for one crowd, in the words of one engine."""

    def __init__(self, *, crowd: Crowd, now: datetime, postgres: bool) -> None:
        self._crowd, self._now, self._postgres = crowd, now, postgres
        self._today = now.date()

    @property
    def bills_each(self) -> int:
        """How many bills everyone has."""
        return self._crowd.bills

    def import_batch(self) -> str:
        made_at = _us(self._now)
        values = f"{self._crowd.company_id}, {BASE}, 'all', 'crowd', {made_at}"
        return f"INSERT INTO import_batch (company_id, id, kind, source, made_at) VALUES ({values})"

    def insert(
        self, table: str, columns: str, values: str, *, every: int = 1, state: str = ""
    ) -> str:
        """Everyone, or every nth, gets a row of this table."""
        last = (self._crowd.people - 1) // every
        rows = f"SELECT n * {every} AS i FROM numbers"
        filled = values.format(**self._filled(state, every))
        return (
            f"INSERT INTO {table} ({columns}) {_up_to(last)}, people AS ({rows})"
            f" SELECT {filled} FROM people"
        )

    def readings(self) -> str:
        """Month by month for everyone, in the order of the register."""
        columns, values = READING
        days = ", ".join(f"({k}, {self._day(day)})" for k, day in enumerate(self._months()))
        filled = values.format(**self._filled("", 1))
        return (
            f"INSERT INTO reading ({columns}) {_up_to(self._crowd.people - 1)}, d(k, day)"
            f" AS (VALUES {days}), people AS (SELECT n AS i FROM numbers)"
            f" SELECT {filled} FROM people CROSS JOIN d"
        )

    def bills(self, table: str, columns: str, values: str, *, paid: bool = False) -> str:
        """Month by month for everyone, in the order of the number; or only what was paid."""
        newest, count = self._today - timedelta(days=12), self._crowd.bills
        months = [newest - timedelta(days=30 * back) for back in reversed(range(count))]
        rows = ", ".join(
            f"({k}, {self._day(day)}, {self._day(day + timedelta(days=20))},"
            f" {self._day(day - timedelta(days=30))})"
            for k, day in enumerate(months[: count - UNPAID] if paid else months)
        )
        filled = values.format(**self._filled("", 1))
        return (
            f"INSERT INTO {table} ({columns}) {_up_to(self._crowd.people - 1)},"
            f" d(k, day, due, since) AS (VALUES {rows}), people AS (SELECT n AS i FROM numbers)"
            f" SELECT {filled} FROM people CROSS JOIN d"
        )

    def _filled(self, state: str, every: int) -> dict[str, Any]:
        crowd, waits = self._crowd, state == "received"
        last = f"(100000000 + (i % 800) * 1000000 + {(crowd.readings - 1) * 3500})"
        # The queue is some hours old; what was accepted came over the last two months.
        sent_at = _us(self._now) - (60_000_000 if waits else 2 * DAY_US)
        step = 1_000_000 if waits else 60 * DAY_US // max(1, crowd.people // every)
        return {
            "base": BASE,
            "company": crowd.company_id,
            "readings": crowd.readings,
            "bills": crowd.bills,
            "padded": self._padded(),
            "long_ago": _us(self._now) - 400 * DAY_US,
            "moved_in": self._day(self._today - timedelta(days=1500)),
            "calibrated_until": self._day(self._today + timedelta(days=700)),
            "read_on": self._day(self._today - timedelta(days=0 if waits else 2)),
            "submission": f"'00000000-0000-4000-{9 if waits else 8}000-' || {self._padded()}",
            "state": state,
            "sent_at": f"({sent_at} - {step} * (i / {every}))",
            "claimed": f"({last} + {3000 if waits else 1500} + i % 7 * 100)",
            "counted": "(100000000 + (i % 800) * 1000000 + d.k * 3500 + (i * 7 + d.k * 13) % 900)",
            "event": BASE + (2**50 if waits else 2**51),
            "decided_reading": BASE + 2**50,
            "clerk": "(SELECT MIN(t.account_id) FROM staff t WHERE t.role = 'clerk'"
            f" AND t.company_id = {crowd.company_id})",
            "photo": crowd.photo,
        }

    def _months(self) -> list[date]:
        newest = self._today - timedelta(days=30)
        return [
            newest - timedelta(days=30 * back) for back in reversed(range(self._crowd.readings))
        ]

    def _day(self, day: date) -> str:
        return f"DATE '{day}'" if self._postgres else f"'{day}'"

    def _padded(self) -> str:
        return "substr(CAST(1000000000000 + i AS TEXT), 2)"
