"""Meterpost: the application factory, the only place where parts are wired."""

from pathlib import Path

from flask import Flask, request
from flask_compress import Compress
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.actions.banks import Banks
from webapp.gateways.storage import storage_from
from webapp.models.base import database
from webapp.models.connection import NO_CONNECTION, connect_to
from webapp.settings import Settings
from webapp.web.addresses import init_addresses
from webapp.web.assets import Assets
from webapp.web.context import init_context
from webapp.web.desk_view import init_desk_view
from webapp.web.errors import Away, init_errors
from webapp.web.filters import init_filters
from webapp.web.keep import mark_personal
from webapp.web.language import init_language
from webapp.web.logs import init_logs
from webapp.web.money_desk import init_money_desk
from webapp.web.respond import init_htmx
from webapp.web.security import init_security, take_signed_bytes
from webapp.web.sessions import init_sessions
from webapp.web.unindented import Unindented

STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings) -> Flask:
    """The portal, ready to serve; the database is migrated elsewhere."""
    app = Flask(__name__, static_folder=None)
    app.secret_key = settings.secret_key
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_PHOTO_BYTES=settings.max_photo_bytes,
        COMPRESS_ALGORITHM=["br", "zstd", "gzip"],
        COMPRESS_BR_LEVEL=6,
        COMPRESS_MIMETYPES=[
            "text/html",
            "text/css",
            "text/javascript",
            "application/json",
            "application/manifest+json",
        ],
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(Unindented)
    app.extensions["storage"] = storage_from(settings)
    app.extensions["banks"] = Banks(settings.payments_file)
    connect_to(url=settings.database_url, connections=settings.database_connections)
    _wire(app, settings)
    return app


def _wire(app: Flask, settings: Settings) -> None:
    init_addresses(app)
    init_logs(app)
    _init_database(app)
    init_sessions(app)
    init_language(app)
    init_htmx(app)
    init_security(app)
    init_errors(app)
    init_filters(app)
    init_desk_view(app)
    init_money_desk(app)
    init_context(app, assets=Assets(STATIC), demo=settings.demo)
    app.after_request(mark_personal)
    Compress(app)
    _register_doors(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]


def _init_database(app: Flask) -> None:
    def borrow() -> None:
        take_signed_bytes()
        # A slow phone's body comes in first, so that no connection waits for it.
        _ = request.form
        try:
            database.connect(reuse_if_open=True)
        except NO_CONNECTION as away:
            raise Away from away

    def give_back(_error: BaseException | None) -> None:
        if not database.is_closed() and not database.in_transaction():
            database.close()

    app.before_request(borrow)
    app.teardown_appcontext(give_back)


def _register_doors(app: Flask) -> None:
    from webapp.routes import DOORS

    for blueprint in DOORS:
        app.register_blueprint(blueprint)
