"""Asking to correct a reading that is official already."""

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.corrections import Asked, ask_correction
from webapp.domain.permissions import Permission
from webapp.domain.refusals import NotFound, Refusal
from webapp.forms.captures_web import new_submission_id
from webapp.forms.plain_fields import LONGEST_VALUE, form_id, words
from webapp.queries.corrections import Correctable, correctable
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.language import say
from webapp.web.respond import respond
from webapp.web.sessions import keep_alive
from webapp.web.uploads import chosen_photo

bp = Blueprint("corrections", __name__)


@bp.get("/readings/<int:reading_id>/correction")
@allow(Permission.SUBMIT_READINGS)
def page(reading_id: int) -> AnyResponse:
    """The form, or the receipt of what has been asked already."""
    reading = _reading(reading_id)
    if reading.asked_in is not None:
        return redirect(url_for("submissions.page", submission_id=reading.asked_in), code=303)
    return _form(reading, typed={}, problem=None)


@bp.post("/readings/<int:reading_id>/correction")
@allow(Permission.SUBMIT_READINGS)
def submit(reading_id: int) -> AnyResponse:
    """Send the wish and show its receipt; what does not fit comes back with its sentence."""
    keep_alive()
    reading = _reading(reading_id)
    try:
        sent = ask_correction(
            person=asker(),
            reading_id=reading_id,
            asked=_asked(),
            now=now(),
            storage=current_app.extensions["storage"],
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _form(reading, typed=request.form.to_dict(), problem=refusal)
    return redirect(url_for("submissions.page", submission_id=sent), code=303)


def _asked() -> Asked:
    return Asked(
        id=form_id(request.form, now=now()),
        value=request.form.get("value", "")[:LONGEST_VALUE],
        why=words(request.form, "why"),
        photo=chosen_photo("photo"),
    )


def _reading(reading_id: int) -> Correctable:
    found = correctable(person=asker(), reading_id=reading_id, now=now())
    if found is None:
        abort(404)
    return found


def _form(reading: Correctable, *, typed: dict[str, str], problem: Refusal | None) -> Response:
    return respond(
        page="corrections/page.html",
        status=422 if problem else 200,
        reading=reading,
        typed={"id": new_submission_id(now=now()), **typed},
        errors={problem.field or "form": say(problem)} if problem else {},
    )
