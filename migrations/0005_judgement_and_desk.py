"""Judgement and the desk in full: rule parameters, weather, kinds of readings, exchanges,
corrections with a second person, leases, hand-overs, and what billing was told.

SQLite cannot change a CHECK in place: there the table is written anew from its own text.
"""

OF_DECISION = """FOREIGN KEY (company_id, decision_id, submission_id, verdict)
                REFERENCES decision (company_id, id, submission_id, verdict)"""
# Master data, too, comes from an import or from a staff decision, and never from both.
ONE_SOURCE = """CHECK (
                (import_id IS NOT NULL AND decision_id IS NULL
                    AND submission_id IS NULL AND verdict IS NULL)
                OR (import_id IS NULL AND decision_id IS NOT NULL AND submission_id IS NOT NULL
                    AND verdict IS NOT NULL AND verdict IN ('accept', 'correct'))
            )"""

KINDS = (
    "kind IN ('reading')",
    "kind IN ('reading', 'correction', 'move_in', 'move_out', 'exchange', 'estimate')",
)
CHANNELS = (
    "channel IN ('app', 'web', 'file')",
    "channel IN ('app', 'web', 'file', 'desk', 'field', 'sms', 'voice', 'bot', 'bank',"
    " 'state_portal', 'api')",
)
VERDICTS = (
    "verdict IN ('accept', 'correct', 'return', 'reject', 'undo')",
    "verdict IN ('accept', 'correct', 'return', 'reject', 'move', 'undo')",
)
READING_KINDS = (
    "kind IN ('customer', 'company', 'estimated', 'initial')",
    "kind IN ('customer', 'customer_verified', 'company', 'reader', 'reader_verified', 'remote',"
    " 'third_party', 'estimated', 'estimated_agreed', 'prorated', 'initial', 'exchange_out',"
    " 'exchange_in', 'final', 'move_in', 'control')",
)

# Table → the CHECKs that change, by their PostgreSQL name: (before, after).
CHECKS = {
    "submission": {"submission_kind_check": KINDS, "submission_channel_check": CHANNELS},
    "decision": {"decision_verdict_check": VERDICTS},
    "reading": {"reading_kind_check": READING_KINDS},
    "meter": {},
    "register": {},
}

# Table → new columns.
COLUMNS = {
    "submission": (
        "about_reading_id BIGINT",
        "handover_on DATE",
        "details TEXT",
    ),
    "decision": ("proposal_id BIGINT", "proposed_by BIGINT", "batch_id BIGINT"),
    "reading": (
        "rollovers INTEGER NOT NULL DEFAULT 0 CHECK (rollovers IN (0, 1))",
        "prorated_on DATE",
        "prorated_value BIGINT",
    ),
    "meter": (
        "qmax BIGINT",
        "decision_id BIGINT",
        "submission_id TEXT",
        "verdict TEXT",
    ),
    "register": (
        "yearly BIGINT",
        "decision_id BIGINT",
        "submission_id TEXT",
        "verdict TEXT",
    ),
}

# Table → new constraints by name.
CONSTRAINTS = {
    "submission": {
        "submission_about_fk": "FOREIGN KEY (company_id, about_reading_id)"
        " REFERENCES reading (company_id, id)",
        "submission_about_check": "CHECK ((kind = 'correction') = (about_reading_id IS NOT NULL))",
        "submission_handover_check": "CHECK (handover_on IS NULL"
        " OR kind IN ('move_in', 'move_out'))",
        "submission_move_check": "CHECK (kind NOT IN ('move_in', 'move_out')"
        " OR handover_on IS NOT NULL)",
    },
    "decision": {
        "decision_proposal_fk": "FOREIGN KEY (company_id, proposal_id, submission_id, proposed_by)"
        " REFERENCES proposal (company_id, id, submission_id, staff_id)",
        "decision_four_eyes_check": "CHECK ((proposal_id IS NULL) = (proposed_by IS NULL)"
        " AND (proposed_by IS NULL OR proposed_by <> staff_id))",
        "decision_move_check": "CHECK (verdict <> 'move' OR reason_code IS NOT NULL)",
    },
    "reading": {
        "reading_prorated_check": "CHECK ((prorated_on IS NULL) = (prorated_value IS NULL)"
        " AND (prorated_value IS NULL OR prorated_value >= 0))",
    },
    "meter": {"meter_decision_fk": OF_DECISION, "meter_source_check": ONE_SOURCE},
    "register": {"register_decision_fk": OF_DECISION, "register_source_check": ONE_SOURCE},
}

NULLABLE = ("meter", "register")  # import_id may be empty now

ADDED = {
    "service_point": ("breaker_amps INTEGER", "phases INTEGER"),
    "supply": ("second_home BOOLEAN NOT NULL DEFAULT FALSE",),
}

TABLES = {
    "proposal": """
        CREATE TABLE proposal (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            submission_id TEXT NOT NULL,
            verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'correct')),
            content TEXT NOT NULL,
            reason_code TEXT,
            remark_id BIGINT,
            remark_hash TEXT,
            staff_id BIGINT NOT NULL,
            proposed_at BIGINT NOT NULL,
            ended_at BIGINT,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, id, submission_id, staff_id),
            FOREIGN KEY (company_id, submission_id) REFERENCES submission (company_id, id),
            FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, account_id),
            FOREIGN KEY (company_id, remark_id) REFERENCES remark (company_id, id)
        )""",
    "exchange": """
        CREATE TABLE exchange (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            service_point_id BIGINT NOT NULL,
            happened_on DATE NOT NULL,
            old_meter_id BIGINT NOT NULL,
            new_meter_id BIGINT NOT NULL,
            reason TEXT NOT NULL,
            decision_id BIGINT NOT NULL,
            submission_id TEXT NOT NULL,
            verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'correct')),
            recorded_at BIGINT NOT NULL,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, old_meter_id),
            UNIQUE (company_id, new_meter_id),
            FOREIGN KEY (company_id, service_point_id) REFERENCES service_point (company_id, id),
            FOREIGN KEY (company_id, old_meter_id) REFERENCES meter (company_id, id),
            FOREIGN KEY (company_id, new_meter_id) REFERENCES meter (company_id, id),
            FOREIGN KEY (company_id, decision_id, submission_id, verdict)
                REFERENCES decision (company_id, id, submission_id, verdict),
            CHECK (old_meter_id <> new_meter_id)
        )""",
    "rule_parameter": """
        CREATE TABLE rule_parameter (
            company_id BIGINT NOT NULL REFERENCES company (id),
            id BIGINT NOT NULL,
            name TEXT NOT NULL,
            medium TEXT,
            model TEXT,
            value TEXT NOT NULL,
            valid_from DATE NOT NULL,
            set_at BIGINT NOT NULL,
            set_by BIGINT,
            PRIMARY KEY (company_id, id),
            FOREIGN KEY (company_id, set_by) REFERENCES staff (company_id, account_id)
        )""",
    "degree_day": """
        CREATE TABLE degree_day (
            company_id BIGINT NOT NULL,
            day DATE NOT NULL,
            value BIGINT NOT NULL CHECK (value >= 0),
            import_id BIGINT NOT NULL,
            PRIMARY KEY (company_id, day),
            FOREIGN KEY (company_id, import_id) REFERENCES import_batch (company_id, id)
        )""",
    "desk_lease": """
        CREATE TABLE desk_lease (
            company_id BIGINT NOT NULL,
            submission_id TEXT NOT NULL,
            staff_id BIGINT NOT NULL,
            leased_at BIGINT NOT NULL,
            leased_until BIGINT NOT NULL,
            PRIMARY KEY (company_id, submission_id),
            FOREIGN KEY (company_id, submission_id) REFERENCES submission (company_id, id),
            FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, account_id)
        )""",
    "hand_over": """
        CREATE TABLE hand_over (
            company_id BIGINT NOT NULL,
            submission_id TEXT NOT NULL,
            staff_id BIGINT NOT NULL,
            by_staff_id BIGINT NOT NULL,
            remark_id BIGINT,
            handed_at BIGINT NOT NULL,
            PRIMARY KEY (company_id, submission_id),
            FOREIGN KEY (company_id, submission_id) REFERENCES submission (company_id, id),
            FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, account_id),
            FOREIGN KEY (company_id, by_staff_id) REFERENCES staff (company_id, account_id),
            FOREIGN KEY (company_id, remark_id) REFERENCES remark (company_id, id)
        )""",
    # What billing was told, in order: a reading that counts, or that one no longer does.
    "billing_entry": """
        CREATE TABLE billing_entry (
            company_id BIGINT NOT NULL,
            sequence BIGINT NOT NULL CHECK (sequence >= 1),
            reading_id BIGINT NOT NULL,
            what TEXT NOT NULL CHECK (what IN ('reading', 'void')),
            listed_at BIGINT NOT NULL,
            PRIMARY KEY (company_id, sequence),
            UNIQUE (company_id, reading_id, what),
            FOREIGN KEY (company_id, reading_id) REFERENCES reading (company_id, id)
        )""",
}

INDEXES = [
    "CREATE UNIQUE INDEX proposal_open ON proposal (company_id, submission_id)"
    " WHERE ended_at IS NULL",
    "CREATE INDEX exchange_point ON exchange (company_id, service_point_id)",
    "CREATE INDEX rule_parameter_name ON rule_parameter (company_id, name, valid_from)",
    "CREATE INDEX hand_over_to ON hand_over (company_id, staff_id)",
    "CREATE INDEX decision_when ON decision (company_id, decided_at)",
    "CREATE INDEX reading_decided ON reading (company_id, recorded_at) WHERE import_id IS NULL",
    "CREATE INDEX reading_voided ON reading (company_id, voided_by) WHERE voided_by IS NOT NULL",
]


def up(migrator, db):
    for statement in TABLES.values():
        db.execute_sql(statement)
    change = _postgres_up if _is_postgres(db) else _sqlite_up
    for table in CHECKS:
        change(db, table)
    for table, columns in ADDED.items():
        for column in columns:
            db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column}")
    for statement in INDEXES:
        db.execute_sql(statement)


def down(migrator, db):
    """Refuses, by the old constraints, where rows of the new kinds are there."""
    for index in ("decision_when", "reading_decided", "reading_voided"):
        db.execute_sql(f"DROP INDEX {index}")
    for table, columns in ADDED.items():
        for column in columns:
            db.execute_sql(f"ALTER TABLE {table} DROP COLUMN {column.split()[0]}")
    change = _postgres_down if _is_postgres(db) else _sqlite_down
    for table in reversed(CHECKS):
        change(db, table)
    for table in reversed(TABLES):
        db.execute_sql(f"DROP TABLE {table}")


def _is_postgres(db):
    return "sqlite" not in type(db).__name__.lower()


def _postgres_up(db, table):
    for column in COLUMNS[table]:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column}")
    for name, (_, after) in CHECKS[table].items():
        db.execute_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        db.execute_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({after})")
    if table in NULLABLE:
        db.execute_sql(f"ALTER TABLE {table} ALTER COLUMN import_id DROP NOT NULL")
    for name, text in CONSTRAINTS[table].items():
        db.execute_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {text}")


def _postgres_down(db, table):
    for name in CONSTRAINTS[table]:
        db.execute_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    if table in NULLABLE:
        db.execute_sql(f"ALTER TABLE {table} ALTER COLUMN import_id SET NOT NULL")
    for name, (before, _) in CHECKS[table].items():
        db.execute_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        db.execute_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({before})")
    for column in COLUMNS[table]:
        db.execute_sql(f"ALTER TABLE {table} DROP COLUMN {column.split()[0]}")


def _sqlite_up(db, table):
    text = _text(db, table)
    for before, after in _changes(table):
        text = _swapped(text, before, after)
    columns = "".join(f"{column},\n            " for column in COLUMNS[table])
    text = text.replace("PRIMARY KEY (", f"{columns}PRIMARY KEY (", 1)
    added = "".join(
        f",\n            CONSTRAINT {name} {rule}" for name, rule in CONSTRAINTS[table].items()
    )
    _rebuild(db, table, f"{text.rstrip()[:-1].rstrip()}{added}\n        )")


def _sqlite_down(db, table):
    text = _text(db, table)
    for before, after in _changes(table):
        text = _swapped(text, after, before)
    for column in COLUMNS[table]:
        text = _swapped(text, f"{column},\n            ", "")
    for name, rule in CONSTRAINTS[table].items():
        text = _swapped(text, f",\n            CONSTRAINT {name} {rule}", "")
    _rebuild(db, table, text)


def _changes(table):
    loosened = [("import_id BIGINT NOT NULL", "import_id BIGINT")] if table in NULLABLE else []
    return [*loosened, *CHECKS[table].values()]


def _swapped(text, before, after):
    words = " ".join(text.split())
    if before not in text and " ".join(before.split()) in words:
        text = words  # the check was written over several lines
    if before not in text:
        raise ValueError(f"not in this table's text: {before}")
    return text.replace(before, after, 1)


def _text(db, table):
    row = db.execute_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
    ).fetchone()
    return row[0]


def _rebuild(db, table, text):
    """SQLite's own recipe: a new table beside, the rows over, the old one away, the name back."""
    indexes = db.execute_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
        (table,),
    ).fetchall()
    before = {row[1] for row in db.execute_sql(f"PRAGMA table_info({table})").fetchall()}
    named = next(n for n in (f'"{table}"', table) if f"CREATE TABLE {n} " in text)
    db.execute_sql(text.replace(f"CREATE TABLE {named}", f"CREATE TABLE {table}__new", 1))
    after = [row[1] for row in db.execute_sql(f"PRAGMA table_info({table}__new)").fetchall()]
    kept = ", ".join(column for column in after if column in before)
    db.execute_sql(f"INSERT INTO {table}__new ({kept}) SELECT {kept} FROM {table}")
    db.execute_sql(f"DROP TABLE {table}")
    db.execute_sql(f"ALTER TABLE {table}__new RENAME TO {table}")
    for (statement,) in indexes:
        db.execute_sql(statement)
