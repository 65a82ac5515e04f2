"""Whether a picture has come before, with a reading of another day."""

from collections.abc import Collection
from datetime import date, datetime

from peewee import fn

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
    query = (
        SubmissionPhoto.select(fn.MAX(Submission.captured_at))
        .join(
            Submission,
            on=(Submission.company_id == SubmissionPhoto.company_id)
            & (Submission.id == SubmissionPhoto.submission_id),
        )
        .where(
            SubmissionPhoto.company_id == company_id,
            SubmissionPhoto.received_sha256.in_(sorted(hashes)),
            Submission.read_on != day,
            Submission.id != (replaces or ""),
        )
    )
    moment: int | None = query.scalar(as_tuple=False)
    return Submission.captured_at.python_value(moment) if isinstance(moment, int) else moment
