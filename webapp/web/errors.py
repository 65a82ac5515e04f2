"""One family of error answers: a page, a fragment for htmx, or JSON for programs."""

from flask import Flask, Response, current_app, jsonify, make_response, render_template
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.gateways.storage import StorageUnavailable
from webapp.web.access import wants_json
from webapp.web.language import say
from webapp.web.logs import request_id
from webapp.web.respond import wants_fragment

STATUS_OF_REFUSAL = {
    "not_found": 404,
    "other_account": 403,
    "throttled": 429,
    "not_a_picture": 415,
    "too_large": 413,
    "too_many_pixels": 413,
    "other_content": 409,
    "already_decided": 409,
    "taken_back": 409,
    "payment_open": 409,
    "import_busy": 409,
}

SENTENCES = {
    400: (
        N_("That did not work"),
        N_("The request was not complete. Please go back and try again."),
    ),
    401: (
        N_("Please sign in"),
        N_("You are signed out. Sign in to go on; nothing is lost."),
    ),
    403: (
        N_("Please try again"),
        N_("This page was too old or came from elsewhere. Nothing was changed."),
    ),
    404: (
        N_("Not found"),
        N_("There is nothing here for you at this address."),
    ),
    405: (
        N_("That did not work"),
        N_("This address does not take that kind of request."),
    ),
    413: (
        N_("Too large"),
        N_("What you sent is larger than we can take. A photo may have 15 MB."),
    ),
    415: (
        N_("Not a picture we can take"),
        N_("Please send a photo as JPEG, PNG or WebP."),
    ),
    429: (
        N_("One moment, please"),
        N_("There were too many tries. Please wait a little and try again."),
    ),
    500: (
        N_("That was our fault"),
        N_("Something went wrong on our side. Nothing you entered on this phone is lost."),
    ),
    503: (
        N_("Back in a moment"),
        N_("The service is being looked after. Please try again in a few minutes."),
    ),
}


class Away(Exception):
    """The database does not answer, or has no connection left for us."""


def init_errors(app: Flask) -> None:
    """Turn every failure into a clear sentence."""
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(StorageUnavailable, _away)
    app.register_error_handler(Away, _away)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def json_error(
    *, status: int, code: str, message: str, field: str | None = None, **more: object
) -> Response:
    """The one shape of a program's bad news: {code, message, field?}."""
    body: dict[str, object] = {"code": code, "message": message, **more}
    if field:
        body["field"] = field
    answer = jsonify(body)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


def refusal_status(refusal: Refusal) -> int:
    """The HTTP status that says what the refusal says."""
    return STATUS_OF_REFUSAL.get(refusal.code, 422)


def _refused(refusal: Refusal) -> Response:
    status = refusal_status(refusal)
    if wants_json():
        answer = json_error(
            status=status, code=refusal.code, message=say(refusal), field=refusal.field
        )
        if status == 429:
            answer.headers["Retry-After"] = "60"
        return answer
    return _page(status, sentence=say(refusal))


def _forged(_error: CSRFError) -> Response:
    if wants_json():
        return json_error(status=403, code="csrf", message=gettext(SENTENCES[403][1]))
    return _page(403)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:
        return make_response(error.get_response())
    if wants_json():
        return json_error(status=status, code=_code(error), message=gettext(_words(status)[1]))
    return _page(status)


def _unexpected(error: Exception) -> Response:
    fields = {"request": request_id()}
    current_app.logger.error("failure", exc_info=error, extra={"fields": fields})
    return _http(InternalServerError())


def _away(error: Exception) -> Response:
    """What nobody can help and is over soon: a phone comes again by itself."""
    fields = {"request": request_id()}
    current_app.logger.error("something is away", exc_info=error, extra={"fields": fields})
    answer = _http(ServiceUnavailable())
    answer.headers["Retry-After"] = "30"
    return answer


def _code(error: HTTPException) -> str:
    return error.name.lower().replace(" ", "_")


def _words(status: int) -> tuple[str, str]:
    return SENTENCES.get(status, SENTENCES[500 if status >= 500 else 400])


def _page(status: int, *, sentence: str | None = None) -> Response:
    title, usual = _words(status)
    template = "errors/_error.html" if wants_fragment() else "errors/page.html"
    body = render_template(
        template,
        status=status,
        title=gettext(title),
        sentence=sentence or gettext(usual),
        next_step=(gettext("Sign in"), "/sign-in") if status == 401 else (gettext("Home"), "/"),
        request_id=request_id(),
    )
    answer = make_response(body, status)
    answer.vary.add("HX-Request")
    return answer
