"""The other meters of a customer to whom a reading may belong."""

from webapp.domain.meters import MeterCard
from webapp.domain.people import Person
from webapp.models.submissions import Submission
from webapp.queries.desk_queue import decided_by, of_companies
from webapp.queries.meters import meters_of_customer


def other_meters(*, person: Person, submission_id: str) -> tuple[MeterCard, ...]:
    """The customer's meters on the day of reading, without the one it came for."""
    submission = (
        Submission.select()
        .where(of_companies(decided_by(person)), Submission.id == submission_id)
        .first()
    )
    if submission is None:
        return ()
    meters = meters_of_customer(
        company_id=submission.company_id,
        customer_id=submission.customer_id,
        now=submission.captured_at,
    )
    return tuple(one for one in meters if one.id != submission.meter_id)
