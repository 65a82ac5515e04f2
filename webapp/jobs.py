"""The worker: runs what the business left in the job table, and the standing chores."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from webapp.actions.asking import poll_payments
from webapp.actions.banks import Banks
from webapp.actions.billing_list import list_for_billing
from webapp.actions.credit_use import JOB as USE_CREDIT
from webapp.actions.credit_use import use_credit_for_import
from webapp.actions.jobs import run_due
from webapp.actions.notifications import JOB as BANK_NOTIFIED
from webapp.actions.notifications import follow_notification
from webapp.actions.papers import sweep_papers
from webapp.actions.photos import derive_photo, sweep_orphans
from webapp.actions.refunds import poll_refunds
from webapp.actions.seals import seal_events
from webapp.actions.settlements import compare_settlements
from webapp.actions.sign_in import sweep_failures
from webapp.gateways.storage import Storage
from webapp.models.base import database

log = logging.getLogger("meterpost.worker")

IDLE_WAIT = 1.0


def clock() -> datetime:
    """The present moment, for a process that answers no request."""
    return datetime.now(UTC)


class Chore:
    """Something done again and again, whether or not anybody asked; a failure waits its turn."""

    def __init__(self, *, name: str, every: timedelta, do: Callable[..., object]) -> None:
        self.name, self.every, self.do = name, every, do
        self._next: datetime | None = None

    def run_if_due(self, *, now: datetime) -> None:
        """Do it if its time has come."""
        if self._next is not None and now < self._next:
            return
        self._next = now + self.every
        try:
            self.do(now=now)
        except Exception:
            log.exception("chore %s failed and will be tried again", self.name)


def chores(*, storage: Storage, banks: Banks) -> list[Chore]:
    """The standing work of an installation."""
    return [
        Chore(name="seal events", every=timedelta(seconds=2), do=seal_events),
        Chore(name="list for billing", every=timedelta(seconds=5), do=list_for_billing),
        Chore(
            name="sweep orphan photos",
            every=timedelta(hours=6),
            do=partial(sweep_orphans, storage=storage),
        ),
        Chore(
            name="sweep papers left behind",
            every=timedelta(hours=6),
            do=partial(sweep_papers, storage=storage),
        ),
        Chore(name="forget sign-in failures", every=timedelta(hours=1), do=sweep_failures),
        Chore(
            name="ask banks about payments",
            every=timedelta(seconds=2),
            do=partial(poll_payments, banks=banks),
        ),
        Chore(
            name="ask banks about refunds",
            every=timedelta(seconds=2),
            do=partial(poll_refunds, banks=banks),
        ),
        Chore(
            name="compare the banks' lists",
            every=timedelta(hours=12),
            do=partial(compare_settlements, banks=banks),
        ),
    ]


def run_once(*, storage: Storage, banks: Banks) -> int:
    """Run the jobs that are due and return how many there were."""
    handlers: dict[str, Callable[..., None]] = {
        "derive_photo": partial(derive_photo, storage=storage),
        BANK_NOTIFIED: partial(follow_notification, banks=banks),
        USE_CREDIT: use_credit_for_import,
    }
    with database.connection_context():
        return run_due(handlers=handlers, clock=clock)


def run_forever(
    *, storage: Storage, banks: Banks, stop: Callable[[], bool] = lambda: False
) -> None:
    """Work until told to stop."""
    standing = chores(storage=storage, banks=banks)
    while not stop():
        try:
            busy = run_once(storage=storage, banks=banks)
            with database.connection_context():
                for chore in standing:
                    chore.run_if_due(now=clock())
        except Exception:
            log.exception("the worker stumbled and goes on")
            busy = 0
        if not busy:
            time.sleep(IDLE_WAIT)
