"""Find the reading windows that closed lately, to see where a reading is missing."""

INDEX = "CREATE INDEX window_closed ON reading_window (company_id, closes_on, service_point_id)"


def up(migrator, db):
    db.execute_sql(INDEX)


def down(migrator, db):
    db.execute_sql("DROP INDEX window_closed")
