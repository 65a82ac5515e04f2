"""Money: invoices and debts as billing says them, the ledger, payments, bank statements.

A ledger entry carries exactly one of a payment, an import or a staff decision about money. What is
outstanding is never stored: it is a debt's amount less the sum of what was allocated to it.
All amounts are whole minor units of their currency.
"""

OF_IMPORT = "FOREIGN KEY (company_id, import_id) REFERENCES import_batch (company_id, id)"
OF_CUSTOMER = "FOREIGN KEY (company_id, customer_id) REFERENCES customer (company_id, id)"
OF_STAFF = "FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, account_id)"
CURRENCY = "currency TEXT NOT NULL CHECK (length(currency) = 3)"

TABLES = {
    "invoice": f"""
        CREATE TABLE invoice (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            number TEXT NOT NULL,
            customer_id BIGINT NOT NULL,
            kind TEXT NOT NULL CHECK (
                kind IN ('invoice', 'settlement', 'advance', 'interim', 'final', 'credit')),
            medium TEXT,
            service_point_id BIGINT,
            issued_on DATE NOT NULL,
            due_on DATE NOT NULL,
            period_from DATE,
            period_to DATE,
            {CURRENCY},
            net BIGINT NOT NULL,
            tax BIGINT NOT NULL,
            total BIGINT NOT NULL,
            reference TEXT NOT NULL,
            details TEXT NOT NULL,
            document_key TEXT,
            import_id BIGINT NOT NULL,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, number),
            {OF_CUSTOMER},
            FOREIGN KEY (company_id, service_point_id) REFERENCES service_point (company_id, id),
            {OF_IMPORT},
            CHECK (total = net + tax),
            CHECK ((period_from IS NULL) = (period_to IS NULL)),
            CHECK (period_to IS NULL OR period_to > period_from)
        )""",
    "invoice_line": """
        CREATE TABLE invoice_line (
            company_id BIGINT NOT NULL,
            invoice_id BIGINT NOT NULL,
            position INTEGER NOT NULL,
            description TEXT NOT NULL,
            quantity BIGINT,
            unit TEXT,
            price TEXT,
            net BIGINT NOT NULL,
            tax_rate INTEGER NOT NULL,
            tax BIGINT NOT NULL,
            period_from DATE,
            period_to DATE,
            serial TEXT,
            obis TEXT,
            reading_from BIGINT,
            reading_from_kind TEXT,
            reading_to BIGINT,
            reading_to_kind TEXT,
            PRIMARY KEY (company_id, invoice_id, position),
            FOREIGN KEY (company_id, invoice_id) REFERENCES invoice (company_id, id)
        )""",
    "debt": f"""
        CREATE TABLE debt (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            number TEXT NOT NULL,
            customer_id BIGINT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('invoice', 'interest', 'dunning_fee', 'advance')),
            invoice_id BIGINT,
            about_debt_id BIGINT,
            reminder TEXT,
            description TEXT NOT NULL,
            legal_title TEXT NOT NULL CHECK (legal_title IN
                ('own', 'assumed', 'guarantor', 'inherited', 'owner_for_tenant')),
            amount BIGINT NOT NULL CHECK (amount > 0),
            {CURRENCY},
            arose_on DATE NOT NULL,
            due_on DATE NOT NULL,
            interest_until DATE,
            details TEXT,
            import_id BIGINT NOT NULL,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, number),
            {OF_CUSTOMER},
            FOREIGN KEY (company_id, invoice_id) REFERENCES invoice (company_id, id),
            FOREIGN KEY (company_id, about_debt_id) REFERENCES debt (company_id, id),
            {OF_IMPORT},
            CHECK ((kind = 'interest') = (interest_until IS NOT NULL))
        )""",
    "advance": f"""
        CREATE TABLE advance (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            customer_id BIGINT NOT NULL,
            service_point_id BIGINT NOT NULL,
            due_on DATE NOT NULL,
            amount BIGINT NOT NULL CHECK (amount > 0),
            {CURRENCY},
            flexible BOOLEAN NOT NULL,
            debt_id BIGINT,
            settled_by BIGINT,
            import_id BIGINT NOT NULL,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, customer_id, service_point_id, due_on),
            {OF_CUSTOMER},
            FOREIGN KEY (company_id, service_point_id) REFERENCES service_point (company_id, id),
            FOREIGN KEY (company_id, debt_id) REFERENCES debt (company_id, id),
            FOREIGN KEY (company_id, settled_by) REFERENCES invoice (company_id, id),
            {OF_IMPORT}
        )""",
    # What staff decide about money; what needs two people names both, and they differ.
    "money_decision": f"""
        CREATE TABLE money_decision (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN
                ('refund', 'write_off', 'match', 'unmatch', 'allocate', 'dispute', 'dispute_over')),
            customer_id BIGINT NOT NULL,
            staff_id BIGINT NOT NULL,
            proposed_by BIGINT,
            decided_at BIGINT NOT NULL,
            reason TEXT NOT NULL,
            subject TEXT NOT NULL,
            undoes BIGINT,
            PRIMARY KEY (company_id, id),
            {OF_CUSTOMER},
            {OF_STAFF},
            FOREIGN KEY (company_id, proposed_by) REFERENCES staff (company_id, account_id),
            FOREIGN KEY (company_id, undoes) REFERENCES money_decision (company_id, id),
            CHECK (proposed_by IS NULL OR proposed_by <> staff_id),
            CHECK (kind NOT IN ('refund', 'write_off') OR proposed_by IS NOT NULL)
        )""",
    "payment": f"""
        CREATE TABLE payment (
            company_id BIGINT NOT NULL,
            id TEXT NOT NULL,
            customer_id BIGINT NOT NULL,
            account_id BIGINT NOT NULL REFERENCES account (id),
            amount BIGINT NOT NULL CHECK (amount > 0),
            {CURRENCY},
            state TEXT NOT NULL CHECK (state IN ('created', 'redirected', 'pending', 'succeeded',
                'failed', 'cancelled', 'expired', 'unknown', 'review')),
            provider TEXT NOT NULL,
            provider_ref TEXT,
            redirect_url TEXT,
            reference TEXT NOT NULL,
            return_hash TEXT NOT NULL UNIQUE,
            choice_hash TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            changed_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            poll_at BIGINT,
            polls INTEGER NOT NULL,
            note TEXT,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, provider, provider_ref),
            UNIQUE (company_id, reference),
            {OF_CUSTOMER}
        )""",
    "payment_item": """
        CREATE TABLE payment_item (
            company_id BIGINT NOT NULL,
            payment_id TEXT NOT NULL,
            debt_id BIGINT NOT NULL,
            amount BIGINT NOT NULL CHECK (amount > 0),
            active BOOLEAN NOT NULL,
            PRIMARY KEY (company_id, payment_id, debt_id),
            FOREIGN KEY (company_id, payment_id) REFERENCES payment (company_id, id),
            FOREIGN KEY (company_id, debt_id) REFERENCES debt (company_id, id)
        )""",
    "provider_event": """
        CREATE TABLE provider_event (
            company_id BIGINT NOT NULL REFERENCES company (id),
            provider TEXT NOT NULL,
            event_key TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            provider_ref TEXT,
            hint TEXT,
            trusted BOOLEAN NOT NULL,
            received_at BIGINT NOT NULL,
            processed_at BIGINT,
            outcome TEXT,
            PRIMARY KEY (company_id, provider, event_key)
        )""",
    "ledger_entry": f"""
        CREATE TABLE ledger_entry (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            customer_id BIGINT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('payment', 'refund', 'chargeback', 'credit',
                'write_off', 'void', 'transfer', 'reversal')),
            amount BIGINT NOT NULL,
            {CURRENCY},
            value_on DATE NOT NULL,
            booked_at BIGINT NOT NULL,
            reference TEXT NOT NULL,
            import_key TEXT,
            payment_id TEXT,
            import_id BIGINT,
            decision_id BIGINT,
            reverses BIGINT,
            PRIMARY KEY (company_id, id),
            {OF_CUSTOMER},
            FOREIGN KEY (company_id, payment_id) REFERENCES payment (company_id, id),
            {OF_IMPORT},
            FOREIGN KEY (company_id, decision_id) REFERENCES money_decision (company_id, id),
            FOREIGN KEY (company_id, reverses) REFERENCES ledger_entry (company_id, id),
            CHECK ((payment_id IS NOT NULL AND import_id IS NULL AND decision_id IS NULL)
                OR (payment_id IS NULL AND import_id IS NOT NULL AND decision_id IS NULL)
                OR (payment_id IS NULL AND import_id IS NULL AND decision_id IS NOT NULL)),
            CHECK (import_key IS NULL OR import_id IS NOT NULL),
            CHECK ((kind IN ('refund', 'chargeback', 'reversal')) = (amount < 0)),
            CHECK ((kind = 'transfer') = (amount = 0)),
            CHECK ((kind IN ('refund', 'chargeback', 'reversal', 'transfer'))
                = (reverses IS NOT NULL)),
            CHECK (kind NOT IN ('refund', 'write_off') OR payment_id IS NULL)
        )""",
    "allocation": """
        CREATE TABLE allocation (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            entry_id BIGINT NOT NULL,
            debt_id BIGINT NOT NULL,
            amount BIGINT NOT NULL CHECK (amount <> 0),
            allocated_at BIGINT NOT NULL,
            PRIMARY KEY (company_id, id),
            FOREIGN KEY (company_id, entry_id) REFERENCES ledger_entry (company_id, id),
            FOREIGN KEY (company_id, debt_id) REFERENCES debt (company_id, id)
        )""",
    "refund": f"""
        CREATE TABLE refund (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            payment_id TEXT NOT NULL,
            decision_id BIGINT NOT NULL,
            amount BIGINT NOT NULL CHECK (amount > 0),
            {CURRENCY},
            request_key TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('asked', 'submitted', 'succeeded', 'failed')),
            asked_at BIGINT NOT NULL,
            changed_at BIGINT NOT NULL,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, request_key),
            FOREIGN KEY (company_id, payment_id) REFERENCES payment (company_id, id),
            FOREIGN KEY (company_id, decision_id) REFERENCES money_decision (company_id, id)
        )""",
    "money_task": f"""
        CREATE TABLE money_task (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            kind TEXT NOT NULL,
            customer_id BIGINT,
            payment_id TEXT,
            entry_id BIGINT,
            facts TEXT NOT NULL,
            opened_at BIGINT NOT NULL,
            done_at BIGINT,
            done_by BIGINT,
            PRIMARY KEY (company_id, id),
            {OF_CUSTOMER},
            FOREIGN KEY (company_id, payment_id) REFERENCES payment (company_id, id),
            FOREIGN KEY (company_id, entry_id) REFERENCES ledger_entry (company_id, id),
            FOREIGN KEY (company_id, done_by) REFERENCES staff (company_id, account_id)
        )""",
    "bank_entry": f"""
        CREATE TABLE bank_entry (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            import_id BIGINT NOT NULL,
            iban TEXT NOT NULL,
            entry_key TEXT NOT NULL,
            booked_on DATE NOT NULL,
            value_on DATE NOT NULL,
            amount BIGINT NOT NULL,
            {CURRENCY},
            payer TEXT,
            payer_iban TEXT,
            reference TEXT,
            end_to_end TEXT,
            words TEXT,
            state TEXT NOT NULL CHECK (state IN ('open', 'matched', 'reversed', 'ignored')),
            entry_id BIGINT,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, iban, entry_key),
            {OF_IMPORT},
            FOREIGN KEY (company_id, entry_id) REFERENCES ledger_entry (company_id, id)
        )""",
    # Effective-dated: rates in hundredths of a percent a year, tariffs in minor units.
    "interest_rate": """
        CREATE TABLE interest_rate (
            company_id BIGINT NOT NULL REFERENCES company (id),
            valid_from DATE NOT NULL,
            rate INTEGER NOT NULL CHECK (rate >= 0),
            PRIMARY KEY (company_id, valid_from)
        )""",
    "dunning_tariff": """
        CREATE TABLE dunning_tariff (
            company_id BIGINT NOT NULL REFERENCES company (id),
            step INTEGER NOT NULL CHECK (step >= 1),
            valid_from DATE NOT NULL,
            amount BIGINT NOT NULL CHECK (amount >= 0),
            PRIMARY KEY (company_id, step, valid_from)
        )""",
    "money_setting": """
        CREATE TABLE money_setting (
            company_id BIGINT NOT NULL PRIMARY KEY REFERENCES company (id),
            payee TEXT NOT NULL,
            iban TEXT NOT NULL,
            bic TEXT NOT NULL,
            bank TEXT NOT NULL,
            tax_number TEXT NOT NULL,
            address TEXT NOT NULL,
            day_count TEXT NOT NULL CHECK (day_count IN ('act_365', 'act_360', 'act_act')),
            allocation_order TEXT NOT NULL,
            provider TEXT NOT NULL,
            payment_origins TEXT NOT NULL,
            least_payment BIGINT NOT NULL,
            qr_kind TEXT NOT NULL CHECK (qr_kind IN ('none', 'epc', 'spayd', 'hct', 'st00012'))
        )""",
}

INDEXES = [
    "CREATE INDEX invoice_customer ON invoice (company_id, customer_id, issued_on)",
    "CREATE INDEX debt_customer ON debt (company_id, customer_id, due_on)",
    "CREATE INDEX debt_invoice ON debt (company_id, invoice_id)",
    "CREATE INDEX payment_customer ON payment (company_id, customer_id, created_at)",
    "CREATE INDEX payment_due_poll ON payment (poll_at) WHERE poll_at IS NOT NULL",
    "CREATE UNIQUE INDEX payment_item_open ON payment_item (company_id, debt_id) WHERE active",
    "CREATE INDEX ledger_customer ON ledger_entry (company_id, customer_id, value_on)",
    "CREATE UNIQUE INDEX ledger_payment ON ledger_entry (company_id, payment_id)"
    " WHERE kind = 'payment' AND payment_id IS NOT NULL",
    "CREATE UNIQUE INDEX ledger_import_key ON ledger_entry (company_id, import_key)"
    " WHERE import_key IS NOT NULL",
    "CREATE INDEX ledger_reverses ON ledger_entry (company_id, reverses)"
    " WHERE reverses IS NOT NULL",
    "CREATE INDEX ledger_import ON ledger_entry (company_id, import_id)"
    " WHERE import_id IS NOT NULL",
    "CREATE INDEX invoice_import ON invoice (company_id, import_id)",
    "CREATE INDEX debt_import ON debt (company_id, import_id)",
    "CREATE INDEX allocation_debt ON allocation (company_id, debt_id, amount)",
    "CREATE INDEX allocation_entry ON allocation (company_id, entry_id)",
    "CREATE INDEX money_task_open ON money_task (company_id, opened_at) WHERE done_at IS NULL",
    "CREATE INDEX bank_entry_open ON bank_entry (company_id, booked_on) WHERE state = 'open'",
    "CREATE INDEX money_decision_subject ON money_decision (company_id, subject)",
    "CREATE INDEX advance_customer ON advance (company_id, customer_id, due_on)",
]


# A delivery is known by what it held, and can be taken back while nothing rests on it.
OF_BATCHES = ("sha256 TEXT", "rows_read BIGINT", "rows_kept BIGINT", "undone_at BIGINT")


def up(migrator, db):
    for column in OF_BATCHES:
        db.execute_sql(f"ALTER TABLE import_batch ADD COLUMN {column}")
    for statement in [*TABLES.values(), *INDEXES]:
        db.execute_sql(statement)


def down(migrator, db):
    for column in OF_BATCHES:
        db.execute_sql(f"ALTER TABLE import_batch DROP COLUMN {column.split()[0]}")
    for table in reversed(TABLES):
        db.execute_sql(f"DROP TABLE {table}")
