"""Reading a meter without the outbox: a plain form that works in any browser."""

from functools import partial

from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.rounds import Answer, Entry, submit_round
from webapp.actions.submissions import OtherContent
from webapp.domain.due import due_meters
from webapp.domain.meters import MeterCard
from webapp.domain.permissions import Permission
from webapp.forms.captures_web import (
    Filled,
    filled_meters,
    meter_fields,
    new_submission_id,
    typed_again,
)
from webapp.queries.followed import meters_of
from webapp.queries.meters import readable_meters
from webapp.queries.my_meters import meters_to_show
from webapp.queries.on_its_way import MOST_AT_ONCE, followed, followed_and_waiting
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.plain_capture import errors_of, questions_of
from webapp.web.respond import respond
from webapp.web.sessions import keep_alive
from webapp.web.uploads import read_photo

bp = Blueprint("capture", __name__, url_prefix="/capture")


@bp.get("")
@allow(Permission.SUBMIT_READINGS)
def page() -> Response:
    """The form, the meter asked for first."""
    meters = readable_meters(person=asker(), now=now())
    return respond(
        page="capture/page.html",
        meters=[meter_fields(meter) for meter in meters],
        submission_ids={str(meter.id): new_submission_id(now=now()) for meter in meters},
        form_errors={},
        values={},
        chosen=request.args.get("meter"),
    )


@bp.post("")
@allow(Permission.SUBMIT_READINGS)
def submit() -> AnyResponse:
    """Take in what fits; what does not comes back with its sentence, and the same ids."""
    keep_alive()
    meters = readable_meters(person=asker(), now=now())
    filled = filled_meters(meters=meters, form=request.form, files=request.files, now=now())
    answers = submit_round(
        person=asker(),
        entries=[_entry(one) for one in filled],
        meters=meters,
        confirmed=request.form.get("confirmed") == "yes",
        now=now(),
        storage=current_app.extensions["storage"],
    )
    received = [answer.receipt.id for answer in answers if answer.receipt]
    if answers and len(received) == len(answers):
        return redirect(url_for(".saved", id=received), code=303)
    return _form_again(meters, filled, answers, received)


@bp.get("/saved")
@allow(Permission.SUBMIT_READINGS)
def saved() -> AnyResponse:
    """The receipts of what has just arrived, and the next meter to read."""
    person, ids = asker(), request.args.getlist("id")[:MOST_AT_ONCE]
    known = followed_and_waiting(person=person, submission_ids=ids)
    arrived = [one for one in known if one.id in ids]
    if not arrived:
        return redirect("/", code=303)
    meters = meters_to_show(person=person, now=now(), permission=Permission.SUBMIT_READINGS)
    due = due_meters(
        meters=[meter.card for meter in meters],
        sent=meters_of(known),
        now=now(),
    )
    return respond(page="submissions/arrived.html", arrived=arrived, to_read=due.to_read)


def _entry(one: Filled) -> Entry:
    photo = one.photo
    return Entry(
        meter=one.meter,
        capture=one.capture(now=now()),
        open_photo=partial(read_photo, photo, field="photo") if photo else lambda: None,
    )


def _form_again(
    meters: list[MeterCard], filled: list[Filled], answers: list[Answer], received: list[str]
) -> Response:
    """Only what is still to be put right stands in the form; what has arrived is named above it."""
    open_ones = [one for one in filled if one.id not in received]
    return respond(
        page="submissions/not_all_arrived.html",
        status=422,
        arrived=followed(person=asker(), submission_ids=received) if received else [],
        meters=[meter_fields(meter) for meter in meters],
        submission_ids=_ids(meters, open_ones, answers),
        form_errors={**_photos_again(open_ones), **errors_of(answers)},
        asked=questions_of(answers),
        values=typed_again(filled=open_ones),
        chosen=open_ones[0].meter.serial if open_ones else None,
    )


def _ids(meters: list[MeterCard], filled: list[Filled], answers: list[Answer]) -> dict[str, str]:
    """The ids stay, so that a second press repeats; an id that is taken gives way to a new one."""
    taken = {a.entry.capture.id for a in answers if isinstance(a.refusal, OtherContent)}
    kept = {str(one.meter.id): one.id for one in filled if one.id not in taken}
    fresh = {str(meter.id): new_submission_id(now=now()) for meter in meters}
    return {**fresh, **kept}


def _photos_again(filled: list[Filled]) -> dict[str, str]:
    sentence = gettext("Please choose the photo once more: the browser does not keep it.")
    return {f"photo-{one.meter.id}": sentence for one in filled if one.photo}
