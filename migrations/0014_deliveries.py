"""The billing system's own numbers for places and papers for bills, and what it was told.

A place that came before has no number; a company's numbers are unique where there are any.
"""

COLUMN = "number TEXT"

TABLES = {
    # A paper of the billing system, named by its content; bills name it by its key.
    "document": """
        CREATE TABLE document (
            company_id BIGINT NOT NULL,
            sha256 TEXT NOT NULL,
            bytes BIGINT NOT NULL CHECK (bytes > 0),
            import_id BIGINT NOT NULL,
            PRIMARY KEY (company_id, sha256),
            FOREIGN KEY (company_id, import_id) REFERENCES import_batch (company_id, id)
        )""",
    # What the billing system was told of money and of decisions, once each.
    "export_line": """
        CREATE TABLE export_line (
            company_id BIGINT NOT NULL REFERENCES company (id),
            what TEXT NOT NULL CHECK (what IN ('payments', 'decisions')),
            sequence BIGINT NOT NULL CHECK (sequence >= 1),
            entry_id BIGINT,
            decision_id BIGINT,
            money_decision_id BIGINT,
            listed_at BIGINT NOT NULL,
            PRIMARY KEY (company_id, what, sequence),
            UNIQUE (company_id, entry_id),
            UNIQUE (company_id, decision_id),
            UNIQUE (company_id, money_decision_id),
            FOREIGN KEY (company_id, entry_id) REFERENCES ledger_entry (company_id, id),
            FOREIGN KEY (company_id, decision_id) REFERENCES decision (company_id, id),
            FOREIGN KEY (company_id, money_decision_id) REFERENCES money_decision (company_id, id),
            CHECK ((what = 'payments') = (entry_id IS NOT NULL)),
            CHECK ((what = 'decisions')
                = ((decision_id IS NOT NULL AND money_decision_id IS NULL)
                    OR (decision_id IS NULL AND money_decision_id IS NOT NULL)))
        )""",
}

INDEXES = (
    "CREATE UNIQUE INDEX service_point_number ON service_point (company_id, number)",
    # A month's figures looked at every submission that a company ever had.
    "CREATE INDEX submission_received ON submission (company_id, received_at)",
)


def up(migrator, db):
    db.execute_sql(f"ALTER TABLE service_point ADD COLUMN {COLUMN}")
    for statement in (*TABLES.values(), *INDEXES):
        db.execute_sql(statement)


def down(migrator, db):
    db.execute_sql("DROP INDEX submission_received")
    db.execute_sql("DROP INDEX service_point_number")
    for table in reversed(TABLES):
        db.execute_sql(f"DROP TABLE {table}")
    db.execute_sql("ALTER TABLE service_point DROP COLUMN number")
