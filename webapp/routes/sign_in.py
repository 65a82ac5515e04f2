"""Signing in and out."""

import re
from dataclasses import replace

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.sign_in import Claimant, end_session, sign_in
from webapp.domain.permissions import Permission
from webapp.domain.refusals import Refusal
from webapp.forms.sign_in import SignInForm
from webapp.queries.companies import company_faces
from webapp.web.access import allow, asker, public
from webapp.web.clock import now
from webapp.web.devices import device_name, known_device, remember_device
from webapp.web.errors import refusal_status
from webapp.web.language import say
from webapp.web.respond import respond
from webapp.web.sessions import begin, leave, signed_in

bp = Blueprint("sign_in", __name__)

# An address of ours; nothing that a browser might read as one of somebody else's.
HERE = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]*")


@bp.get("/sign-in")
@public
def page() -> AnyResponse:
    """The form; who is signed in already goes on."""
    form = _form()
    form.next.data = request.args.get("next", "")
    if signed_in() is not None:
        return redirect(_target(form.next.data), code=303)
    return _page(form)


@bp.post("/sign-in")
@public
def submit() -> AnyResponse:
    """Open a session, or say why not."""
    form = _form()
    claimant = _claimant(form)
    try:
        token = sign_in(claimant=claimant, password=form.password.data or "", now=now())
    except Refusal as refusal:
        form.form_errors = [say(refusal)]
        return _page(form, status=429 if refusal.code == "throttled" else refusal_status(refusal))
    begin(token=token)
    answer = redirect(_target(form.next.data), code=303)
    return remember_device(answer, account_key=claimant.key)


@bp.post("/sign-out")
@allow(Permission.USE_PORTAL)
def sign_out() -> AnyResponse:
    """End this session; what waits on the phone stays there."""
    person = asker()
    end_session(session_id=person.session_id, account_id=person.account_id, now=now())
    leave()
    return redirect(url_for("sign_in.page"), code=303)


def _form() -> SignInForm:
    return SignInForm(companies=[(face.slug, face.name) for face in company_faces()])


def _claimant(form: SignInForm) -> Claimant:
    claimant = Claimant(
        email=_typed(form.email.data),
        company_slug=_typed(form.company.data),
        customer_number=_typed(form.customer_number.data),
        source=request.remote_addr or "",
        device=device_name(request.user_agent.string),
    )
    known = known_device(account_key=claimant.key)
    return replace(claimant, source=known) if known else claimant


def _typed(text: str | None) -> str:
    # PostgreSQL takes no NUL in text, and nobody types one.
    return (text or "").replace("\0", "")


def _target(wanted: str | None) -> str:
    return wanted if wanted and HERE.fullmatch(wanted) else "/"


def _page(form: SignInForm, status: int = 200) -> Response:
    return respond(page="sign_in/page.html", form=form, companies=company_faces(), status=status)
