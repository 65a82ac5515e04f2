"""The command line, run as a person would."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import nursery

ROOT = Path(__file__).resolve().parents[2]

COMPANY = (
    "company", "create", "--slug", "muster", "--name", "Wasserwerk Muster", "--country", "DE",
    "--currency", "EUR", "--timezone", "Europe/Berlin", "--admin-email", "chief@muster.test",
)  # fmt: skip


@pytest.fixture
def meterpost(tmp_path):
    """Runs a command on a data folder of its own."""

    def run(*words):
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "STORAGE_URL")}
        return nursery.run(words[0], "--data", str(tmp_path), *words[1:], env=env)

    return run


def test_the_module_is_the_command():
    said = subprocess.run(
        [sys.executable, "-m", "webapp", "--help"], cwd=ROOT, capture_output=True, text=True,
        timeout=120, check=True,
    )  # fmt: skip
    assert "company" in said.stdout


def test_a_companys_first_start(meterpost):
    made = meterpost(*COMPANY)
    assert made.returncode == 0, made.stderr
    assert re.search(r"password: \S{12,}", made.stdout)
    examined = meterpost("doctor")
    assert "audit chain of muster: fine" in examined.stdout


def test_the_same_company_twice_is_refused_and_changes_nothing(meterpost):
    meterpost(*COMPANY)
    again = meterpost(*COMPANY)
    assert again.returncode == 1
    assert "Nothing was created" in again.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [("--country", "Germany"), ("--slug", "Bad Slug"), ("--timezone", "Mars/Base"),
     ("--admin-email", "chief"), ("--accent", "red")],
)  # fmt: skip
def test_what_does_not_fit_is_refused(meterpost, option, value):
    refused = meterpost(*COMPANY, option, value)
    assert refused.returncode == 1
    assert option.strip("-").replace("-", "_") in refused.stderr


def test_migrate_up_down_and_up(meterpost):
    assert "0001_people" in meterpost("migrate").stdout
    assert "up to date" in meterpost("migrate").stdout
    assert meterpost("migrate", "--down-to", "0001_people").returncode == 1
    assert "Undone" in meterpost("migrate", "--down-to", "0001_people", "--yes").stdout
    assert "0001_people" in meterpost("migrate").stdout


def test_doctor_on_an_empty_folder_gives_advice(meterpost):
    examined = meterpost("doctor")
    assert examined.returncode == 1
    assert "meterpost migrate" in examined.stdout


def test_the_demo_world_never_moves_in_with_a_real_company(meterpost):
    meterpost(*COMPANY[:3], "wasserwerk", *COMPANY[4:])
    refused = meterpost("seed")
    assert refused.returncode == 1
    assert "nothing was added" in refused.stderr


def test_weather_comes_in_all_or_nothing(meterpost, tmp_path):
    meterpost(*COMPANY)
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("day;degree_days\n2026-01-01;12,5\n2026-01-02;8\n")
    bad.write_text("day,degree_days\n2026-01-03,7\n2026-01-04,cold\n")
    first = meterpost("import", "weather", "--company", "muster", str(good))
    assert "2 days added" in first.stdout, first.stderr
    again = meterpost("import", "weather", "--company", "muster", str(good))
    assert "nothing was changed" in again.stdout
    refused = meterpost("import", "weather", "--company", "muster", str(bad))
    assert refused.returncode == 1
    assert "Nothing was imported" in refused.stderr
    assert "line 3: “cold” is no number" in refused.stderr
    nobody = meterpost("import", "weather", "--company", "nobody", str(good))
    assert nobody.returncode == 1
    assert "no company with this short name" in nobody.stderr
    missing = meterpost("import", "weather", "--company", "muster", str(tmp_path / "none.csv"))
    assert "The file cannot be read." in missing.stderr
