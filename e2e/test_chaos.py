"""Many captures under many faults; and the proof that this proof can fail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from e2e.server import ROOT

pytestmark = pytest.mark.chaos


def chaos(world: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The chaos run as anybody would start it, in a world that is seeded already."""
    return subprocess.run(
        [sys.executable, "bench/chaos.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "METERPOST_E2E_WORLD": str(world)},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def test_nothing_is_lost_and_nothing_is_doubled(seeded: Path) -> None:
    run = chaos(seeded, "--rounds", "25")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "lost 0" in run.stdout
    assert "doubled 0" in run.stdout


@pytest.mark.parametrize(
    ("bug", "faults", "verdict"),
    [
        ("delete-early", "server error (500)", "lost"),
        ("no-lock", "two tabs", "sent twice at once"),
        ("no-id-check", "killed while sending", "doubled"),
    ],
)
def test_a_planted_bug_turns_it_red(seeded: Path, bug: str, faults: str, verdict: str) -> None:
    run = chaos(seeded, "--rounds", "2", "--seed", "1", "--plant", bug, "--only", faults)
    assert run.returncode == 1, run.stdout + run.stderr
    assert f"{verdict} 0" not in run.stdout
