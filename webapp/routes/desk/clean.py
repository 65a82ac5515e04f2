"""Accepting what is clean together."""

from flask import Blueprint, Response, request

from webapp.actions.bulk import Outcome, accept_clean
from webapp.domain.permissions import Permission
from webapp.domain.refusals import Refusal
from webapp.queries.desk_clean import clean_rows
from webapp.queries.desk_told import Told, told_of_all
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.language import say
from webapp.web.respond import respond
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_clean", __name__)


@bp.get("/desk/clean")
@allow(Permission.DECIDE)
def page() -> Response:
    """Up to a hundred readings about which nothing looks odd, all of them ticked."""
    return _page()


@bp.post("/desk/clean")
@allow(Permission.DECIDE)
def accept() -> Response:
    """Accept those that are ticked and say of each what became of it."""
    keep_alive()
    chosen = [text.replace("\0", "") for text in request.form.getlist("submission_id")]
    try:
        outcomes = accept_clean(person=asker(), submission_ids=chosen, now=now())
    except Refusal as refusal:
        return _page(status=422, error=say(refusal))
    return _page(results=_told(outcomes))


def _told(outcomes: tuple[Outcome, ...]) -> list[tuple[Outcome, Told | None, str]]:
    told = told_of_all(person=asker(), submission_ids=[one.submission_id for one in outcomes])
    return [
        (one, told.get(one.submission_id), say(one.refusal) if one.refusal else "")
        for one in outcomes
    ]


def _page(*, status: int = 200, error: str = "", results: object = ()) -> Response:
    clean = clean_rows(person=asker(), now=now())
    return respond(page="desk/clean.html", status=status, clean=clean, error=error, results=results)
