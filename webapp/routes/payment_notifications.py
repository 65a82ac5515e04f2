"""Where banks tell us that something happened to a payment; their signature is all that counts."""

from flask import Blueprint, Response, abort, current_app, request

from webapp.actions.notifications import Letter, keep_notification
from webapp.domain.payments import BadNotification
from webapp.domain.refusals import NotFound
from webapp.web.access import public, signed_by_sender
from webapp.web.clock import now
from webapp.web.logs import request_id

bp = Blueprint("payment_notifications", __name__)


@bp.post("/payments/notifications/<string:slug>/<string:provider>")
@bp.post("/payments/notifications/<string:slug>/<string:provider>/<string:currency>")
@public
@signed_by_sender
def take(slug: str, provider: str, currency: str = "") -> Response:
    """Keep it and answer as the bank wants; what is not signed for us is refused and logged."""
    letter = Letter(
        company_slug=slug,
        provider=provider,
        currency=currency,
        raw=request.get_data(),
        headers=dict(request.headers),
        query=request.args.to_dict(),
    )
    try:
        said = keep_notification(letter=letter, banks=current_app.extensions["banks"], now=now())
    except NotFound:
        abort(404)
    except BadNotification as bad:
        _log(slug, provider, type(bad).__name__)
        abort(400)
    answer = Response(said.body, status=said.status, headers=list(said.headers))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _log(slug: str, provider: str, why: str) -> None:
    """For whoever watches over security; nothing of the sender or of what was sent."""
    fields = {"request": request_id(), "company": slug, "provider": provider, "why": why}
    current_app.logger.warning("payment notification refused", extra={"fields": fields})
