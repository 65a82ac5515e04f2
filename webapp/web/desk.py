"""What the desk shows after an act: the next item, the same one again, or what was wrong."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.domain.refusals import Refusal
from webapp.queries.desk import desk_with, queue_only
from webapp.queries.desk_queue import next_waiting
from webapp.queries.desk_told import told_of
from webapp.web.access import asker
from webapp.web.clock import now
from webapp.web.desk_view import view_address, view_of
from webapp.web.errors import refusal_status
from webapp.web.language import say
from webapp.web.respond import respond, wants_fragment

PAGE, FRAGMENT = "desk/page.html", "desk/_desk.html"
# After these there is nothing left to fill in: the item itself says what became of it.
GONE = ("not_found", "already_decided", "taken_back", "decided", "proposal_open")
CAN_BE_UNDONE = ("accept", "correct", "return", "reject", "rollover", "estimate", "move")
LONGEST_TYPED = 2_000


def go_on(submission_id: str, what: str) -> AnyResponse:
    """On to what waits next and is free, telling what was just done."""
    upcoming = next_waiting(
        person=asker(),
        submission_id=submission_id,
        show=view_of(request.args).show,
        now=now(),
    )
    return _opened(upcoming, _told(submission_id, what))


def open_again(submission_id: str, what: str) -> AnyResponse:
    """The same item, telling what was just done."""
    return _opened(submission_id, _told(submission_id, what))


def refused(submission_id: str, refusal: Refusal) -> Response:
    """The item again, with what was typed and the sentence that says what is wrong."""
    desk = desk_with(
        person=asker(), submission_id=submission_id, view=view_of(request.args), now=now()
    )
    if desk is None:
        abort(404)
    return respond(
        page=PAGE,
        fragment=FRAGMENT,
        status=refusal_status(refusal),
        desk=desk,
        problem={"field": refusal.field, "code": refusal.code, "sentence": say(refusal)},
        typed={name: text[:LONGEST_TYPED] for name, text in request.form.items()},
    )


def act_form(fragment: str, *, status: int = 200, **context: Any) -> Response:
    """The form of an act in its place beside the item, or as a page of its own."""
    return respond(page="desk/act.html", fragment=fragment, status=status, form=fragment, **context)


def act_refused(submission_id: str, refusal: Refusal, again: Callable[..., Response]) -> Response:
    """The form of an act again with what was typed and what is wrong; or the item, if it is gone.

    `again` draws the form from `status`, `problem` and `typed`.
    """
    if refusal.code in GONE:
        return refused(submission_id, refusal)
    answer = again(
        status=refusal_status(refusal),
        problem={"field": refusal.field, "code": refusal.code, "sentence": say(refusal)},
        typed={name: text[:LONGEST_TYPED] for name, text in request.form.items()},
    )
    # The form went out to change the desk; what is wrong stands in the form itself.
    answer.headers["HX-Retarget"] = "#act-form"
    answer.headers["HX-Reswap"] = "outerHTML"
    return answer


def _told(submission_id: str, what: str) -> dict[str, Any]:
    told = told_of(person=asker(), submission_id=submission_id)
    if told is None:
        abort(404)
    # What has put another reading in an official one's place is put right by a further correction.
    undo = what in CAN_BE_UNDONE and told.kind != "correction"
    return {"what": what, "id": submission_id, "undo": undo, **asdict(told)}


def _opened(submission_id: str | None, said: dict[str, Any]) -> AnyResponse:
    view = view_address(request.args)
    address = (
        url_for("desk_items.page", submission_id=submission_id, **view)
        if submission_id
        else url_for("desk_queue.page", show=view.get("show"))
    )
    if wants_fragment():
        return _fragment(submission_id, said=said, address=address)
    flash(said, "desk")  # type: ignore[arg-type]
    return redirect(address, code=303)


def _fragment(submission_id: str | None, *, said: dict[str, Any], address: str) -> Response:
    given: dict[str, Any] = {"person": asker(), "view": view_of(request.args), "now": now()}
    desk = desk_with(submission_id=submission_id, **given) if submission_id else None
    answer = respond(page=PAGE, fragment=FRAGMENT, desk=desk or queue_only(**given), said=said)
    answer.headers["HX-Push-Url"] = address
    return answer
