"""Taking in what a plain form says, and its photo if there is one: once, however often it comes."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from peewee import IntegrityError

from webapp.actions.intake import Incoming, write_submission
from webapp.actions.photos import Kept, clean_photos, insert_photos, store_files
from webapp.domain.captures import Capture, PhotoNote
from webapp.domain.findings import Finding
from webapp.domain.people import Person
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.gateways.storage import Storage
from webapp.models.accounts import Account
from webapp.models.base import atomic
from webapp.queries.submissions import stored


def take_in_form(
    *,
    person: Person,
    incoming: Incoming,
    values: Mapping[int, int],
    findings: Sequence[Finding] = (),
    photo: bytes | None,
    now: datetime,
    storage: Storage,
) -> str:
    """Write the submission of a form and return its id; the same form again writes nothing.

    Raises NotFound for an id that is somebody else's, Refusal `sent_already` for one that came
    with other content, and what photos are refused for.
    """
    if not is_repeat(person=person, incoming=incoming):
        kept = _cleaned(incoming, photo)
        store_files(company_id=incoming.whose.company_id, kept=kept, storage=storage)
        try:
            _write(person, incoming, values, findings, kept, now)
        except IntegrityError:
            # The same form came twice at once, and the other was first.
            if not is_repeat(person=person, incoming=incoming):
                raise
    return incoming.id


def is_repeat(*, person: Person, incoming: Incoming) -> bool:
    """Whether this form came before, in the same words.

    Raises NotFound for an id that is somebody else's, Refusal `sent_already` for other content.
    """
    earlier = stored(submission_id=incoming.id)
    if earlier is None:
        return False
    if earlier.account_id != person.account_id:
        raise NotFound
    if earlier.content_hash != incoming.content_hash:
        raise Refusal(
            "sent_already",
            N_("This has been sent already. Please open the page anew to send something else."),
        )
    return True


def _cleaned(incoming: Incoming, photo: bytes | None) -> list[Kept]:
    if not photo:
        return []
    note = PhotoNote(bytes=len(photo), sha256=hashlib.sha256(photo).hexdigest())
    capture = Capture(
        id=incoming.id, meter="", registers=(), captured_at=incoming.captured_at, photo=note
    )
    return clean_photos(capture=capture, photos={"photo": photo})


def _write(
    person: Person,
    incoming: Incoming,
    values: Mapping[int, int],
    findings: Sequence[Finding],
    kept: list[Kept],
    now: datetime,
) -> None:
    with atomic():
        # Two forms of one person may come at once: the later one has to see the earlier.
        Account.hold(account_id=person.account_id)
        write_submission(
            incoming=incoming, values=values, findings=findings, by=person.account_id, now=now
        )
        insert_photos(
            company_id=incoming.whose.company_id, submission_id=incoming.id, kept=kept, now=now
        )
