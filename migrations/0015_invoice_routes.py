"""How a customer's bills go out, place by place; and what waits at the gate without a meter.

SQLite cannot loosen a column or a CHECK in place: there the table is written anew from its own
text.
"""

KINDS = (
    "kind IN ('reading', 'correction', 'move_in', 'move_out', 'exchange', 'estimate')",
    "kind IN ('reading', 'correction', 'move_in', 'move_out', 'exchange', 'estimate',"
    " 'invoice_route')",
)
# Only what is about a meter names one, and the day on which it was read.
METERED = (
    "CHECK ((kind = 'invoice_route') = (meter_id IS NULL)"
    " AND (meter_id IS NULL) = (read_on IS NULL))"
)
LOOSENED = (("meter_id", "BIGINT"), ("read_on", "DATE"))

TABLES = {
    # What a customer asks for: the way on which the bills of a place are to go.
    "invoice_route_wish": """
        CREATE TABLE invoice_route_wish (
            company_id BIGINT NOT NULL,
            submission_id TEXT NOT NULL,
            service_point_id BIGINT NOT NULL,
            customer_id BIGINT NOT NULL,
            route TEXT NOT NULL CHECK (route IN ('paper', 'electronic')),
            PRIMARY KEY (company_id, submission_id),
            UNIQUE (company_id, submission_id, service_point_id, customer_id, route),
            FOREIGN KEY (company_id, submission_id) REFERENCES submission (company_id, id)
        )""",
    # What counts, from a day on: as it was wished and accepted, or as billing delivered it.
    "invoice_route": """
        CREATE TABLE invoice_route (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            service_point_id BIGINT NOT NULL,
            customer_id BIGINT NOT NULL,
            route TEXT NOT NULL CHECK (route IN ('paper', 'electronic')),
            valid_from DATE NOT NULL,
            recorded_at BIGINT NOT NULL,
            import_id BIGINT,
            decision_id BIGINT,
            submission_id TEXT,
            verdict TEXT,
            voided_by BIGINT,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, decision_id),
            FOREIGN KEY (company_id, service_point_id) REFERENCES service_point (company_id, id),
            FOREIGN KEY (company_id, customer_id) REFERENCES customer (company_id, id),
            FOREIGN KEY (company_id, import_id) REFERENCES import_batch (company_id, id),
            FOREIGN KEY (company_id, decision_id, submission_id, verdict)
                REFERENCES decision (company_id, id, submission_id, verdict),
            FOREIGN KEY (company_id, submission_id, service_point_id, customer_id, route)
                REFERENCES invoice_route_wish
                    (company_id, submission_id, service_point_id, customer_id, route),
            FOREIGN KEY (company_id, voided_by) REFERENCES decision (company_id, id),
            CHECK (
                (import_id IS NOT NULL AND decision_id IS NULL
                    AND submission_id IS NULL AND verdict IS NULL)
                OR (import_id IS NULL AND decision_id IS NOT NULL AND submission_id IS NOT NULL
                    AND verdict IS NOT NULL AND verdict = 'accept')
            )
        )""",
}

INDEXES = (
    "CREATE INDEX invoice_route_place ON invoice_route"
    " (company_id, service_point_id, customer_id, valid_from)",
    "CREATE INDEX invoice_route_wish_place ON invoice_route_wish"
    " (company_id, service_point_id, customer_id)",
    "CREATE INDEX invoice_route_import ON invoice_route (company_id, import_id)"
    " WHERE import_id IS NOT NULL",
)


def up(migrator, db):
    (_postgres_up if _is_postgres(db) else _sqlite_up)(db)
    for statement in (*TABLES.values(), *INDEXES):
        db.execute_sql(statement)


def down(migrator, db):
    """Refuses, by the old constraints, where somebody has asked already."""
    for table in reversed(TABLES):
        db.execute_sql(f"DROP TABLE {table}")
    (_postgres_down if _is_postgres(db) else _sqlite_down)(db)


def _is_postgres(db):
    return "sqlite" not in type(db).__name__.lower()


def _postgres_up(db):
    for column, _ in LOOSENED:
        db.execute_sql(f"ALTER TABLE submission ALTER COLUMN {column} DROP NOT NULL")
    _postgres_kinds(db, KINDS[1])
    db.execute_sql(f"ALTER TABLE submission ADD CONSTRAINT submission_metered_check {METERED}")


def _postgres_down(db):
    db.execute_sql("ALTER TABLE submission DROP CONSTRAINT submission_metered_check")
    _postgres_kinds(db, KINDS[0])
    for column, _ in LOOSENED:
        db.execute_sql(f"ALTER TABLE submission ALTER COLUMN {column} SET NOT NULL")


def _postgres_kinds(db, rule):
    db.execute_sql("ALTER TABLE submission DROP CONSTRAINT submission_kind_check")
    db.execute_sql(f"ALTER TABLE submission ADD CONSTRAINT submission_kind_check CHECK ({rule})")


def _sqlite_up(db):
    text = _swapped(_text(db), *KINDS)
    for column, kind in LOOSENED:
        text = _swapped(text, f"{column} {kind} NOT NULL", f"{column} {kind}")
    _rebuild(db, f"{text.rstrip()[:-1].rstrip()},\n            {_named()}\n        )")


def _sqlite_down(db):
    text = _swapped(_text(db), f",\n            {_named()}", "")
    for column, kind in LOOSENED:
        text = _swapped(text, f"{column} {kind}", f"{column} {kind} NOT NULL")
    _rebuild(db, _swapped(text, *reversed(KINDS)))


def _named():
    return f"CONSTRAINT submission_metered_check {METERED}"


def _swapped(text, before, after):
    if before not in text:
        raise ValueError(f"not in this table's text: {before}")
    return text.replace(before, after, 1)


def _text(db):
    row = db.execute_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'submission'"
    ).fetchone()
    return row[0]


def _rebuild(db, text):
    """SQLite's own recipe: a new table beside, the rows over, the old one away, the name back."""
    indexes = db.execute_sql(
        "SELECT sql FROM sqlite_master"
        " WHERE type = 'index' AND tbl_name = 'submission' AND sql IS NOT NULL"
    ).fetchall()
    named = next(n for n in ('"submission"', "submission") if f"CREATE TABLE {n} " in text)
    db.execute_sql(text.replace(f"CREATE TABLE {named}", "CREATE TABLE submission__new", 1))
    columns = ", ".join(r[1] for r in db.execute_sql("PRAGMA table_info(submission)").fetchall())
    db.execute_sql(f"INSERT INTO submission__new ({columns}) SELECT {columns} FROM submission")
    db.execute_sql("DROP TABLE submission")
    db.execute_sql("ALTER TABLE submission__new RENAME TO submission")
    for (statement,) in indexes:
        db.execute_sql(statement)
