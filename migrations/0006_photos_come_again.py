"""Find a picture that came before by the hash of the bytes received."""

INDEX = "CREATE INDEX photo_received ON submission_photo (company_id, received_sha256)"


def up(migrator, db):
    db.execute_sql(INDEX)


def down(migrator, db):
    db.execute_sql("DROP INDEX photo_received")
