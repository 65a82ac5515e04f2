"""Whether the database answers."""

from peewee import DatabaseError

from webapp.models.base import database

__all__ = ["DatabaseError", "database_answers"]


def database_answers() -> bool:
    """True, or the error that says why not."""
    database.execute_sql("SELECT 1")
    return True
