"""When a bank was last asked by a returning customer, and when a refund is asked about again."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE payment ADD COLUMN asked_at BIGINT")
    db.execute_sql("ALTER TABLE refund ADD COLUMN poll_at BIGINT")
    db.execute_sql("CREATE INDEX refund_due_poll ON refund (poll_at) WHERE poll_at IS NOT NULL")
    db.execute_sql("CREATE INDEX payment_created ON payment (company_id, created_at)")
    db.execute_sql("CREATE INDEX refund_payment ON refund (company_id, payment_id)")


def down(migrator, db):
    db.execute_sql("DROP INDEX refund_payment")
    db.execute_sql("DROP INDEX payment_created")
    db.execute_sql("DROP INDEX refund_due_poll")
    db.execute_sql("ALTER TABLE refund DROP COLUMN poll_at")
    db.execute_sql("ALTER TABLE payment DROP COLUMN asked_at")
