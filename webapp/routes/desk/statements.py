"""The bank's statements at the desk: which were taken in, one more, and the lines of one."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.statement_files import company_for, take_file
from webapp.domain.billing_files import Fault, Imported
from webapp.domain.permissions import Permission
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.forms.statement_lines import number
from webapp.queries.statement_lines import statement_page
from webapp.queries.statements import statements_page
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.errors import refusal_status
from webapp.web.language import say
from webapp.web.respond import respond
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_statements", __name__)

MOST_FAULTS = 20


@bp.get("/desk/statements")
@allow(Permission.HANDLE_MONEY)
def page() -> Response:
    """The statements that were taken in, what is open, and a form for one more."""
    return _page()


@bp.post("/desk/statements")
@allow(Permission.HANDLE_MONEY)
def take_in() -> AnyResponse:
    """Take in a bank's file and show its lines, or say what is wrong with it."""
    keep_alive()
    faults: list[Fault] = []
    try:
        done = _taken(request.files.get("file"), faults)
    except Refusal as refusal:
        return _page(status=refusal_status(refusal), error=say(refusal))
    if done.import_id is None and done.faults:
        return _page(status=422, faults=faults[:MOST_FAULTS], done=done)
    said = {"what": "taken", "added": done.added, "same": done.same, "faults": done.faults}
    flash(said, "statement")  # type: ignore[arg-type]
    if done.import_id is None:
        return redirect(url_for("desk_statements.page"), code=303)
    return redirect(url_for("desk_statements.show", statement_id=done.import_id), code=303)


@bp.get("/desk/statements/<int:statement_id>")
@allow(Permission.HANDLE_MONEY)
def show(statement_id: int) -> Response:
    """The lines of one statement, the open ones first while there are any."""
    found = statement_page(
        person=asker(),
        statement_id=statement_id,
        show=request.args.get("show", ""),
        after=number(request.args.get("after", "")),
    )
    return respond(page="desk/statement.html", found=found)


def _taken(file: FileStorage | None, faults: list[Fault]) -> Imported:
    if file is None or not file.filename:
        raise Refusal("bank_file", N_("Please choose the file first."), field="file")
    person = asker()
    return take_file(
        company_id=company_for(person=person, file=file.stream),
        file=file.stream,
        source=file.filename,
        now=now(),
        report=faults.append,
        keep_good=bool(request.form.get("keep_good")),
        actor_id=person.account_id,
    )


def _page(
    *,
    status: int = 200,
    error: str = "",
    faults: list[Fault] | None = None,
    done: Imported | None = None,
) -> Response:
    told = [(one.line, say(one.refusal)) for one in faults or ()]
    return respond(
        page="desk/statements.html",
        status=status,
        found=statements_page(person=asker()),
        error=error,
        faults=told,
        done=done,
    )
