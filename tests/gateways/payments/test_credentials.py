"""The file of the banks' keys: read by us alone, and told apart by company, bank and currency."""

import pytest

from webapp.domain.refusals import Refusal
from webapp.gateways.payments.credentials import credentials_of

TEXT = """
[minta.sandbox.HUF]
merchant = "minta"
secrets = ["new", "old"]
[minta.sandbox.EUR]
merchant = "minta-eur"
[muster.stripe.EUR]
secret_key = "sk"
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "payments.toml"
    path.touch(mode=0o600)
    path.write_text(TEXT)
    return path


def found(file, company, provider, currency):
    return credentials_of(file, company=company, provider=provider, currency=currency)


def test_each_company_bank_and_currency_has_its_own(file):
    assert found(file, "minta", "sandbox", "HUF")["secrets"] == ["new", "old"]
    assert found(file, "minta", "sandbox", "EUR") == {"merchant": "minta-eur"}
    assert found(file, "muster", "stripe", "EUR") == {"secret_key": "sk"}
    for wrong in (("muster", "sandbox", "HUF"), ("minta", "stripe", "HUF"), ("x", "", "")):
        assert found(file, *wrong) == {}
    # A word deeper is no table.
    assert found(file, "minta", "sandbox", "merchant") == {}


def test_no_file_is_no_keys(tmp_path):
    assert found(tmp_path / "none.toml", "minta", "sandbox", "HUF") == {}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_file_that_others_can_read_is_not_read(file, mode):
    file.chmod(mode)
    with pytest.raises(Refusal) as told:
        found(file, "minta", "sandbox", "HUF")
    assert "chmod 600" in str(told.value)


@pytest.mark.parametrize("text", ["[minta", "a = \xff"])
def test_what_is_no_toml(file, text):
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(Refusal) as told:
        found(file, "minta", "sandbox", "HUF")
    assert told.value.code == "payments_file"
    assert "new" not in str(told.value)
