"""The audit log with its seals, and the durable job table."""

TABLES = {
    "event": """
        CREATE TABLE event (
            company_id BIGINT NOT NULL REFERENCES company (id),
            id BIGINT NOT NULL,
            happened_at BIGINT NOT NULL,
            actor_id BIGINT,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            facts TEXT NOT NULL,
            PRIMARY KEY (company_id, id)
        )""",
    "unsealed": """
        CREATE TABLE unsealed (
            company_id BIGINT NOT NULL,
            event_id BIGINT NOT NULL,
            happened_at BIGINT NOT NULL,
            PRIMARY KEY (company_id, event_id),
            FOREIGN KEY (company_id, event_id) REFERENCES event (company_id, id)
        )""",
    "seal": """
        CREATE TABLE seal (
            company_id BIGINT NOT NULL,
            sequence BIGINT NOT NULL CHECK (sequence >= 1),
            event_id BIGINT NOT NULL,
            chain_hash TEXT NOT NULL,
            sealed_at BIGINT NOT NULL,
            PRIMARY KEY (company_id, sequence),
            UNIQUE (company_id, event_id),
            FOREIGN KEY (company_id, event_id) REFERENCES event (company_id, id)
        )""",
    "job": """
        CREATE TABLE job (
            id BIGINT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            payload TEXT NOT NULL,
            run_at BIGINT NOT NULL,
            leased_until BIGINT,
            tries INTEGER NOT NULL,
            last_error TEXT,
            dead_at BIGINT,
            enqueued_at BIGINT NOT NULL
        )""",
}

INDEXES = [
    "CREATE INDEX event_subject ON event (company_id, subject)",
    "CREATE INDEX job_due ON job (run_at) WHERE dead_at IS NULL",
]


def up(migrator, db):
    for statement in [*TABLES.values(), *INDEXES]:
        db.execute_sql(statement)


def down(migrator, db):
    for table in reversed(TABLES):
        db.execute_sql(f"DROP TABLE {table}")
