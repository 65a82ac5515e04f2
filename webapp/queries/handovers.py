"""The meter that somebody hands over: supplied to them now, lately, or soon."""

from datetime import datetime, timedelta

from webapp.domain.handovers import HANDOVER_DAYS
from webapp.domain.meters import MeterCard
from webapp.domain.people import Person
from webapp.domain.permissions import Permission
from webapp.queries.meters import readable_meters

SPAN = timedelta(days=HANDOVER_DAYS)


def handover_meter(*, person: Person, meter_id: int, now: datetime) -> MeterCard | None:
    """A meter for which this person may send readings, or could some days ago, or soon can.

    Who has moved out last week still hands over; windows do not matter.
    """
    for moment in (now, now - SPAN, now + SPAN):
        meters = readable_meters(person=person, now=moment, permission=Permission.SUBMIT_READINGS)
        for meter in meters:
            if meter.id == meter_id:
                return meter
    return None
