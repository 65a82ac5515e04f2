"""The cookie and who it stands for; the cookie holds a token, the database only its hash."""

from flask import Flask, Response, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf

from webapp.actions.sign_in import LASTING, token_hash, touch_session
from webapp.domain.people import Person
from webapp.queries.people import person_of_session
from webapp.web.clock import now

SAME_FOR_EVERYONE = ("/static/", "/theme/", "/shell", "/sw.js", "/manifest.webmanifest", "/healthz")


class SignedIn(UserMixin):  # type: ignore[misc]
    """What flask-login holds: the person and the token that proved it."""

    def __init__(self, person: Person, token: str) -> None:
        self.person = person
        self.token = token

    def get_id(self) -> str:
        """The session token; it goes into the signed cookie."""
        return self.token


class HostCookies(SecureCookieSessionInterface):
    """Over https the cookie is Secure and bound to this host by its name; over http neither."""

    def get_cookie_name(self, app: Flask) -> str:
        """The name that fits how the request came."""
        return "__Host-meterpost" if request.is_secure else "meterpost"

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie back, but leave alone what is the same for everyone.

        flask-login looks into every session, and that alone would mark static files as differing by
        cookie: phones would then fetch them again after each sign-in.
        """
        if not request.path.startswith(SAME_FOR_EVERYONE):
            super().save_session(app, session, response)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether browsers may send it over https only."""
        return request.is_secure


def init_sessions(app: Flask) -> None:
    """Wire cookies and the loading of the signed-in person."""
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=LASTING * 2,
    )
    app.session_interface = HostCookies()
    manager = LoginManager(app)
    manager.session_protection = None  # sessions end on the server, not by a changed user agent
    manager.user_loader(_load)


def _load(token: str) -> SignedIn | None:
    person = person_of_session(token_hash=token_hash(token), now=now())
    return SignedIn(person, token) if person else None


def signed_in() -> Person | None:
    """The person who asks, or None."""
    user = current_user._get_current_object()  # once, instead of at every look through the proxy
    return user.person if user.is_authenticated else None


def begin(*, token: str) -> None:
    """Put a fresh session into the cookie; nothing of an earlier one survives."""
    session.clear()
    g.pop("csrf_token", None)  # flask-wtf keeps the one of the earlier session there
    session.permanent = True
    person = person_of_session(token_hash=token_hash(token), now=now())
    if person is not None:
        login_user(SignedIn(person, token))
        generate_csrf()  # now and not with the first page, whose cookie would differ from this one


def leave() -> None:
    """Empty the cookie."""
    logout_user()
    session.clear()
    current_app.logger.debug("signed out")


def keep_alive() -> None:
    """Use extends a session; called where something is written anyway, for reading never writes."""
    person = signed_in()
    if person is not None:
        touch_session(session_id=person.session_id, now=now())
