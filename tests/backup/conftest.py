"""Towns to back up and empty places to restore into."""

import io
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cast import World, build_world
from tests.conftest import picture
from tests.load import capture_with_photo
from tests.postgres import fresh_database
from webapp.actions.decisions import accept
from webapp.actions.submissions import submit_reading
from webapp.cli import main
from webapp.gateways.storage import Storage, storage_from
from webapp.models.base import database
from webapp.models.connection import connect_to
from webapp.models.migrations import migrate
from webapp.settings import Settings, from_env

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A command that has ended."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """A data folder, a database and a store."""

    data: Path
    environment: Mapping[str, str]

    @property
    def settings(self) -> Settings:
        """What a command run here would read."""
        return from_env(self.environment, data=str(self.data))

    @property
    def storage(self) -> Storage:
        """Where its photos are."""
        return storage_from(self.settings)

    def meterpost(self, *words: str) -> "Ended":
        """Run a command here, in this process; only its words and its exit code count."""
        out, bad = io.StringIO(), io.StringIO()
        before, ours = dict(os.environ), self.whole_environment
        os.environ.clear()
        os.environ.update(ours)
        try:
            with redirect_stdout(out), redirect_stderr(bad):
                code = main([words[0], "--data", str(self.data), *words[1:]])
        finally:
            os.environ.clear()
            os.environ.update(before)
            if database.obj is not None:
                database.obj.close_all()
        return Ended(returncode=code, stdout=out.getvalue(), stderr=bad.getvalue())

    @property
    def whole_environment(self) -> dict[str, str]:
        """The machine's variables and this place's."""
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "STORAGE_URL")}
        return {**kept, **self.environment, "COLUMNS": "1000"}

    @contextmanager
    def open(self) -> Iterator[Any]:
        """Look into its database from here."""
        db = connect_to(url=self.settings.database_url)
        try:
            with db.connection_context():
                yield db
        finally:
            db.close_all()

    @property
    def is_untouched(self) -> bool:
        """Nothing of a portal is here: no table, no photo."""
        later = datetime(2999, 1, 1, tzinfo=UTC)
        photos = list(self.storage.keys(prefix="photos", older_than=later))
        if not self.environment:
            return not photos and not (self.data / "meterpost.db").exists()
        with self.open() as db:
            return not photos and not db.get_tables()


@pytest.fixture
def place(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., Place]]:
    """Makes empty places: SQLite and a folder, or PostgreSQL and S3 where a server is named."""
    server, before = os.environ.get("METERPOST_TEST_POSTGRES"), database.obj
    with ExitStack() as stack:

        def made(name: str, **more: str) -> Place:
            environment: dict[str, str] = {}
            if server:
                s3 = request.getfixturevalue("s3")
                url = stack.enter_context(fresh_database(server=server))
                environment = {"DATABASE_URL": url, "STORAGE_URL": s3.fresh_url()}
            return Place(data=tmp_path / name, environment={**environment, **more})

        yield made
    if before is not None:
        database.initialize(before)


@dataclass(frozen=True, kw_only=True)
class Town:
    """A place where people live."""

    place: Place
    world: World


@pytest.fixture
def town(place: Callable[..., Place]) -> Town:
    """The cast, six readings with photos, three of them accepted."""
    living = place("town")
    migrate(db=connect_to(url=living.settings.database_url))
    with living.open() as db:
        with db.atomic():
            world = build_world()
        for number in range(6):
            data = picture(width=100 + number)
            capture = capture_with_photo(register=world.registers["hot"], data=data)
            now = datetime.now(UTC)
            submit_reading(
                person=world.person("anna"), capture=capture, photos={"photo": data},
                channel="app", now=now, storage=living.storage,
            )  # fmt: skip
            if number % 2:
                accept(person=world.person("clerk"), submission_id=capture.id, now=now)
    return Town(place=living, world=world)


@pytest.fixture
def backup(town: Town, tmp_path: Path) -> Path:
    """A backup of the town."""
    file = tmp_path / "town.backup"
    made = town.place.meterpost("backup", str(file))
    assert made.returncode == 0, made.stdout + made.stderr
    return file
