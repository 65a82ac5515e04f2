"""While a bank is asked nobody's place at the database is kept for it."""

from webapp.actions.banks import Apart
from webapp.models.base import database


class Watching:
    """A bank that looks whether this thread holds a connection."""

    code, capabilities = "watching", frozenset()
    parse_notification = stated = acknowledge = None

    def fetch(self, _ref):
        return database.is_closed()


def test_no_connection_waits_for_a_bank(app):
    database.connect()
    assert Apart(Watching()).fetch("p")
    assert not database.is_closed()
    with database.atomic():
        assert not Apart(Watching()).fetch("p"), "a transaction goes on"
    database.close()
    assert Apart(Watching()).fetch("p")
    assert database.is_closed()
    with database.connection_context():
        assert not Apart(Watching()).fetch("p"), "a worker keeps its own"
