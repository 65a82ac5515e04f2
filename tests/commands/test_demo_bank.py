"""The pretend bank beside the demonstration: opened, told to the portal, closed; keys are kept."""

import stat
import tomllib
import urllib.error
import urllib.request
from datetime import UTC, datetime

import pytest

from tests.till import takes_cards
from webapp.commands.demo_bank import bank_beside
from webapp.commands.sorry import Sorry
from webapp.models.base import database
from webapp.models.companies import Company
from webapp.models.connection import connect_to
from webapp.models.migrations import migrate
from webapp.models.money_settings import MoneySetting
from webapp.settings import from_env


@pytest.fixture
def settings(tmp_path):
    before = database.obj
    made = from_env({}, data=str(tmp_path / "data"))
    db = connect_to(url=made.database_url)
    migrate(db=db)
    with db.connection_context():
        Company.insert(
            id=1, slug="minta", name="Minta", country="HU", currency="HUF", locale="hu",
            timezone="Europe/Budapest", accent="#0a5f5c", contact="",
            created_at=datetime.now(UTC),
        ).execute()  # fmt: skip
        takes_cards(1, origin="")
    yield made
    database.obj.close_all()
    if before is not None:
        database.initialize(before)


def answers(address):
    try:
        with urllib.request.urlopen(f"{address}/control/health", timeout=5) as said:  # noqa: S310
            return said.status == 200
    except (urllib.error.URLError, OSError):
        return False


def test_it_opens_is_told_and_closes_and_keeps_its_keys(settings):
    file, kept = settings.payments_file, []
    for _ in range(2):
        with bank_beside(settings=settings, port=38_311) as address:
            # The portal beside it asks at once.
            assert answers(address)
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            given = tomllib.loads(file.read_text())["minta"]["sandbox"]["HUF"]
            assert given["url"] == address
            kept.append(given["secrets"])
            with connect_to(url=settings.database_url).connection_context():
                assert MoneySetting.get().payment_origins == address
        assert not answers(address)
    assert kept[0] == kept[1]


def test_real_keys_are_never_written_over(settings):
    settings.payments_file.write_text('[minta.stripe.HUF]\nsecret_key = "sk_live"\n')
    with pytest.raises(Sorry), bank_beside(settings=settings, port=38_311):
        raise AssertionError("opened all the same")
    assert "sk_live" in settings.payments_file.read_text()
