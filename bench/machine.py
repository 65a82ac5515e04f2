"""Where and when something was measured, and where that stands in the documentation."""

import os
import platform
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

REPORT = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


def write(name: str, table: str, ran: str, *, page: Path = REPORT) -> None:
    """Put a table between its marks in docs/performance.md or another page, with the day."""
    place = re.compile(rf"(<!-- {name} -->\n).*?(?=<!-- /{name} -->)", re.DOTALL)
    text = page.read_text()
    assert place.search(text), f"no place for {name} in {page}"
    page.write_text(place.sub(lambda at: f"{at[1]}\n{ran} on {described()}\n\n{table}\n\n", text))


def described() -> str:
    """The day, the processor and what runs on it."""
    day = datetime.now(UTC).date()
    return (
        f"{day}: {os.cpu_count()} cores of {processor()}, Linux {platform.machine()},"
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}."
    )


def processor() -> str:
    """The processor's name."""
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return found[1].strip() if found else platform.processor() or "an unnamed processor"
