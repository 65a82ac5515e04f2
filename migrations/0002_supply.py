"""Master data: customers, service points, meters, registers, reading windows.

Every row carries the import it came from, so nobody but a billing import (or, later, a staff
decision) can have written it.
"""

OF_IMPORT = "FOREIGN KEY (company_id, import_id) REFERENCES import_batch (company_id, id)"

TABLES = {
    "import_batch": """
        CREATE TABLE import_batch (
            company_id BIGINT NOT NULL REFERENCES company (id),
            id BIGINT NOT NULL,
            kind TEXT NOT NULL,
            source TEXT NOT NULL,
            made_at BIGINT NOT NULL,
            PRIMARY KEY (company_id, id)
        )""",
    "customer": f"""
        CREATE TABLE customer (
            company_id BIGINT NOT NULL REFERENCES company (id),
            id BIGINT NOT NULL,
            number TEXT NOT NULL,
            name TEXT NOT NULL,
            import_id BIGINT NOT NULL,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, number),
            {OF_IMPORT}
        )""",
    "membership": """
        CREATE TABLE membership (
            company_id BIGINT NOT NULL,
            account_id BIGINT NOT NULL REFERENCES account (id),
            customer_id BIGINT NOT NULL,
            permissions TEXT NOT NULL,
            since BIGINT NOT NULL,
            ended_at BIGINT,
            PRIMARY KEY (company_id, account_id, customer_id),
            FOREIGN KEY (company_id, customer_id) REFERENCES customer (company_id, id)
        )""",
    "service_point": f"""
        CREATE TABLE service_point (
            company_id BIGINT NOT NULL REFERENCES company (id),
            id BIGINT NOT NULL,
            medium TEXT NOT NULL CHECK (
                medium IN ('cold_water', 'hot_water', 'heat', 'gas', 'electricity')),
            address TEXT NOT NULL,
            import_id BIGINT NOT NULL,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, id, medium),
            {OF_IMPORT}
        )""",
    "supply": f"""
        CREATE TABLE supply (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            service_point_id BIGINT NOT NULL,
            customer_id BIGINT NOT NULL,
            begins_on DATE NOT NULL,
            ends_on DATE,
            import_id BIGINT NOT NULL,
            PRIMARY KEY (company_id, id),
            FOREIGN KEY (company_id, service_point_id) REFERENCES service_point (company_id, id),
            FOREIGN KEY (company_id, customer_id) REFERENCES customer (company_id, id),
            {OF_IMPORT},
            CHECK (ends_on IS NULL OR ends_on > begins_on)
        )""",
    "meter": f"""
        CREATE TABLE meter (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            service_point_id BIGINT NOT NULL,
            medium TEXT NOT NULL,
            serial TEXT NOT NULL,
            model TEXT NOT NULL,
            calibrated_on DATE,
            calibrated_until DATE,
            installed_on DATE NOT NULL,
            removed_on DATE,
            import_id BIGINT NOT NULL,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, medium, serial),
            FOREIGN KEY (company_id, service_point_id, medium)
                REFERENCES service_point (company_id, id, medium),
            {OF_IMPORT},
            CHECK (removed_on IS NULL OR removed_on > installed_on)
        )""",
    "register": f"""
        CREATE TABLE register (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            meter_id BIGINT NOT NULL,
            position INTEGER NOT NULL,
            obis TEXT NOT NULL,
            label TEXT NOT NULL,
            unit TEXT NOT NULL,
            digits INTEGER NOT NULL CHECK (digits BETWEEN 1 AND 12),
            decimals INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 3),
            multiplier BIGINT NOT NULL CHECK (multiplier > 0),
            import_id BIGINT NOT NULL,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, meter_id, position),
            FOREIGN KEY (company_id, meter_id) REFERENCES meter (company_id, id),
            {OF_IMPORT}
        )""",
    "reading_window": f"""
        CREATE TABLE reading_window (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            service_point_id BIGINT NOT NULL,
            opens_on DATE NOT NULL,
            closes_on DATE,
            import_id BIGINT NOT NULL,
            PRIMARY KEY (company_id, id),
            FOREIGN KEY (company_id, service_point_id) REFERENCES service_point (company_id, id),
            {OF_IMPORT},
            CHECK (closes_on IS NULL OR closes_on > opens_on)
        )""",
}

INDEXES = [
    "CREATE INDEX membership_account ON membership (account_id)",
    "CREATE INDEX supply_customer ON supply (company_id, customer_id)",
    "CREATE INDEX supply_service_point ON supply (company_id, service_point_id)",
    "CREATE INDEX meter_service_point ON meter (company_id, service_point_id)",
    "CREATE INDEX window_service_point ON reading_window (company_id, service_point_id, opens_on)",
]


def up(migrator, db):
    for statement in [*TABLES.values(), *INDEXES]:
        db.execute_sql(statement)


def down(migrator, db):
    for table in reversed(TABLES):
        db.execute_sql(f"DROP TABLE {table}")
