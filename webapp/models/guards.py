"""Triggers that hold the gate: append-only tables, and readings that can only be voided.

A migration that rebuilds a table drops its triggers silently, so these are not migrations: they
are put back after every `up`, and taken away before every `down`.
"""

import re
from typing import Any

from peewee import PostgresqlDatabase

from webapp.models.ledger_guards import drop_ledger_guards, ledger_statements

APPEND_ONLY = (
    *("claim", "conflict", "finding", "decision", "decided_value", "event", "seal"),
    *("exchange", "rule_parameter", "billing_entry", "invoice_route_wish"),
    *("ledger_entry", "allocation", "money_decision"),
    "export_line",
)
NEVER_DELETED = (
    "reading",
    "submission",
    "proposal",
    "money_proposal",
    "invoice_route",
    "setting_proposal",
)

KEYS = {
    "claim": ("company_id", "submission_id", "register_id"),
    "conflict": ("company_id", "id"),
    "finding": ("company_id", "id"),
    "decision": ("company_id", "id"),
    "decided_value": ("company_id", "decision_id", "register_id"),
    "event": ("company_id", "id"),
    "seal": ("company_id", "sequence"),
    "reading": ("company_id", "id"),
    "submission": ("company_id", "id"),
    "exchange": ("company_id", "id"),
    "invoice_route_wish": ("company_id", "submission_id"),
    "invoice_route": ("company_id", "id"),
    "rule_parameter": ("company_id", "id"),
    "billing_entry": ("company_id", "sequence"),
    "proposal": ("company_id", "id"),
    "ledger_entry": ("company_id", "id"),
    "allocation": ("company_id", "id"),
    "money_decision": ("company_id", "id"),
    "export_line": ("company_id", "what", "sequence"),
    "money_proposal": ("company_id", "id"),
    "setting_proposal": ("company_id", "id"),
}

# What may change in a row that is otherwise fixed; everything else about it is history.
MAY_CHANGE = {
    "reading": ("voided_by",),
    "invoice_route": ("voided_by",),
    "submission": ("state", "changed_at"),
    "proposal": ("ended_at",),
    "money_proposal": ("ended_at", "ended_by", "outcome", "answer_id", "answer_hash"),
    "setting_proposal": ("ended_at", "ended_by", "outcome"),
}

# An import that is taken back takes its rows along, as long as nothing rests on them; what staff
# decided stays.
MAY_BE_DELETED = {"invoice_route": "OLD.decision_id IS NULL AND OLD.voided_by IS NULL"}

VOIDED_ONCE = ("reading", "invoice_route")

# A wish is about the place and the customer of its request, which is all that a clerk is shown.
OF_ITS_REQUEST = """
    EXISTS (SELECT 1 FROM submission s WHERE s.company_id = NEW.company_id
        AND s.id = NEW.submission_id AND s.kind = 'invoice_route'
        AND s.service_point_id = NEW.service_point_id AND s.customer_id = NEW.customer_id)"""

# A reading that billing was told of is only voided with a second person's consent.
ONE_PAIR_OF_EYES = """
    EXISTS (SELECT 1 FROM billing_entry b WHERE b.company_id = NEW.company_id
        AND b.reading_id = NEW.id AND b.what = 'reading')
    AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.company_id = NEW.company_id
        AND d.id = NEW.voided_by AND d.proposal_id IS NOT NULL)"""


def put_up(*, db: Any) -> None:
    """Create every guard that is missing; safe to repeat, on SQLite and PostgreSQL."""
    take_down(db=db)
    for statement in _statements(db=db):
        db.execute_sql(statement)


def missing(*, db: Any) -> list[str]:
    """Guards that should stand and do not."""
    kind = "information_schema.triggers" if _is_postgres(db) else "sqlite_master"
    column = "trigger_name" if _is_postgres(db) else "name"
    there = {row[0] for row in db.execute_sql(f"SELECT {column} FROM {kind}").fetchall()}
    named = [re.search(r"CREATE TRIGGER (\w+)", s) for s in _statements(db=db)]
    # PostgreSQL lists no TRUNCATE triggers there.
    wanted = [m[1] for m in named if m and not m[1].endswith("_truncate")]
    return [name for name in wanted if name not in there]


def take_down(*, db: Any) -> None:
    """Remove every guard, so that tables can be rebuilt or dropped."""
    tables = set(db.get_tables())
    for table in (*APPEND_ONLY, *NEVER_DELETED):
        if table not in tables:
            continue
        for name in ("update", "delete", "insert", "truncate", "void", "billed", "request"):
            _drop(db=db, table=table, name=name)
    drop_ledger_guards(db=db)


def _drop(*, db: Any, table: str, name: str) -> None:
    where = f" ON {table}" if _is_postgres(db) else ""
    db.execute_sql(f"DROP TRIGGER IF EXISTS guard_{table}_{name}{where}")


def _statements(*, db: Any) -> list[str]:
    tables = set(db.get_tables())
    postgres = _is_postgres(db)
    make = _postgres if postgres else _sqlite
    functions = (
        POSTGRES_REFUSE, POSTGRES_REFUSE_BILLED, POSTGRES_REFUSE_WISH, POSTGRES_REFUSE_CHANGE
    )  # fmt: skip
    made = list(functions) if postgres else []
    for table in (*APPEND_ONLY, *NEVER_DELETED):
        if table in tables:
            made += make(table, [c.name for c in db.get_columns(table)])
    made += ledger_statements(db=db)
    # Half way down the migrations there is no list of what billing was told.
    return made if "billing_entry" in tables else [s for s in made if "_billed" not in s]


def _fixed(table: str, columns: list[str]) -> list[str]:
    return [c for c in columns if c not in MAY_CHANGE.get(table, ())]


def _sqlite(table: str, columns: list[str]) -> list[str]:
    def refuse(name: str, when: str, condition: str = "") -> str:
        return (
            f"CREATE TRIGGER guard_{table}_{name} BEFORE {when} ON {table} {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{table} rows are kept as they are'); END"
        )

    # REPLACE deletes without firing delete triggers unless the connection asks for it; a second
    # row with the same key is therefore refused on the way in.
    same = " AND ".join(f"{k} = NEW.{k}" for k in KEYS[table])
    kept = MAY_BE_DELETED.get(table)
    made = [
        refuse("delete", "DELETE", f"WHEN NOT ({kept})" if kept else ""),
        refuse("insert", "INSERT", f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"),
    ]
    changed = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in _fixed(table, columns))
    if table == "invoice_route_wish":
        made.append(refuse("request", "INSERT", f"WHEN NOT {OF_ITS_REQUEST}"))
    if table in APPEND_ONLY:
        return [*made, refuse("update", "UPDATE")]
    made.append(refuse("update", "UPDATE", f"WHEN {changed}"))
    if table in VOIDED_ONCE:
        made.append(refuse("void", "UPDATE", "WHEN OLD.voided_by IS NOT NULL"))
    if table == "reading":
        billed = f"WHEN NEW.voided_by IS NOT NULL AND {ONE_PAIR_OF_EYES}"
        made.append(refuse("billed", "UPDATE", billed))
    return made


POSTGRES_REFUSE = """
CREATE OR REPLACE FUNCTION guard_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' rows are kept as they are',
        ERRCODE = 'integrity_constraint_violation';
END $$"""

POSTGRES_REFUSE_BILLED = f"""
CREATE OR REPLACE FUNCTION guard_refuse_billed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.voided_by IS NOT NULL AND {ONE_PAIR_OF_EYES} THEN
        RAISE EXCEPTION USING MESSAGE = 'reading rows are kept as they are',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$"""

POSTGRES_REFUSE_WISH = f"""
CREATE OR REPLACE FUNCTION guard_refuse_wish() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT {OF_ITS_REQUEST} THEN
        RAISE EXCEPTION USING MESSAGE = 'a wish is about what its request is about',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$"""

POSTGRES_REFUSE_CHANGE = f"""
CREATE OR REPLACE FUNCTION guard_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(OLD) - TG_ARGV) IS DISTINCT FROM (to_jsonb(NEW) - TG_ARGV)
       OR (TG_TABLE_NAME IN {VOIDED_ONCE} AND to_jsonb(OLD) ->> 'voided_by' IS NOT NULL) THEN
        RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' rows are kept as they are',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$"""


def _postgres(table: str, _columns: list[str]) -> list[str]:
    def trigger(name: str, when: str, level: str, call: str) -> str:
        return (
            f"CREATE TRIGGER guard_{table}_{name} BEFORE {when} ON {table} "
            f"FOR EACH {level} EXECUTE FUNCTION {call}"
        )

    kept = MAY_BE_DELETED.get(table)
    deleted = f"ROW WHEN (NOT ({kept}))" if kept else "ROW"
    free = ", ".join(f"'{c}'" for c in MAY_CHANGE.get(table, ()))
    call = f"guard_refuse_change({free})" if free else "guard_refuse()"
    made = [
        trigger("delete", "DELETE", deleted, "guard_refuse()"),
        trigger("update", "UPDATE", "ROW", call),
        trigger("truncate", "TRUNCATE", "STATEMENT", "guard_refuse()"),
    ]
    if table == "invoice_route_wish":
        made.append(trigger("request", "INSERT", "ROW", "guard_refuse_wish()"))
    if table == "reading":
        made.append(trigger("billed", "UPDATE", "ROW", "guard_refuse_billed()"))
    return made


def _is_postgres(db: Any) -> bool:
    return isinstance(db, PostgresqlDatabase)
