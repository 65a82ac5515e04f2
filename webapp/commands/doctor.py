"""Look an installation over and give plain advice."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from webapp.commands.checks import Advice, Check, care, database, payments, store
from webapp.commands.checks.settings import checks as settings_checks
from webapp.gateways.storage import storage_from
from webapp.models.connection import connect_to
from webapp.models.migrations import pending
from webapp.settings import Settings

WORDS = {"ok": "ok  ", "note": "note", "care": "CARE"}


def examine(
    *, settings: Settings, console: Console, as_json: bool = False, thorough: bool = False
) -> int:
    """Run every check; the exit code is 1 if any needs attention."""
    results = []
    for name, check in _checks(settings=settings, thorough=thorough):
        advice = _ask(check)
        state = advice.state if advice else "ok"
        results.append({"name": name, "state": state, "advice": advice.words if advice else None})
        if not as_json:
            said = f"{WORDS[state]}  {name}: {advice.words if advice else 'fine'}"
            console.print(said, soft_wrap=True, markup=False, highlight=False)
    troubled = any(result["state"] == "care" for result in results)
    if as_json:
        told = {"at": datetime.now(UTC).isoformat(), "well": not troubled, "checks": results}
        console.print_json(json.dumps(told))
    return 1 if troubled else 0


def _ask(check: Check) -> Advice | None:
    try:
        return check()
    except Exception as error:  # a check that cannot run is itself a finding
        return care(f"could not be checked: {type(error).__name__}: {error}")


def _checks(*, settings: Settings, thorough: bool) -> Iterator[tuple[str, Check]]:
    yield from settings_checks(settings=settings)
    db = connect_to(url=settings.database_url)
    try:
        db.connect(reuse_if_open=True)
    except Exception as error:  # whatever the driver says
        yield "database", _that_fails(error)
        return
    try:
        yield from database.checks(db=db)
        if not pending(db=db):
            yield from payments.checks(settings=settings)
        yield from _of_the_store(db, settings=settings, thorough=thorough)
    finally:
        db.close()


def _of_the_store(db: Any, *, settings: Settings, thorough: bool) -> Iterator[tuple[str, Check]]:
    try:
        storage = storage_from(settings)
    except Exception as error:
        yield "storage", _that_fails(error)
        return
    for name, check in store.checks(storage=storage, thorough=thorough):
        yield name, check
        if name == "clock of the storage" and pending(db=db):
            return  # without its tables nobody knows what belongs to what


def _that_fails(error: Exception) -> Check:
    return lambda: care(f"does not answer: {str(error).strip()}")
