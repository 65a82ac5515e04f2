"""Whether a company puts money on account to new bills by itself; it does unless it says no."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE money_setting ADD COLUMN uses_credit BOOLEAN NOT NULL DEFAULT TRUE")


def down(migrator, db):
    db.execute_sql("ALTER TABLE money_setting DROP COLUMN uses_credit")
