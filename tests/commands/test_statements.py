"""`meterpost import statement`: a bank's file on the command line, listed and undone."""

import re
import sqlite3
import subprocess
import sys

import pytest

from tests.camt import CLARA_PAYS_TO, document, paid
from tests.commands.test_billing_imports import HEAD, MEASURED, deliver
from tests.commands.test_commands import ROOT, meterpost

__all__ = ["deliver", "meterpost"]

SETTING = """INSERT INTO money_setting (company_id, payee, iban, bic, bank, tax_number, address,
    day_count, allocation_order, provider, payment_origins, least_payment, qr_kind)
    SELECT id, 'P', ?, '', '', '', '', 'act_365', 'fees,interest,principal', '', '', 0, 'none'
    FROM company"""


@pytest.fixture
def bank(deliver, meterpost, tmp_path):
    """A company with an account and Clara's bill R1 of 12.50; a command that imports a file."""
    deliver("customers", "number;name\n100;Clara\n")
    deliver("invoices", HEAD + "R1;100;2026-11-10;2026-11-30;12,50\n")
    (found,) = tmp_path.rglob("*.db")
    with sqlite3.connect(found) as db:
        db.execute(SETTING, (CLARA_PAYS_TO,))
    db.close()

    def imported(data, *options):
        path = tmp_path / "bank.xml"
        path.write_bytes(data)
        return meterpost("import", "statement", "--company", "muster", str(path), *options)

    return imported


def statement(*entries):
    return document(*entries, iban=CLARA_PAYS_TO, currency="EUR")


def euros(amount, **said):
    return paid(amount, currency="EUR", **said)


def test_a_statement_from_its_file_to_undo(bank, meterpost, tmp_path):
    good = euros("12.50", ref="B1", words="R1 of November"), euros("7", ref="B2")
    bad = bank(statement(*good, euros("1.005", ref="B3")))
    assert (bad.returncode, "1 of 3 movements" in bad.stdout) == (1, True)
    assert "movement 3: 1.005 is finer than the currency." in bad.stderr
    report = (tmp_path / "bank.xml.faults.csv").read_text().splitlines()
    assert (report[0], report[1][:2]) == ("movement,column,reason", "3,")
    done = bank(statement(*good))
    said = r"2 movements new, 0 as they were, 0 not taken\. (\d) matched, (\d) open, 0 went out\."
    found = re.search(said + r"\s+Import\s+(\d+)", done.stdout)
    assert found, done.stdout
    assert "All 2 movements stand there already" in bank(statement(*good)).stdout
    assert "statement" in meterpost("imports", "--company", "muster").stdout
    undone = meterpost("imports", "--company", "muster", "--undo", found[3])
    assert undone.stdout == "Undone.\n"


def test_what_can_be_taken_is_taken_if_wanted(bank):
    mixed = statement(euros("12.50", ref="B1"), euros("1.005", ref="B3"))
    kept = bank(mixed, "--keep-good")
    assert (kept.returncode, "1 movements new" in kept.stdout) == (1, True)


def test_a_file_that_is_none_says_so(bank, meterpost):
    assert "breaks off" in bank(statement(euros("1", ref="B"))[:-30]).stderr
    assert "not a bank statement" in bank(b"<a/>").stderr
    assert "not the company's" in bank(document(euros("1", ref="B"), currency="EUR")).stderr
    missing = meterpost("import", "statement", "--company", "muster", "nowhere.xml")
    assert (missing.returncode, "cannot be read" in missing.stderr) == (1, True)


@pytest.mark.long
def test_a_hundred_times_the_movements_in_the_same_memory(bank, tmp_path):
    def used(count, begin):
        path = tmp_path / f"{count}.xml"
        whole = statement(euros("0.01", ref="@")).decode()
        part = euros("0.01", ref="@")
        start, end = whole.split(part)
        with path.open("w") as file:
            file.write(start)
            for n in range(count):
                file.write(part.replace("@", f"{begin}{n}"))
            file.write(end)
        said = subprocess.run(
            [sys.executable, "-c", MEASURED, "import", "statement", "--company", "muster",
             "--data", str(tmp_path), str(path)],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return int(re.search(r"kB (\d+)", said.stdout)[1])

    small = used(1_000, "A")
    large = used(100_000, "B")
    assert large < 1.5 * small, (small, large)
