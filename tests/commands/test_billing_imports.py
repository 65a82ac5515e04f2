"""Billing files on the command line: a report of faults, a list, undo, and no memory for more."""

import re
import subprocess
import sys

import pytest

from tests.commands.test_commands import COMPANY, ROOT, meterpost

__all__ = ["meterpost"]

HEAD = "number;customer;issued_on;due_on;total\n"


@pytest.fixture
def deliver(meterpost, tmp_path):
    """A company, and a command that imports a text into it."""
    meterpost(*COMPANY)

    def imported(kind, text, *options):
        path = tmp_path / f"{kind}.csv"
        path.write_text(text)
        return meterpost("import", kind, "--company", "muster", str(path), *options)

    return imported


def test_a_delivery_from_the_first_customer_to_undo(deliver, meterpost, tmp_path):
    assert deliver("customers", "number;name\n100;Clara\n").returncode == 0
    good = "R1;100;2026-11-10;2026-11-30;12,50\n"
    bad = deliver("invoices", HEAD + good + "R2;999;2026-11-10;2026-11-30;1\n")
    assert bad.returncode == 1
    assert "Nothing was imported: 1 of 2 lines" in bad.stdout
    assert "line 3: There is no customer with the number 999." in bad.stderr
    report = (tmp_path / "invoices.csv.faults.csv").read_text()
    assert report.splitlines()[0] == "line,column,reason"
    assert report.splitlines()[1].startswith("3,customer,")
    kept = deliver("invoices", HEAD + good + "R2;999;2026-11-10;2026-11-30;1\n", "--keep-good")
    assert kept.returncode == 1
    number = re.search(r"1 lines new, 0 as they were, 1 not taken\. Import (\d+)\.", kept.stdout)
    assert number, kept.stdout
    assert "invoices" in meterpost("imports", "--company", "muster").stdout
    assert meterpost("imports", "--company", "muster", "--undo", number[1]).stdout == "Undone.\n"
    again = meterpost("imports", "--company", "muster", "--undo", number[1])
    assert (again.returncode, "undone before" in again.stderr) == (1, True)


def test_what_cannot_be_done_says_so(deliver, meterpost, tmp_path):
    assert "no company" in meterpost("imports", "--company", "nobody").stderr
    missing = meterpost("import", "debts", "--company", "muster", str(tmp_path / "none.csv"))
    assert (missing.returncode, "cannot be read" in missing.stderr) == (1, True)
    (tmp_path / "x.csv").write_text(HEAD)
    wrong = meterpost("import", "invoices", "--company", "nobody", str(tmp_path / "x.csv"))
    assert (wrong.returncode, "no company" in wrong.stderr) == (1, True)
    (tmp_path / "latin.csv").write_bytes("number;name\n1;Szab\xf3\n".encode("latin-1"))
    latin = meterpost("import", "customers", "--company", "muster", str(tmp_path / "latin.csv"))
    assert (latin.returncode, "UTF-8" in latin.stderr) == (1, True)


MEASURED = """
import resource, sys
from webapp.cli import main
code = main(sys.argv[1:])
print("kB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
sys.exit(code)
"""


@pytest.mark.long
def test_a_hundred_times_the_rows_in_the_same_memory(deliver, tmp_path):
    deliver("customers", "number;name\n" + "".join(f"C{n};Name {n}\n" for n in range(100)))

    def used(rows, begin):
        path = tmp_path / f"{rows}.csv"
        with path.open("w") as file:
            file.write(HEAD)
            for n in range(rows):
                file.write(f"{begin}{n};C{n % 100};2026-11-10;2026-11-30;12,50\n")
        said = subprocess.run(
            [sys.executable, "-c", MEASURED, "import", "--data", str(tmp_path), "invoices",
             str(path), "--company", "muster"],
            cwd=ROOT, capture_output=True, text=True, check=True, timeout=600,
        ).stdout  # fmt: skip
        assert f"{rows} lines new" in said
        return int(re.search(r"kB (\d+)", said)[1])

    few, many = used(1_000, "A"), used(100_000, "B")
    assert many <= few * 1.5
