"""Everything that can be set, read once from the environment."""

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One field a setting; docs/settings.md lists them, and a test keeps it true."""

    data: Path
    """METERPOST_DATA: the folder for the database, the photos and the secret key."""
    database_url: str
    """DATABASE_URL: sqlite:///file or postgresql://…; a file in the data folder by default."""
    storage_url: str
    """STORAGE_URL: a folder for photos, or s3://bucket/prefix; `photos` in the data folder else."""
    secret_key: str
    """SECRET_KEY: signs cookies; made once and kept in the data folder by default."""
    payments_file: Path
    """PAYMENTS_FILE: the keys of the companies' banks; `payments.toml` in the data folder else."""
    database_connections: int = 12
    """DATABASE_CONNECTIONS: how many connections to PostgreSQL one web process may hold."""
    trusted_proxies: int = 0
    """TRUSTED_PROXIES: how many proxies in front may say who calls, and that it was https."""
    max_body_bytes: int = 32_000_000
    """MAX_BODY_BYTES: the largest request taken, all photos of a submission together."""
    max_photo_bytes: int = 15_000_000
    """MAX_PHOTO_BYTES: the largest single photo taken."""
    demo: bool = False
    """METERPOST_DEMO: says at the foot of customers' pages that this is a demonstration."""


def from_env(environ: Mapping[str, str] | None = None, **given: object) -> Settings:
    """Read the settings; `given` ones (from the command line) win over the environment."""
    env = os.environ if environ is None else environ
    data = Path(str(given.pop("data", None) or env.get("METERPOST_DATA") or "data")).resolve()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    values: dict[str, object] = {
        "data": data,
        "database_url": env.get("DATABASE_URL") or f"sqlite:///{data / 'meterpost.db'}",
        "storage_url": env.get("STORAGE_URL") or str(data / "photos"),
        "secret_key": env.get("SECRET_KEY") or _kept_secret(data),
        "payments_file": Path(env.get("PAYMENTS_FILE") or data / "payments.toml"),
        "database_connections": int(env.get("DATABASE_CONNECTIONS") or 12),
        "trusted_proxies": int(env.get("TRUSTED_PROXIES") or 0),
        "max_body_bytes": int(env.get("MAX_BODY_BYTES") or 32_000_000),
        "max_photo_bytes": int(env.get("MAX_PHOTO_BYTES") or 15_000_000),
        "demo": env.get("METERPOST_DEMO") == "1",
    }
    return Settings(**{**values, **given})  # type: ignore[arg-type]


def _kept_secret(data: Path) -> str:
    path = data / "secret-key"
    if not path.exists():
        # Two starters may race: only one gives its key the name, both then read the same.
        made = data / f"secret-key.{secrets.token_hex(8)}"
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    return path.read_text()
