"""A till over the pretend bank: within one test's transaction, or committed for other processes."""

import pytest

from tests.actions.conftest import committed
from tests.hearing import hearing
from tests.till import Till, takes_cards, write_keys

__all__ = ["committed"]


@pytest.fixture
def ear():
    """Where the bank's notifications arrive."""
    with hearing() as heard:
        yield heard


@pytest.fixture
def till(app, world, client, bank, ear, tmp_path):
    """Both companies take cards; the app knows the same keys."""
    made = Till(world=world, bank=bank, ear=ear, file=_keys(bank, tmp_path), client=client)
    for company_id in (world.minta, world.muster):
        takes_cards(company_id, origin=bank.url)
    before, app.extensions["banks"] = app.extensions["banks"], made.banks
    yield made
    app.extensions["banks"] = before


@pytest.fixture
def open_till(committed, bank, ear, tmp_path):
    """The same in rows that other processes see; with what such a process is given."""
    world, url = committed
    made = Till(world=world, bank=bank, ear=ear, file=_keys(bank, tmp_path))
    for company_id in (world.minta, world.muster):
        takes_cards(company_id, origin=bank.url)
    made.given = {"url": url, "account": world.accounts["anna"], "file": str(made.file)}
    return made


def _keys(bank, tmp_path):
    file = tmp_path / "payments.toml"
    write_keys(
        file,
        {("minta", "HUF"): bank.credentials(), ("muster", "EUR"): bank.credentials()},
    )
    return file
