"""The portal under test: one database a worker, the cast in it, every test rolled back."""

import io
import os
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from PIL import Image

from tests.cast import World, build_world
from tests.postgres import fresh_database
from tests.s3 import S3, running_s3
from tests.sandbox import Bank, running_bank
from webapp import create_app
from webapp.actions.sign_in import token_hash
from webapp.gateways.storage import Storage
from webapp.models.base import database
from webapp.models.migrations import migrate
from webapp.models.sessions import Session
from webapp.settings import from_env

hypothesis_settings.register_profile(
    "ours", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
hypothesis_settings.load_profile("ours")


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SQLite in a file, or a fresh database of the PostgreSQL server that bin/test started."""
    server = os.environ.get("METERPOST_TEST_POSTGRES")
    if not server:
        yield f"sqlite:///{tmp_path_factory.mktemp('db') / 'test.db'}"
        return
    with fresh_database(server=server) as url:
        yield url


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Flask:
    """The portal, migrated."""
    made = create_app(
        from_env({"DATABASE_URL": database_url}, data=str(tmp_path_factory.mktemp("data")))
    )
    made.testing = True
    migrate(db=database.obj)
    return made


@pytest.fixture(scope="session")
def cast(app: Flask) -> World:
    """The cast, written once."""
    with database.connection_context(), database.atomic():
        return build_world()


@pytest.fixture
def world(cast: World) -> Iterator[World]:
    """The cast, with whatever the test does rolled back afterwards."""
    database.connect(reuse_if_open=True)
    with database.atomic() as transaction:
        yield cast
        transaction.rollback()
    database.close()


@pytest.fixture
def storage(app: Flask) -> Storage:
    """The folder for photos."""
    kept: Storage = app.extensions["storage"]
    return kept


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    """A real S3 server, started once a test process and only where it is asked for."""
    with running_s3(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def s3(s3_server: S3, monkeypatch: pytest.MonkeyPatch) -> S3:
    """The S3 server, with its credentials in the environment."""
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)
    return s3_server


@pytest.fixture
def now() -> datetime:
    """The moment of the test."""
    return datetime.now(UTC)


@pytest.fixture
def client(app: Flask, world: World) -> FlaskClient:
    """Somebody who is not signed in."""
    return app.test_client()


@pytest.fixture
def sign_in_as(app: Flask, world: World) -> Callable[[str], "Visitor"]:
    """A signed-in visitor by name: anna, bela, szabo, clara, clerk, …"""

    def sign_in(name: str) -> Visitor:
        token, now = secrets.token_urlsafe(16), datetime.now(UTC)
        Session.insert(
            account_id=world.accounts[name],
            token_hash=token_hash(token),
            device="test",
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(days=1),
        ).execute()
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return Visitor(client)

    return sign_in


class Visitor:
    """A signed-in client that sends its forgery token with every change."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **kwargs: Any) -> Any:
        """GET as this visitor."""
        return self.client.get(path, **kwargs)

    def htmx(self, path: str, **kwargs: Any) -> Any:
        """GET the fragment that htmx would ask for."""
        return self.client.get(path, headers={"HX-Request": "true"}, **kwargs)

    def post(self, path: str, headers: dict[str, str] | None = None, **kwargs: Any) -> Any:
        """POST with a fresh token."""
        token = self.client.get("/sync/session").get_json()["csrf"]
        return self.client.post(path, headers={"X-CSRFToken": token, **(headers or {})}, **kwargs)


def picture(*, width: int = 320, height: int = 240, colour: str = "#808890") -> bytes:
    """A small plain JPEG."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def jpeg() -> bytes:
    """A photo to send along."""
    return picture()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real photographs that may stand beside the checkout but never in it."""
    found = Path(__file__).resolve().parents[1].parent / "shared"
    if not found.is_dir():
        pytest.skip("SKIPPED LOUDLY: no ../shared with real photographs beside this checkout")
    return found


@pytest.fixture(scope="session")
def bank_program() -> Iterator[Bank]:
    """The pretend bank, started once a test process and only where it is asked for."""
    with running_bank() as bank:
        yield bank


@pytest.fixture
def bank(bank_program: Bank) -> Iterator[Bank]:
    """The pretend bank, behaving well, and well again afterwards."""
    bank_program.behave()
    yield bank_program
    bank_program.behave()
