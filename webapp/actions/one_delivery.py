"""One delivery of a company at a time: two at once would wait for each other's rows for ever.

On PostgreSQL a lock of the transaction stands for the company, on SQLite there is one writer at a
time anyway. Either ends with the transaction or with the process, so nobody leaves it behind.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from peewee import OperationalError, PostgresqlDatabase

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.base import atomic, database

# As long as SQLite waits for its writer: what is short goes through one after the other.
TRIES, PAUSE = 100, 0.1

CLAIM = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


@contextmanager
def one_delivery(*, company_id: int) -> Iterator[None]:
    """The transaction of a delivery, or of undoing one, while there is no other of the company.

    Raises Refusal `import_busy` where another one is not through after ten seconds.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(atomic())
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            raise _busy() from error
        if isinstance(database.obj, PostgresqlDatabase):
            _claim(company_id)
        yield


def _claim(company_id: int) -> None:
    for turn in range(TRIES):
        if turn:
            time.sleep(PAUSE)
        ((ours,),) = database.execute_sql(CLAIM, (f"import:{company_id}",)).fetchall()
        if ours:
            return
    raise _busy()


def _busy() -> Refusal:
    return Refusal(
        "import_busy",
        N_("Another delivery is being taken in; please try again when it is through."),
    )
