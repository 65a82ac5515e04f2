"""Whether the database answers."""

from webapp.models.base import database


def database_answers() -> bool:
    """True, or the error that says why not."""
    database.execute_sql("SELECT 1")
    return True
