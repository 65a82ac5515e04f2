"""More: who this person is here, where they are signed in, and how they leave."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.preferences import set_single_keys
from webapp.actions.sign_in import end_session
from webapp.domain.people import CustomerTie, StaffTie
from webapp.domain.permissions import Permission
from webapp.domain.ties import ROLE_WORDS, permission_words
from webapp.queries.sessions import LivingSession, living_sessions
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.filters import ago, short_day
from webapp.web.respond import respond

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("")
@allow(Permission.USE_PORTAL)
def page() -> Response:
    """Person, permissions, sessions, and the way out."""
    person = asker()
    sessions = living_sessions(account_id=person.account_id, now=now())
    return respond(
        page="account/page.html",
        person=person,
        memberships=[_membership(tie) for tie in person.customers],
        staff_roles=[_role(tie) for tie in person.staff],
        sessions=[_session(one, person.session_id) for one in sessions],
    )


@bp.post("/sessions/<int:session_id>/end")
@allow(Permission.USE_PORTAL)
def end(session_id: int) -> AnyResponse:
    """End one of this person's sessions, such as that of a lost phone."""
    person = asker()
    moment = now()
    known = living_sessions(account_id=person.account_id, now=moment)
    if session_id not in {one.id for one in known}:
        abort(404)
    end_session(session_id=session_id, account_id=person.account_id, now=moment)
    return redirect(url_for(".page"), code=303)


@bp.post("/desk-keys")
@allow(Permission.DECIDE)
def desk_keys() -> AnyResponse:
    """Switch the single keys of the desk on or off."""
    set_single_keys(person=asker(), switched_on=request.form.get("keys") == "on")
    return redirect(url_for(".page"), code=303)


def _membership(tie: CustomerTie) -> dict[str, Any]:
    return {
        "customer_name": tie.customer_name,
        "customer_number": tie.customer_number,
        "company": tie.company_name,
        "permission_words": [gettext(w) for w in permission_words(permissions=tie.permissions)],
    }


def _role(tie: StaffTie) -> str:
    role = gettext(ROLE_WORDS[tie.role])
    return gettext("%(role)s at %(company)s", role=role, company=tie.company_name)


def _session(one: LivingSession, current: int) -> dict[str, Any]:
    return {
        "device": one.device or gettext("Unknown device"),
        "since": short_day(one.created_at),
        "last_seen": _seen(one.seen_at),
        "current": one.id == current,
        "end_url": url_for(".end", session_id=one.id),
    }


def _seen(at: datetime) -> str:
    if now() - at < timedelta(minutes=2):
        return gettext("just now")
    return gettext("%(span)s ago", span=ago(at))
