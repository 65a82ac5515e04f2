"""Lines of bank statements: where in the file, what the bank says of returns, why they are matched.

A payer's account is learned from lines that were matched before; bills are found by reference.
"""

COLUMNS = (
    "place INTEGER NOT NULL DEFAULT 0",
    "reversal BOOLEAN NOT NULL DEFAULT FALSE",
    "return_reason TEXT",
    "why TEXT",
    # Of which entry of several movements: S for their sum told alone, P for one of them.
    "whole TEXT",
    "changed_at BIGINT",
    "changed_by BIGINT",
)

INDEXES = (
    "CREATE INDEX bank_entry_import ON bank_entry (company_id, import_id, place)",
    "CREATE INDEX bank_entry_payer ON bank_entry (company_id, payer_iban, state)"
    " WHERE payer_iban IS NOT NULL",
    "CREATE INDEX bank_entry_end_to_end ON bank_entry (company_id, end_to_end)"
    " WHERE end_to_end IS NOT NULL",
    "CREATE INDEX bank_entry_whole ON bank_entry (company_id, iban, whole) WHERE whole IS NOT NULL",
    "CREATE INDEX bank_entry_returns ON bank_entry (company_id, booked_on)"
    " WHERE state = 'open' AND amount < 0",
    # One line is one entry of the ledger.
    "CREATE UNIQUE INDEX bank_entry_booked ON bank_entry (company_id, entry_id)"
    " WHERE entry_id IS NOT NULL",
    "CREATE INDEX invoice_reference ON invoice (company_id, reference)",
    "CREATE INDEX debt_amount ON debt (company_id, amount)",
    "CREATE INDEX import_batch_kind ON import_batch (company_id, kind, made_at)",
)


def up(migrator, db):
    for column in COLUMNS:
        db.execute_sql(f"ALTER TABLE bank_entry ADD COLUMN {column}")
    db.execute_sql("ALTER TABLE money_setting ADD COLUMN number_pattern TEXT NOT NULL DEFAULT ''")
    for statement in INDEXES:
        db.execute_sql(statement)


def down(migrator, db):
    for statement in reversed(INDEXES):
        name = statement.split(" INDEX ")[1].split()[0]
        db.execute_sql(f"DROP INDEX {name}")
    db.execute_sql("ALTER TABLE money_setting DROP COLUMN number_pattern")
    for column in reversed(COLUMNS):
        db.execute_sql(f"ALTER TABLE bank_entry DROP COLUMN {column.split()[0]}")
