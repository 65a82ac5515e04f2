"""The photos that a submission carries."""

from dataclasses import dataclass

from webapp.domain.people import Person
from webapp.domain.permissions import Permission, customers_with
from webapp.models.base import tuples_of
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission


@dataclass(frozen=True, kw_only=True)
class PhotoPart:
    """One photo of a submission, and by which name its bytes are stored."""

    company_id: int
    part: str
    sha256: str


def photos_of(*, person: Person, submission_id: str) -> list[PhotoPart]:
    """The photos of a submission of a customer whose readings this person may see."""
    mine = {(t.company_id, t.customer_id) for t in customers_with(person, Permission.SEE_READINGS)}
    rows = tuples_of(
        SubmissionPhoto.select(
            SubmissionPhoto.company_id,
            SubmissionPhoto.part,
            SubmissionPhoto.sha256,
            Submission.customer_id,
        )
        .join(
            Submission,
            on=(Submission.company_id == SubmissionPhoto.company_id)
            & (Submission.id == SubmissionPhoto.submission_id),
        )
        .where(
            SubmissionPhoto.company_id.in_([company_id for company_id, _ in mine]),
            SubmissionPhoto.submission_id == submission_id,
        )
        .order_by(SubmissionPhoto.part)
    )
    return [
        PhotoPart(company_id=company_id, part=part, sha256=sha256)
        for company_id, part, sha256, customer_id in rows
        if (company_id, customer_id) in mine
    ]
