"""The list of work about money: proposals that wait for a second person, and tasks."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.money_answers import approve, decline
from webapp.actions.money_tasks import finish_task
from webapp.actions.odd_money import book_what_came, bookable
from webapp.domain.permissions import Permission
from webapp.domain.refusals import NotFound, Refusal
from webapp.forms.decisions import given_words
from webapp.forms.numbers import id_in
from webapp.queries.desk_money import Place, money_work, task_company
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.money_desk import tell, wrong
from webapp.web.respond import respond
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_money", __name__)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MARK = "~"


@bp.get("/desk/money")
@allow(Permission.HANDLE_MONEY)
def page() -> Response:
    """What waits for an answer, and what somebody has to look at, the oldest first."""
    return _page()


@bp.post("/desk/money/tasks/<int:task_id>/done")
@allow(Permission.HANDLE_MONEY)
def done(task_id: int) -> AnyResponse:
    """Take a task off the list; whoever comes second is told so."""
    keep_alive()
    company_id = task_company(person=asker(), task_id=task_id)
    if company_id is None:
        abort(404)
    first = finish_task(
        company_id=company_id, task_id=task_id, staff_id=asker().account_id, now=now()
    )
    return _back("done" if first else "faster")


@bp.post("/desk/money/tasks/<int:task_id>/booking")
@allow(Permission.HANDLE_MONEY)
def book(task_id: int) -> AnyResponse:
    """Book what the bank took instead of what was asked for."""
    keep_alive()
    company_id = task_company(person=asker(), task_id=task_id)
    if company_id is None:
        abort(404)
    try:
        book_what_came(
            company_id=company_id,
            task_id=task_id,
            staff_id=asker().account_id,
            banks=current_app.extensions["banks"],
            now=now(),
        )
    except Refusal as refusal:
        return _page(refusal, task_id)
    return _back("booked")


@bp.post("/desk/money/proposals/<int:proposal_id>/approval")
@allow(Permission.HANDLE_MONEY)
def agree(proposal_id: int) -> AnyResponse:
    """Agree to what a colleague has proposed, and do it."""
    keep_alive()
    try:
        how = approve(person=asker(), proposal_id=proposal_id, now=now())
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(refusal, proposal_id)
    return _back(how)


@bp.post("/desk/money/proposals/<int:proposal_id>/declination")
@allow(Permission.HANDLE_MONEY)
def refuse(proposal_id: int) -> AnyResponse:
    """Decline a colleague's proposal with a reason, or take one's own back."""
    keep_alive()
    try:
        own = decline(
            person=asker(), proposal_id=proposal_id, words=given_words(request.form), now=now()
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(refusal, proposal_id)
    return _back("taken_back" if own else "declined")


def _back(what: str) -> AnyResponse:
    tell(what)
    return redirect(url_for(".page"), code=303)


def _page(refusal: Refusal | None = None, at: int | None = None) -> Response:
    work = money_work(person=asker(), after=_after(request.args.get("after", "")))
    return respond(
        page="desk/money.html",
        status=422 if refusal else 200,
        work=work,
        further=_place(work.after) if work.after else "",
        at=at,
        bookable=bookable,
        **wrong(refusal),
    )


def _place(place: Place) -> str:
    return f"{(place[0] - _EPOCH) // timedelta(microseconds=1)}{MARK}{place[1]}"


def _after(text: str) -> Place | None:
    """The place after which the page begins; what cannot be read begins at the front."""
    moment, _, task = text.partition(MARK)
    at, task_id = id_in(moment), id_in(task)
    if at is None or task_id is None or len(moment) > 17:
        return None
    return _EPOCH + timedelta(microseconds=at), task_id
