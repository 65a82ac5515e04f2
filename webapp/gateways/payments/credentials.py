"""What a company signs with at its bank: a file that only we may read, never the database."""

import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def credentials_of(path: Path, *, company: str, provider: str, currency: str) -> Mapping[str, Any]:
    """The table `[company.provider.CURRENCY]` of the file; empty where there is none.

    Raises Refusal payments_file where others of this machine may read it, or where it is no TOML.
    """
    if not path.exists():
        return {}
    if path.stat().st_mode & OTHERS:
        raise Refusal(
            "payments_file",
            N_("%(file)s can be read by others. Please run: chmod 600 %(file)s"),
            file=str(path),
        )
    found: Any = _read(path)
    for key in (company, provider, currency):
        found = found.get(key, {}) if isinstance(found, dict) else {}
    return found if isinstance(found, dict) else {}


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise Refusal(
            "payments_file",
            N_("%(file)s cannot be read: %(why)s"),
            file=str(path),
            why=str(wrong),
        ) from wrong
