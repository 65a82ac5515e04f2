"""The gate: what people claim, what staff decide, and the official readings that follow.

An official reading fits only a decision of verdict accept or correct, for that submission, by
staff of that company, with the value that was decided; or an import of that company.
"""

TABLES = {
    "remark": """
        CREATE TABLE remark (
            company_id BIGINT NOT NULL REFERENCES company (id),
            id BIGINT NOT NULL,
            body TEXT,
            salt TEXT NOT NULL,
            written_at BIGINT NOT NULL,
            erased_at BIGINT,
            PRIMARY KEY (company_id, id)
        )""",
    "photo": """
        CREATE TABLE photo (
            company_id BIGINT NOT NULL REFERENCES company (id),
            sha256 TEXT NOT NULL,
            bytes BIGINT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            stored_at BIGINT NOT NULL,
            derived_at BIGINT,
            PRIMARY KEY (company_id, sha256)
        )""",
    "submission": """
        CREATE TABLE submission (
            company_id BIGINT NOT NULL REFERENCES company (id),
            id TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('reading')),
            channel TEXT NOT NULL CHECK (channel IN ('app', 'web', 'file')),
            state TEXT NOT NULL CHECK (state IN ('received', 'accepted', 'corrected', 'returned',
                'rejected', 'withdrawn', 'superseded')),
            receipt TEXT NOT NULL,
            account_id BIGINT NOT NULL REFERENCES account (id),
            customer_id BIGINT NOT NULL,
            service_point_id BIGINT NOT NULL,
            meter_id BIGINT NOT NULL,
            captured_at BIGINT NOT NULL,
            read_on DATE NOT NULL,
            received_at BIGINT NOT NULL,
            changed_at BIGINT NOT NULL,
            skew_ms BIGINT NOT NULL,
            content_hash TEXT NOT NULL,
            replaces TEXT,
            remark_id BIGINT,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, receipt),
            FOREIGN KEY (company_id, customer_id) REFERENCES customer (company_id, id),
            FOREIGN KEY (company_id, service_point_id) REFERENCES service_point (company_id, id),
            FOREIGN KEY (company_id, meter_id) REFERENCES meter (company_id, id),
            FOREIGN KEY (company_id, remark_id) REFERENCES remark (company_id, id)
        )""",
    "claim": """
        CREATE TABLE claim (
            company_id BIGINT NOT NULL,
            submission_id TEXT NOT NULL,
            register_id BIGINT NOT NULL,
            value BIGINT NOT NULL CHECK (value >= 0),
            PRIMARY KEY (company_id, submission_id, register_id),
            UNIQUE (company_id, submission_id, register_id, value),
            FOREIGN KEY (company_id, submission_id) REFERENCES submission (company_id, id),
            FOREIGN KEY (company_id, register_id) REFERENCES register (company_id, id)
        )""",
    "submission_photo": """
        CREATE TABLE submission_photo (
            company_id BIGINT NOT NULL,
            submission_id TEXT NOT NULL,
            part TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            received_sha256 TEXT NOT NULL,
            received_bytes BIGINT NOT NULL,
            frame TEXT,
            taken_at TEXT,
            PRIMARY KEY (company_id, submission_id, part),
            FOREIGN KEY (company_id, submission_id) REFERENCES submission (company_id, id),
            FOREIGN KEY (company_id, sha256) REFERENCES photo (company_id, sha256)
        )""",
    "finding": """
        CREATE TABLE finding (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            submission_id TEXT NOT NULL,
            register_id BIGINT,
            code TEXT NOT NULL,
            severity TEXT NOT NULL CHECK (severity IN ('soft', 'queue', 'info')),
            numbers TEXT NOT NULL,
            rule_version INTEGER NOT NULL,
            PRIMARY KEY (company_id, id),
            FOREIGN KEY (company_id, submission_id) REFERENCES submission (company_id, id)
        )""",
    "conflict": """
        CREATE TABLE conflict (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            submission_id TEXT NOT NULL,
            content_hash TEXT NOT NULL,
            content TEXT NOT NULL,
            received_at BIGINT NOT NULL,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, submission_id, content_hash),
            FOREIGN KEY (company_id, submission_id) REFERENCES submission (company_id, id)
        )""",
    "decision": """
        CREATE TABLE decision (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            submission_id TEXT NOT NULL,
            turn INTEGER NOT NULL CHECK (turn >= 1),
            verdict TEXT NOT NULL CHECK (
                verdict IN ('accept', 'correct', 'return', 'reject', 'undo')),
            staff_id BIGINT NOT NULL,
            decided_at BIGINT NOT NULL,
            reason_code TEXT,
            remark_id BIGINT,
            remark_hash TEXT,
            undoes BIGINT,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, submission_id, turn),
            UNIQUE (company_id, id, submission_id, verdict),
            FOREIGN KEY (company_id, submission_id) REFERENCES submission (company_id, id),
            FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, account_id),
            FOREIGN KEY (company_id, remark_id) REFERENCES remark (company_id, id),
            FOREIGN KEY (company_id, undoes) REFERENCES decision (company_id, id),
            CHECK ((verdict = 'undo') = (undoes IS NOT NULL)),
            CHECK (verdict IN ('accept', 'undo') OR reason_code IS NOT NULL)
        )""",
    # `claimed` is filled for an acceptance, where it must equal the value and fit the claim, and
    # empty for a correction: so an accepted value is the claimed one by key, not by good manners.
    "decided_value": """
        CREATE TABLE decided_value (
            company_id BIGINT NOT NULL,
            decision_id BIGINT NOT NULL,
            register_id BIGINT NOT NULL,
            submission_id TEXT NOT NULL,
            verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'correct')),
            value BIGINT NOT NULL CHECK (value >= 0),
            claimed BIGINT,
            PRIMARY KEY (company_id, decision_id, register_id),
            UNIQUE (company_id, decision_id, register_id, value),
            FOREIGN KEY (company_id, decision_id, submission_id, verdict)
                REFERENCES decision (company_id, id, submission_id, verdict),
            FOREIGN KEY (company_id, submission_id, register_id)
                REFERENCES claim (company_id, submission_id, register_id),
            FOREIGN KEY (company_id, submission_id, register_id, claimed)
                REFERENCES claim (company_id, submission_id, register_id, value),
            CHECK (verdict = 'correct' OR (claimed IS NOT NULL AND claimed = value))
        )""",
    "reading": """
        CREATE TABLE reading (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            register_id BIGINT NOT NULL,
            read_on DATE NOT NULL,
            value BIGINT NOT NULL CHECK (value >= 0),
            kind TEXT NOT NULL CHECK (kind IN ('customer', 'company', 'estimated', 'initial')),
            recorded_at BIGINT NOT NULL,
            decision_id BIGINT,
            submission_id TEXT,
            verdict TEXT,
            import_id BIGINT,
            voided_by BIGINT,
            PRIMARY KEY (company_id, id),
            FOREIGN KEY (company_id, register_id) REFERENCES register (company_id, id),
            FOREIGN KEY (company_id, decision_id, submission_id, verdict)
                REFERENCES decision (company_id, id, submission_id, verdict),
            FOREIGN KEY (company_id, decision_id, register_id, value)
                REFERENCES decided_value (company_id, decision_id, register_id, value),
            FOREIGN KEY (company_id, import_id) REFERENCES import_batch (company_id, id),
            FOREIGN KEY (company_id, voided_by) REFERENCES decision (company_id, id),
            CHECK (
                (import_id IS NOT NULL AND decision_id IS NULL
                    AND submission_id IS NULL AND verdict IS NULL)
                OR (import_id IS NULL AND decision_id IS NOT NULL AND submission_id IS NOT NULL
                    AND verdict IS NOT NULL AND verdict IN ('accept', 'correct'))
            )
        )""",
}

INDEXES = [
    "CREATE INDEX submission_account ON submission (account_id, changed_at, id)",
    "CREATE INDEX submission_queue ON submission (company_id, state, received_at, id)",
    "CREATE INDEX submission_customer ON submission (company_id, customer_id, received_at)",
    "CREATE INDEX submission_meter ON submission (company_id, meter_id, received_at)",
    "CREATE INDEX claim_register ON claim (company_id, register_id)",
    "CREATE INDEX finding_submission ON finding (company_id, submission_id)",
    "CREATE INDEX photo_used ON submission_photo (company_id, sha256)",
    "CREATE INDEX reading_history ON reading (company_id, register_id, read_on)",
    "CREATE UNIQUE INDEX reading_of_decision ON reading (company_id, decision_id, register_id)",
    "CREATE UNIQUE INDEX reading_of_submission ON reading (company_id, submission_id, register_id)"
    " WHERE voided_by IS NULL",
]


def up(migrator, db):
    for statement in [*TABLES.values(), *INDEXES]:
        db.execute_sql(statement)


def down(migrator, db):
    for table in reversed(TABLES):
        db.execute_sql(f"DROP TABLE {table}")
