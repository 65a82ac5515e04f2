"""Whether a picture has come before, with a reading of another day."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from peewee import fn

from webapp.models.prepared import prepared
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission


def photo_used_before(
    *, company_id: int, hashes: Collection[str], day: date, replaces: str | None
) -> datetime | None:
    """When one of these pictures last came with a reading of another day than this.

    The reading that this one `replaces` may carry the same picture.
    """
    if not hashes:
        return None
    found = _last.tuples(
        company_id=company_id, hashes=sorted(hashes), day=day, replaces=replaces or ""
    )
    moment: datetime | None = found[0][0]
    return moment


@prepared
def _last(*, company_id: int, hashes: Sequence[str], day: date, replaces: str) -> Any:
    return (
        SubmissionPhoto.select(fn.MAX(Submission.captured_at))
        .join(
            Submission,
            on=(Submission.company_id == SubmissionPhoto.company_id)
            & (Submission.id == SubmissionPhoto.submission_id),
        )
        .where(
            SubmissionPhoto.company_id == company_id,
            SubmissionPhoto.received_sha256.in_(hashes),
            Submission.read_on != day,
            Submission.id != replaces,
        )
    )
