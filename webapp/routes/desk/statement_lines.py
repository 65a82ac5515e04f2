"""One line of a statement: whose it may be, and what a clerk does with it."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.statement_matches import (
    match_line,
    match_return,
    open_again,
    set_aside,
    unmatch_line,
)
from webapp.domain.people import Person
from webapp.domain.permissions import Permission
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.forms.statement_lines import Asked, parse_act, searched
from webapp.queries.statement_lines import shown_line
from webapp.queries.statement_suggestions import suggestions_for
from webapp.queries.statements import next_open
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.errors import refusal_status
from webapp.web.language import say
from webapp.web.respond import respond
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_statement_lines", __name__)

# After these a clerk goes on to the next line; after the others the line itself is of interest.
GOES_ON = ("match", "return", "aside")


@bp.get("/desk/statements/lines/<int:line_id>")
@allow(Permission.HANDLE_MONEY)
def page(line_id: int) -> Response:
    """The line, and while it is open whose it may be, the likeliest first."""
    return _page(line_id)


@bp.post("/desk/statements/lines/<int:line_id>")
@allow(Permission.HANDLE_MONEY)
def act(line_id: int) -> AnyResponse:
    """Book it, take a payment back, set it aside, or undo; then on to the next open line."""
    keep_alive()
    asked = parse_act(request.form, debts=request.form.getlist("debt"))
    try:
        _acts(asked.act)(asker(), line_id, asked)
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(line_id, status=refusal_status(refusal), problem=say(refusal))
    line = shown_line(person=asker(), line_id=line_id).line
    said = {"what": asked.act, "id": line_id, "name": line.customer_name, "amount": line.amount,
            "currency": line.currency}  # fmt: skip
    flash(said, "statement")  # type: ignore[arg-type]
    upcoming = next_open(person=asker(), after=(line.booked_on, line.id))
    if asked.act not in GOES_ON:
        return redirect(url_for("desk_statement_lines.page", line_id=line_id), code=303)
    if upcoming is None:
        address = url_for("desk_statements.show", statement_id=line.import_id)
        return redirect(address, code=303)
    return redirect(url_for("desk_statement_lines.page", line_id=upcoming), code=303)


def _acts(name: str) -> Callable[[Person, int, Asked], object]:
    acts: dict[str, Callable[[Person, int, Asked], object]] = {
        "match": lambda person, line_id, asked: match_line(
            person=person, line_id=line_id, customer_id=asked.customer_id,
            debt_ids=asked.debt_ids, now=now(),
        ),
        "return": lambda person, line_id, asked: match_return(
            person=person, line_id=line_id, entry_id=asked.entry_id, now=now()
        ),
        "unmatch": lambda person, line_id, _: unmatch_line(
            person=person, line_id=line_id, now=now()
        ),
        "aside": lambda person, line_id, asked: set_aside(
            person=person, line_id=line_id, reason=asked.reason, now=now()
        ),
        "open": lambda person, line_id, _: open_again(person=person, line_id=line_id, now=now()),
    }  # fmt: skip
    if name not in acts:
        raise Refusal("statement_line", N_("Please choose what to do with this line."))
    return acts[name]


def _page(line_id: int, *, status: int = 200, problem: str = "") -> Response:
    wanted = searched(request.args)
    shown = shown_line(person=asker(), line_id=line_id)
    line = shown.line
    return respond(
        page="desk/statement_line.html",
        status=status,
        shown=shown,
        suggestions=suggestions_for(line=line, wanted=wanted) if line.state == "open" else [],
        wanted=wanted,
        problem=problem,
        upcoming=next_open(person=asker(), after=(line.booked_on, line.id)),
    )
