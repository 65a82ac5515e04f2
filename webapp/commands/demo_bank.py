"""The pretend bank beside the demonstration: a process of its own, with keys for both companies."""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from webapp.actions.demo.money import lead_to_bank
from webapp.commands.sorry import Sorry
from webapp.domain.refusals import Refusal
from webapp.gateways.payments.credentials import credentials_of
from webapp.models.connection import connect_to
from webapp.settings import Settings

SHOPS = (("minta", "HUF"), ("muster", "EUR"))
HEAD = "# The keys of the demonstration's bank. Nobody but you may read this file."
BEYOND_OURS = 90
PATIENCE_S, A_MOMENT_S = 10, 0.1


@contextmanager
def bank_beside(*, settings: Settings, port: int) -> Iterator[str]:
    """Open the bank near the portal's port, tell the portal of it, and close it in the end."""
    bank_port = _free(port + BEYOND_OURS)
    address = f"http://127.0.0.1:{bank_port}"
    _refuse_foreign(settings.payments_file)
    keys = _keys(settings.payments_file)
    _write(settings.payments_file, address, keys)
    db = connect_to(url=settings.database_url)
    with db.connection_context():
        lead_to_bank(origin=address, now=datetime.now(UTC))
    db.close_all()
    process = _start(settings.data, bank_port, keys)
    try:
        _await(process, bank_port)
        yield address
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=PATIENCE_S)


def _refuse_foreign(file: Path) -> None:
    """Real keys are never written over."""
    if file.exists() and not file.read_text().startswith(HEAD):
        raise Sorry(f"{file} holds keys that the demonstration did not write. Set PAYMENTS_FILE.")


def _keys(file: Path) -> dict[str, list[str]]:
    """Each shop's keys: those of the last time where there are any."""
    found = {}
    for slug, currency in SHOPS:
        known = {}
        with contextlib.suppress(Refusal):
            known = dict(credentials_of(file, company=slug, provider="sandbox", currency=currency))
        found[slug] = [str(one) for one in known.get("secrets", [])] or [secrets.token_hex(24)]
    return found


def _write(file: Path, address: str, keys: dict[str, list[str]]) -> None:
    lines = [HEAD]
    for slug, currency in SHOPS:
        lines += [
            f"[{slug}.sandbox.{currency}]",
            f"url = {json.dumps(address)}",
            f"merchant = {json.dumps(slug)}",
            f"secrets = {json.dumps(keys[slug])}",
        ]
    made = file.with_suffix(f".{secrets.token_hex(6)}")
    made.touch(mode=0o600)
    made.write_text("\n".join(lines) + "\n")
    made.replace(file)


def _start(data: Path, port: int, keys: dict[str, list[str]]) -> "subprocess.Popen[bytes]":
    merchants = [
        word for slug, kept in keys.items() for word in ("--merchant", f"{slug}={','.join(kept)}")
    ]
    command = [sys.executable, "-m", "webapp", "sandbox-bank", "--data", str(data)]
    command += ["--port", str(port), "--beside", str(os.getpid()), *merchants]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program


def _await(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Until the bank listens, for the portal asks it as soon as it is up; not for ever."""
    for _ in range(int(PATIENCE_S / A_MOMENT_S)):
        if process.poll() is not None:
            return
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=A_MOMENT_S).close()
            return
        time.sleep(A_MOMENT_S)


def _free(wanted: int) -> int:
    """The wanted port, or any other where somebody is there already."""
    for port in (wanted, 0):
        with socket.socket() as line, contextlib.suppress(OSError, OverflowError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            line.bind(("127.0.0.1", port))
            return int(line.getsockname()[1])
    raise OSError("no port is free for the pretend bank")
