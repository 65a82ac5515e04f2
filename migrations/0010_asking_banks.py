"""When a bank was last asked by a returning customer, and when a refund is asked about again."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE payment ADD COLUMN asked_at BIGINT")
    db.execute_sql("CREATE INDEX payment_created ON payment (company_id, created_at)")
    db.execute_sql("ALTER TABLE refund ADD COLUMN poll_at BIGINT")
    db.execute_sql(
        "CREATE INDEX refund_under_way ON refund (asked_at) WHERE state IN ('asked', 'submitted')"
    )


def down(migrator, db):
    db.execute_sql("DROP INDEX refund_under_way")
    db.execute_sql("ALTER TABLE refund DROP COLUMN poll_at")
    db.execute_sql("DROP INDEX payment_created")
    db.execute_sql("ALTER TABLE payment DROP COLUMN asked_at")
