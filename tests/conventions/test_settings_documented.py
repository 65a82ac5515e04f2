"""docs/settings.md names every setting, and only settings there are."""

import re
from dataclasses import fields
from pathlib import Path

from webapp.settings import Settings, from_env

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "settings.md"
SOURCE = ROOT / "webapp" / "settings.py"
DOCUMENTED = re.compile(r"^\| `([A-Z_]+)` \| `([a-z_]+)` \|", re.M)
SENTENCE = re.compile(r'^    (\w+):.*\n    """([A-Z_]+): [^"]+\."""$', re.M)


def documented() -> dict[str, str]:
    """Field → variable, as the page lists them."""
    return {field: variable for variable, field in DOCUMENTED.findall(PAGE.read_text())}


def test_every_field_says_its_variable_and_one_sentence() -> None:
    told = dict(SENTENCE.findall(SOURCE.read_text()))
    missing = [field.name for field in fields(Settings) if field.name not in told]
    assert not missing, (
        f'{", ".join(missing)}: say below the field what it is: """VARIABLE: one sentence."""'
    )


def test_the_page_and_the_settings_agree() -> None:
    told = dict(SENTENCE.findall(SOURCE.read_text()))
    assert documented() == told, (
        "docs/settings.md and webapp/settings.py differ. Each setting is one row of the table: "
        "| `VARIABLE` | `field` | what it does | default |."
    )


def test_every_variable_is_really_read(tmp_path: Path) -> None:
    given = {
        "METERPOST_DATA": str(tmp_path / "elsewhere"),
        "DATABASE_URL": "postgresql://db/meterpost",
        "STORAGE_URL": str(tmp_path / "store"),
        "SECRET_KEY": "sesame",
        "PAYMENTS_FILE": str(tmp_path / "keys.toml"),
        "DATABASE_CONNECTIONS": "7",
        "TRUSTED_PROXIES": "2",
        "MAX_BODY_BYTES": "41",
        "MAX_PHOTO_BYTES": "42",
        "METERPOST_DEMO": "1",
    }
    assert given.keys() == set(documented().values()), (
        "A setting came or went: give it a value of its own in this test."
    )
    usual, changed = from_env({}, data=str(tmp_path)), from_env(given)
    same = [f.name for f in fields(Settings) if getattr(usual, f.name) == getattr(changed, f.name)]
    assert not same, f"{', '.join(same)}: the variable is documented, but from_env ignores it."
