"""Money that a bank took back may come again: a dispute that was won, a refund that was returned.

Two more kinds of entry, each of which brings back what another took. Of each attempt to pay the
bank's own sums are kept, what disputes have taken so far and what of that it gave again; they only
grow, so that an answer older than the last one is known by its sums.

SQLite cannot change a CHECK in place: there the table is written anew from its own text.
"""

# What is in the CHECKs of the table, before and after.
KINDS = (
    "'void', 'transfer', 'reversal'",
    "'void', 'transfer', 'reversal', 'won_back', 'came_back'",
)
TAKING = (
    "'refund', 'chargeback', 'reversal', 'transfer')",
    "'refund', 'chargeback', 'reversal', 'transfer', 'won_back', 'came_back')",
)
# Nobody here decides that a bank gave money again: the bank says so, or a delivery.
NAME = "ledger_entry_back_check"
SOURCE = "CHECK (kind NOT IN ('won_back', 'came_back') OR decision_id IS NULL)"

COLUMNS = ("disputed", "won")
# What was charged back until now is what the bank is known to have taken.
DISPUTED = """
    UPDATE payment SET disputed = (
        SELECT COALESCE(-SUM(e.amount), 0) FROM ledger_entry e
        WHERE e.company_id = payment.company_id AND e.payment_id = payment.id
            AND e.kind = 'chargeback')"""


def up(migrator, db):
    for column in COLUMNS:
        db.execute_sql(f"ALTER TABLE payment ADD COLUMN {column} BIGINT NOT NULL DEFAULT 0")
    db.execute_sql(DISPUTED)
    if _is_postgres(db):
        _postgres_kinds(db, 1)
        db.execute_sql(f"ALTER TABLE ledger_entry ADD CONSTRAINT {NAME} {SOURCE}")
        return
    text = _swapped(_swapped(_text(db), *KINDS), *TAKING)
    _rebuild(
        db, f"{text.rstrip()[:-1].rstrip()},\n            CONSTRAINT {NAME} {SOURCE}\n        )"
    )


def down(migrator, db):
    """Refuses, by the old constraints, where something has come back already."""
    if _is_postgres(db):
        db.execute_sql(f"ALTER TABLE ledger_entry DROP CONSTRAINT {NAME}")
        _postgres_kinds(db, 0)
    else:
        text = _swapped(_text(db), f",\n            CONSTRAINT {NAME} {SOURCE}", "")
        _rebuild(db, _swapped(_swapped(text, *reversed(TAKING)), *reversed(KINDS)))
    for column in reversed(COLUMNS):
        db.execute_sql(f"ALTER TABLE payment DROP COLUMN {column}")


def _is_postgres(db):
    return "sqlite" not in type(db).__name__.lower()


def _postgres_kinds(db, which):
    brings = "'payment', 'refund', 'chargeback', 'credit', 'write_off'"
    rules = {
        "ledger_entry_kind_check": f"kind IN ({brings}, {KINDS[which]})",
        # The fifth that PostgreSQL named by itself.
        "ledger_entry_check4": f"(kind IN ({TAKING[which]}) = (reverses IS NOT NULL)",
    }
    for name, rule in rules.items():
        db.execute_sql(f"ALTER TABLE ledger_entry DROP CONSTRAINT {name}")
        db.execute_sql(f"ALTER TABLE ledger_entry ADD CONSTRAINT {name} CHECK ({rule})")


def _swapped(text, before, after):
    if before not in text:
        raise ValueError(f"not in this table's text: {before}")
    return text.replace(before, after, 1)


def _text(db):
    row = db.execute_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'ledger_entry'"
    ).fetchone()
    return row[0]


def _rebuild(db, text):
    """SQLite's own recipe: a new table beside, the rows over, the old one away, the name back."""
    indexes = db.execute_sql(
        "SELECT sql FROM sqlite_master"
        " WHERE type = 'index' AND tbl_name = 'ledger_entry' AND sql IS NOT NULL"
    ).fetchall()
    named = next(n for n in ('"ledger_entry"', "ledger_entry") if f"CREATE TABLE {n} " in text)
    db.execute_sql(text.replace(f"CREATE TABLE {named}", "CREATE TABLE ledger_entry__new", 1))
    columns = ", ".join(r[1] for r in db.execute_sql("PRAGMA table_info(ledger_entry)").fetchall())
    db.execute_sql(f"INSERT INTO ledger_entry__new ({columns}) SELECT {columns} FROM ledger_entry")
    db.execute_sql("DROP TABLE ledger_entry")
    db.execute_sql("ALTER TABLE ledger_entry__new RENAME TO ledger_entry")
    for (statement,) in indexes:
        db.execute_sql(statement)
