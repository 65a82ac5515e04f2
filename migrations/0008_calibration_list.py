"""Find the meters whose calibration runs out without looking at every meter."""


def up(migrator, db):
    db.execute_sql(
        "CREATE INDEX meter_calibration ON meter (company_id, calibrated_until)"
        " WHERE removed_on IS NULL"
    )


def down(migrator, db):
    db.execute_sql("DROP INDEX meter_calibration")
