"""Triggers that hold the ledger: sums agree, nothing is below nothing, whoever writes.

A family is an entry that brought money (or let a debt go), every entry that takes from it, and
what brings that back. What settles a debt hangs on one that brings; what opens it again hangs on
one that takes.
"""

from typing import Any

from peewee import PostgresqlDatabase

from webapp.models.setting_guards import SETTING_GUARDS

SAME = "x.company_id = NEW.company_id"
ROOT = (
    f"(SELECT COALESCE(x.reverses, x.id) FROM ledger_entry x WHERE {SAME} AND x.id = NEW.entry_id)"
)
TAKES = f"(SELECT x.amount <= 0 FROM ledger_entry x WHERE {SAME} AND x.id = NEW.entry_id)"


def _family_sum(root: str) -> str:
    return (
        f"(COALESCE((SELECT SUM(x.amount) FROM ledger_entry x WHERE {SAME} AND x.id = {root}), 0)"
        " + COALESCE((SELECT SUM(x.amount) FROM ledger_entry x"
        f" WHERE {SAME} AND x.reverses = {root}), 0))"
    )


def _family_settled(root: str, which: str = "") -> str:
    joined = "SELECT SUM(a.amount) FROM allocation a JOIN ledger_entry x"
    on = f"ON x.company_id = a.company_id AND x.id = a.entry_id WHERE {SAME}"
    return (
        f"(COALESCE(({joined} {on} AND x.id = {root}{which}), 0)"
        f" + COALESCE(({joined} {on} AND x.reverses = {root}{which}), 0))"
    )


def _more_than(went: str, back: str) -> str:
    there = f"FROM ledger_entry x WHERE {SAME} AND x.reverses = NEW.reverses"
    return (
        f"NEW.kind = '{back}' AND NEW.amount > -COALESCE((SELECT SUM(x.amount) {there}"
        f" AND x.kind IN ('{went}', '{back}')), 0)"
    )


SETTLED = (
    "COALESCE((SELECT SUM(x.amount) FROM allocation x"
    f" WHERE {SAME} AND x.debt_id = NEW.debt_id), 0)"
)
OWED = f"(SELECT x.amount FROM debt x WHERE {SAME} AND x.id = NEW.debt_id)"

# What an allocation may not be, by the number it would be refused under.
ALLOCATION_FAULTS = (
    # The debt would be settled beyond its amount, or below nothing.
    f"{SETTLED} + NEW.amount > {OWED}",
    f"{SETTLED} + NEW.amount < 0",
    # Settling hangs on what brought money or brings it back, opening again on what took it.
    f"(NEW.amount < 0) <> {TAKES}",
    # More would be settled than there is, or more opened again than this family had settled.
    f"NEW.amount > 0 AND NEW.amount > {_family_sum(ROOT)} - {_family_settled(ROOT)}",
    f"NEW.amount < 0 AND {_family_settled(ROOT, ' AND a.debt_id = NEW.debt_id')} < -NEW.amount",
    # Another customer's debt, or one in another currency.
    "NOT EXISTS (SELECT 1 FROM ledger_entry x JOIN debt d ON d.company_id = x.company_id"
    f" AND d.customer_id = x.customer_id AND d.currency = x.currency WHERE {SAME}"
    " AND x.id = NEW.entry_id AND d.id = NEW.debt_id)",
)

ENTRY_FAULTS = (
    # Nothing can be taken from what takes itself, from another customer, or in another currency.
    "NEW.reverses IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_entry x"
    f" WHERE {SAME} AND x.id = NEW.reverses AND x.reverses IS NULL"
    " AND x.customer_id = NEW.customer_id AND x.currency = NEW.currency)",
    # Nobody paid what was written off or voided: there is nothing to give back.
    "NEW.kind IN ('refund', 'chargeback', 'transfer') AND EXISTS (SELECT 1 FROM ledger_entry x"
    f" WHERE {SAME} AND x.id = NEW.reverses AND x.kind IN ('write_off', 'void'))",
    # More would be taken back than came.
    f"NEW.reverses IS NOT NULL AND {_family_sum('NEW.reverses')} + NEW.amount < 0",
    # Two people decide about giving money back and about letting a debt go.
    "NEW.kind IN ('refund', 'write_off') AND NEW.decision_id IS NOT NULL AND NOT EXISTS"
    f" (SELECT 1 FROM money_decision x WHERE {SAME} AND x.id = NEW.decision_id"
    " AND x.kind = NEW.kind AND x.customer_id = NEW.customer_id)",
    # A bank gives again no more than it took, and no more of a refund returns than was refunded.
    _more_than("chargeback", "won_back"),
    _more_than("refund", "came_back"),
)

# What two people agreed on: this entry or this debt, and no more of it in all.
AGREED = (
    "SELECT 1 FROM money_decision x JOIN money_proposal p"
    f" ON p.company_id = x.company_id AND p.id = x.proposal_id WHERE {SAME}"
)
AGREED_ENTRY_FAULTS = (
    "NEW.kind IN ('refund', 'write_off') AND NEW.decision_id IS NOT NULL AND NOT EXISTS"
    f" ({AGREED} AND x.id = NEW.decision_id AND p.currency = NEW.currency"
    " AND (p.entry_id IS NULL OR p.entry_id = NEW.reverses)"
    " AND p.amount >= ABS(NEW.amount) + COALESCE((SELECT SUM(ABS(y.amount)) FROM ledger_entry y"
    " WHERE y.company_id = NEW.company_id AND y.decision_id = NEW.decision_id), 0))",
)
AGREED_ALLOCATION_FAULTS = (
    f"EXISTS ({AGREED} AND x.id = (SELECT y.decision_id FROM ledger_entry y"
    " WHERE y.company_id = NEW.company_id AND y.id = NEW.entry_id)"
    " AND p.debt_id IS NOT NULL AND p.debt_id <> NEW.debt_id)",
)
REFUND_FAULTS = (
    # The bank is asked for no more than what was agreed on, and for that payment.
    f"NOT EXISTS ({AGREED} AND x.id = NEW.decision_id AND x.kind = 'refund'"
    " AND p.currency = NEW.currency AND p.amount >= NEW.amount + COALESCE((SELECT SUM(y.amount)"
    " FROM refund y WHERE y.company_id = NEW.company_id AND y.payment_id = NEW.payment_id"
    " AND y.decision_id = NEW.decision_id AND y.state <> 'failed'), 0)"
    " AND EXISTS (SELECT 1 FROM ledger_entry e WHERE e.company_id = p.company_id"
    " AND e.id = p.entry_id AND e.payment_id = NEW.payment_id))",
)
PROPOSAL_FAULTS = (
    # It is about this customer's own money, or about what this customer owes.
    "NEW.entry_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_entry x"
    f" WHERE {SAME} AND x.id = NEW.entry_id AND x.customer_id = NEW.customer_id"
    " AND x.currency = NEW.currency AND x.kind IN ('payment', 'credit'))",
    "NEW.debt_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM debt x"
    f" WHERE {SAME} AND x.id = NEW.debt_id AND x.customer_id = NEW.customer_id"
    " AND x.currency = NEW.currency)",
    # It begins open; what becomes of it is another step, by whoever takes it.
    "NEW.ended_at IS NOT NULL",
)
DECISION_FAULTS = (
    # Who decides is who has just said yes to the proposal; nobody says yes to their own.
    "NEW.proposal_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM money_proposal x"
    f" WHERE {SAME} AND x.id = NEW.proposal_id AND x.outcome = 'approved'"
    " AND x.ended_by = NEW.staff_id)",
)

# The sums above rest on these.
FIXED_IN_A_DEBT = ("company_id", "id", "customer_id", "amount", "currency", "kind", "import_id")
DEBT_FAULTS = (" OR ".join(f"OLD.{column} <> NEW.{column}" for column in FIXED_IN_A_DEBT),)

# A line of a bank statement stays what the bank said; only what became of it changes.
FIXED_IN_A_LINE = (
    "company_id", "id", "import_id", "iban", "entry_key", "booked_on", "amount", "currency",
)  # fmt: skip
BEGINS = ("NEW.state NOT IN ('open', 'ignored') OR NEW.entry_id IS NOT NULL",)
LINE_FAULTS = (
    " OR ".join(f"OLD.{column} <> NEW.{column}" for column in FIXED_IN_A_LINE),
    # Matched means booked, with the line's own amount; a line of two meanings has none.
    "(NEW.state IN ('matched', 'reversed')) <> (NEW.entry_id IS NOT NULL)",
    "NEW.entry_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_entry x"
    f" WHERE {SAME} AND x.id = NEW.entry_id AND x.amount = NEW.amount"
    " AND x.currency = NEW.currency)",
)

GUARDS = (
    ("allocation", "sums", "INSERT", ALLOCATION_FAULTS),
    ("ledger_entry", "sums", "INSERT", ENTRY_FAULTS),
    ("debt", "amount", "UPDATE", DEBT_FAULTS),
    ("bank_entry", "begins", "INSERT", BEGINS),
    ("bank_entry", "match", "UPDATE", LINE_FAULTS),
)
# Those that need the proposals' table.
TWO_PEOPLE = (
    ("allocation", "agreed", "INSERT", AGREED_ALLOCATION_FAULTS),
    ("ledger_entry", "agreed", "INSERT", AGREED_ENTRY_FAULTS),
    ("refund", "agreed", "INSERT", REFUND_FAULTS),
    ("money_proposal", "about", "INSERT", PROPOSAL_FAULTS),
    ("money_proposal", "ended", "UPDATE", ("OLD.ended_at IS NOT NULL",)),
    ("money_decision", "proposal", "INSERT", DECISION_FAULTS),
)

# Emptying a table asks no row.
NOT_EMPTIED = (
    "CREATE TRIGGER guard_money_setting_truncate BEFORE TRUNCATE ON money_setting"
    " FOR EACH STATEMENT EXECUTE FUNCTION guard_refuse()"
)

# Two writers who both look before either has written would both find room; so each first holds
# the rows that the sums are about, and only then looks.
LOCKS = {
    "allocation": f"""
        PERFORM 1 FROM ledger_entry r WHERE r.company_id = NEW.company_id AND r.id = {ROOT}
            FOR NO KEY UPDATE;
        PERFORM 1 FROM debt d WHERE d.company_id = NEW.company_id AND d.id = NEW.debt_id
            FOR NO KEY UPDATE;""",
    "ledger_entry": """
        PERFORM 1 FROM money_decision d WHERE d.company_id = NEW.company_id
            AND d.id = NEW.decision_id FOR NO KEY UPDATE;
        PERFORM 1 FROM ledger_entry r WHERE r.company_id = NEW.company_id AND r.id = NEW.reverses
            FOR NO KEY UPDATE;""",
    "refund": """
        PERFORM 1 FROM money_decision d WHERE d.company_id = NEW.company_id
            AND d.id = NEW.decision_id FOR NO KEY UPDATE;""",
}


def ledger_statements(*, db: Any) -> list[str]:
    """What creates the guards, once their tables are there."""
    tables = set(db.get_tables())
    if "allocation" not in tables:
        return []
    make = _postgres if isinstance(db, PostgresqlDatabase) else _sqlite
    guards = (*GUARDS, *(TWO_PEOPLE if "money_proposal" in tables else ()))
    guards += SETTING_GUARDS if "setting_proposal" in tables else ()
    made = [one for guard in guards if guard[0] in tables for one in make(*guard)]
    if "setting_proposal" in tables and isinstance(db, PostgresqlDatabase):
        made.append(NOT_EMPTIED)
    return made


def drop_ledger_guards(*, db: Any) -> None:
    """Take them away, so that tables can be rebuilt or dropped."""
    tables = set(db.get_tables())
    for table, name, _, _ in (*GUARDS, *TWO_PEOPLE, *SETTING_GUARDS):
        if table in tables:
            where = f" ON {table}" if isinstance(db, PostgresqlDatabase) else ""
            db.execute_sql(f"DROP TRIGGER IF EXISTS guard_{table}_{name}{where}")
    if "money_setting" in tables and isinstance(db, PostgresqlDatabase):
        db.execute_sql("DROP TRIGGER IF EXISTS guard_money_setting_truncate ON money_setting")


def _sqlite(table: str, name: str, when: str, faults: tuple[str, ...]) -> list[str]:
    cases = " ".join(
        f"WHEN {fault} THEN RAISE(ABORT, '{table}: {n}')" for n, fault in _said(faults)
    )
    return [
        f"CREATE TRIGGER guard_{table}_{name} BEFORE {when} ON {table} "
        f"BEGIN SELECT CASE {cases} END; END"
    ]


def _postgres(table: str, name: str, when: str, faults: tuple[str, ...]) -> list[str]:
    checks = "".join(
        f"""
        IF {fault} THEN
            RAISE EXCEPTION USING MESSAGE = '{table}: {words}',
                ERRCODE = 'integrity_constraint_violation';
        END IF;"""
        for words, fault in _said(faults)
    )
    return [
        f"CREATE OR REPLACE FUNCTION guard_{table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f"\nBEGIN{LOCKS.get(table, '')}{checks}"
        f"\n    RETURN {'OLD' if when == 'DELETE' else 'NEW'};\nEND $$",
        f"CREATE TRIGGER guard_{table}_{name} BEFORE {when} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION guard_{table}_{name}()",
    ]


def _said(faults: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(f"the ledger would not agree ({n})", fault) for n, fault in enumerate(faults, 1)]
