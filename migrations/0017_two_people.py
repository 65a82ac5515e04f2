"""Where a company's money goes takes two people: one proposes, somebody else agrees.

A proposal names what is to become another; nothing under a setting means that it stays. It follows
the proposal by which the settings came that hold, so that none can be used a second time. What the
command on the machine proposes has no maker among the staff; one of them answers it.
"""

WHERE = ("payee", "iban", "bic", "provider", "payment_origins")

TABLE = f"""
    CREATE TABLE setting_proposal (
        company_id BIGINT NOT NULL REFERENCES company (id),
        id BIGINT NOT NULL,
        staff_id BIGINT,
        proposed_at BIGINT NOT NULL,
        follows BIGINT,
        payee TEXT,
        iban TEXT,
        bic TEXT,
        provider TEXT,
        payment_origins TEXT,
        ended_at BIGINT,
        ended_by BIGINT,
        outcome TEXT CHECK (outcome IN ('approved', 'declined', 'withdrawn')),
        PRIMARY KEY (company_id, id),
        FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, account_id),
        FOREIGN KEY (company_id, ended_by) REFERENCES staff (company_id, account_id),
        CHECK (COALESCE({", ".join(WHERE)}) IS NOT NULL),
        CHECK ((ended_at IS NULL) = (ended_by IS NULL)
            AND (ended_at IS NULL) = (outcome IS NULL)),
        CHECK (outcome IS NULL OR (outcome = 'withdrawn') = (ended_by = COALESCE(staff_id, 0)))
    )"""
# One question at a time: who agrees to a new account sees the bank's code that goes with it.
INDEX = (
    "CREATE UNIQUE INDEX setting_proposal_open ON setting_proposal (company_id)"
    " WHERE ended_at IS NULL"
)


def up(migrator, db):
    db.execute_sql(TABLE)
    db.execute_sql(INDEX)
    db.execute_sql("ALTER TABLE money_setting ADD COLUMN agreed_id BIGINT")


def down(migrator, db):
    db.execute_sql("ALTER TABLE money_setting DROP COLUMN agreed_id")
    db.execute_sql("DROP TABLE setting_proposal")
