"""Companies, the people who sign in, their sessions, and staff roles."""

TABLES = {
    "company": """
        CREATE TABLE company (
            id BIGINT NOT NULL PRIMARY KEY,
            slug TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            country TEXT NOT NULL,
            currency TEXT NOT NULL,
            locale TEXT NOT NULL,
            timezone TEXT NOT NULL,
            accent TEXT NOT NULL,
            contact TEXT NOT NULL,
            created_at BIGINT NOT NULL
        )""",
    "account": """
        CREATE TABLE account (
            id BIGINT NOT NULL PRIMARY KEY,
            email TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            password_hash TEXT NOT NULL,
            language TEXT NOT NULL,
            single_keys BOOLEAN NOT NULL,
            created_at BIGINT NOT NULL,
            closed_at BIGINT,
            CHECK (email = lower(email))
        )""",
    "session": """
        CREATE TABLE session (
            id BIGINT NOT NULL PRIMARY KEY,
            account_id BIGINT NOT NULL REFERENCES account (id),
            token_hash TEXT NOT NULL UNIQUE,
            device TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            seen_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            ended_at BIGINT
        )""",
    "sign_in_failure": """
        CREATE TABLE sign_in_failure (
            id BIGINT NOT NULL PRIMARY KEY,
            account_key TEXT NOT NULL,
            source TEXT NOT NULL,
            failed_at BIGINT NOT NULL
        )""",
    "staff": """
        CREATE TABLE staff (
            company_id BIGINT NOT NULL REFERENCES company (id),
            account_id BIGINT NOT NULL REFERENCES account (id),
            role TEXT NOT NULL CHECK (role IN ('clerk', 'supervisor', 'reader', 'admin')),
            since BIGINT NOT NULL,
            ended_at BIGINT,
            PRIMARY KEY (company_id, account_id)
        )""",
}

INDEXES = [
    "CREATE INDEX session_account ON session (account_id)",
    "CREATE INDEX sign_in_failure_pair ON sign_in_failure (account_key, source, failed_at)",
    "CREATE INDEX sign_in_failure_source ON sign_in_failure (source, failed_at)",
    "CREATE INDEX staff_account ON staff (account_id)",
]


def up(migrator, db):
    for statement in [*TABLES.values(), *INDEXES]:
        db.execute_sql(statement)


def down(migrator, db):
    for table in reversed(TABLES):
        db.execute_sql(f"DROP TABLE {table}")
