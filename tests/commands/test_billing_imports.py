"""Billing files on the command line: a report of faults, a list, undo, and no memory for more."""

import re
import subprocess
import sys
from datetime import date, timedelta

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
    listed = meterpost("imports", "--company", "muster").stdout.splitlines()
    (bills,) = [line.split("│") for line in listed if number[1] in line]
    told = [cell.strip() for cell in bills[1:-1]]
    assert (told[1], told[2], *told[4:]) == (
        "invoices", "invoices.csv", "command", "2", "1", "yes",
    )  # fmt: skip
    (people,) = [line for line in listed if "customers.csv" in line]
    assert "no: rests on it: bills" in people
    assert meterpost("imports", "--company", "muster", "--undo", number[1]).stdout == "Undone.\n"
    assert "undone 20" in meterpost("imports", "--company", "muster", "--all").stdout
    again = meterpost("imports", "--company", "muster", "--undo", number[1])
    assert (again.returncode, "undone before" in again.stderr) == (1, True)
    beyond = meterpost("imports", "--company", "muster", "--undo", "9" * 30)
    assert (beyond.returncode, "Traceback" in beyond.stderr) == (1, False)


def test_bills_come_with_their_papers(deliver, meterpost, tmp_path):
    deliver("customers", "number;name\n100;Clara\n")
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "R1.pdf").write_bytes(b"%PDF-1.7\none\n%%EOF")
    bills = HEAD + "R1;100;2026-11-10;2026-11-30;1\nR2;100;2026-11-10;2026-11-30;1\n"
    done = deliver("invoices", bills, "--papers", str(folder))
    assert done.returncode == 0, done.stderr
    assert "1 papers kept, 0 as they were, 0 not taken." in done.stdout
    report = (tmp_path / "papers.faults.csv").read_text().splitlines()
    assert report[0] == "what,reason"
    assert report[1].startswith("R2,This bill came without a paper")
    (folder / "R3.pdf").write_bytes(b"%PDF-1.7\nthree\n%%EOF")
    later = meterpost("import", "papers", "--company", "muster", str(folder))
    assert (later.returncode, "R3.pdf: No bill has this number." in later.stderr) == (1, True)
    again = meterpost("import", "papers", "--company", "muster", str(folder), "--keep-good")
    assert "No paper was taken: 1 of 2" in again.stdout
    nowhere = meterpost("import", "papers", "--company", "muster", str(tmp_path / "none"))
    assert (nowhere.returncode, "cannot be read" in nowhere.stderr) == (1, True)


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
import re, sys, time
from pathlib import Path
from webapp.cli import main
began = time.monotonic()
code = main(sys.argv[1:])
# Not what resource.getrusage() says: that remembers the process that started this one.
most = re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]
print("kB", most, "seconds", time.monotonic() - began)
sys.exit(code)
"""
FEW, MANY, BEFORE = 1_000, 100_000, 100

# Kind → the first line, and line n of the file that begins with a letter.
FILES = {
    "customers": ("number;name", "{a}{n};Name {n}"),
    "service-points": (
        "number;medium;address;customer;supplied_from;window_from",
        "{a}{n};cold_water;Road {n};C{c};2020-01-01;2020-01-01",
    ),
    "meters": ("serial;service_point;installed_on;digits", "{a}{n};P{c};2020-01-01;5"),
    "readings": ("meter;read_on;value", "M{m};{day};{v}"),
    "invoices": (
        HEAD.strip() + ";line;line_net",
        "{a}{n};C{c};2026-11-10;2026-11-30;12,50;Heat;10",
    ),
    "debts": ("number;customer;kind;amount;due_on", "{a}{n};C{c};dunning_fee;5,50;2026-11-30"),
    "payments": ("key;customer;amount;paid_on", "{a}{n};C{c};1,25;2026-11-30"),
}


def _lines(kind, rows, begin):
    head, line = FILES[kind]
    yield head + "\n"
    for n in range(rows):
        day = date(2000, 1, 1) + timedelta(days=n // BEFORE + (0 if begin == "A" else FEW))
        yield line.format(a=begin, n=n, c=n % BEFORE, m=n % BEFORE, day=day, v=n // BEFORE) + "\n"


@pytest.mark.long
@pytest.mark.parametrize("kind", FILES)
def test_a_hundred_times_the_rows_in_the_same_memory(kind, deliver, tmp_path):
    deliver("customers", "number;name\n" + "".join(f"C{n};Name\n" for n in range(BEFORE)))
    if kind in ("meters", "readings"):
        places = "".join(f"P{n};gas;Road {n}\n" for n in range(BEFORE))
        deliver("service-points", "number;medium;address\n" + places)
        meters = "".join(f"M{n};P{n};1999-01-01;5\n" for n in range(BEFORE))
        deliver("meters", "serial;service_point;installed_on;digits\n" + meters)

    def used(rows, begin):
        path = tmp_path / f"{rows}.csv"
        with path.open("w") as file:
            file.writelines(_lines(kind, rows, begin))
        said = subprocess.run(
            [sys.executable, "-c", MEASURED, "import", "--data", str(tmp_path), kind,
             str(path), "--company", "muster"],
            cwd=ROOT, capture_output=True, text=True, check=True, timeout=1200,
        ).stdout  # fmt: skip
        assert f"{rows} lines new" in said
        memory, seconds = re.search(r"kB (\d+) seconds ([\d.]+)", said).groups()
        return int(memory), float(seconds)

    few, many = used(FEW, "A"), used(MANY, "B")
    figures = (kind, few[0] // 1000, many[0] // 1000, f"{many[0] / few[0]:.2f}", f"{many[1]:.0f}")
    sys.stderr.write(f"\n| {' | '.join(str(one) for one in figures)} |\n")
    assert many[0] <= few[0] * 1.5
