"""Take in customers, bills, debts and payments from files; list what came, and undo it."""

import csv
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from webapp.actions.billing_imports import Delivery, import_billing
from webapp.actions.import_undo import undo_import
from webapp.commands.companies import company_of
from webapp.domain.billing_files import Fault, Imported
from webapp.domain.refusals import Refusal
from webapp.forms.billing_rows import parsed_rows
from webapp.forms.numbers import id_in
from webapp.models.connection import connect_to
from webapp.models.migrations import migrate
from webapp.queries.companies import CompanyKey
from webapp.queries.imports import MOST_SHOWN, Delivered, deliveries
from webapp.settings import Settings

SHOWN_FAULTS = 20
UNFOLDED = 240
A_BLOCK = 1 << 20


class FaultReport:
    """Faults as they are found: all into a file beside the delivery, the first ones on screen."""

    def __init__(self, *, path: Path, problems: Console, word: str = "line") -> None:
        self.path, self.problems, self.word, self.count = path, problems, word, 0
        # Opened with the first fault: no faults, no file.
        self._file: TextIO | None = None

    def add(self, fault: Fault) -> None:
        """Note one."""
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerow([self.word, "column", "reason"])
        refusal = fault.refusal
        csv.writer(self._file).writerow([fault.line, refusal.field or "", str(refusal)])
        self.count += 1
        if self.count <= SHOWN_FAULTS:
            self.problems.print(f"{self.word} {fault.line}: {refusal}", markup=False)

    def close(self) -> None:
        """Say where all of them are."""
        if self._file is not None:
            self._file.close()
            self.problems.print(f"Every {self.word} that was not taken: {self.path}", markup=False)


def take_in(
    *,
    settings: Settings,
    console: Console,
    problems: Console,
    slug: str,
    kind: str,
    path: Path,
    keep_good: bool,
) -> int:
    """Import a file, all of it or, with `keep_good`, what can be taken; exit code 1 for faults."""
    db = connect_to(url=settings.database_url)
    migrate(db=db)
    report = FaultReport(path=path.with_name(f"{path.name}.faults.csv"), problems=problems)
    try:
        with db.connection_context():
            done = _run(console, report, company_of(slug=slug), kind, path, keep_good=keep_good)
    except Refusal as refusal:
        problems.print(f"Nothing was imported. {refusal}", markup=False)
        return 1
    except OSError:
        problems.print("Nothing was imported. The file cannot be read.")
        return 1
    finally:
        report.close()
    console.print(_told(done), markup=False)
    return 1 if done.faults else 0


def show(
    *, settings: Settings, console: Console, problems: Console, slug: str, whole: bool = False
) -> int:
    """List the company's imports, the newest first: the last ones, or the whole list."""
    db = connect_to(url=settings.database_url)
    migrate(db=db)
    most = None if whole else MOST_SHOWN
    try:
        with db.connection_context():
            found = deliveries(company_id=company_of(slug=slug).id, most=most)
    except Refusal as refusal:
        problems.print(str(refusal), markup=False)
        return 1
    # Into a file or another program nothing is folded: a number stays in one piece.
    wide = console if console.is_terminal else Console(file=console.file, width=UNFOLDED)
    wide.print(_listed(found))
    if len(found) == most:
        console.print(f"The newest {most}; --all shows every one.")
    return 0


def _listed(found: Sequence[Delivered]) -> Table:
    table = Table()
    for name in ("import", "what", "file", "when (UTC)", "by", "rows", "new", "may be undone"):
        table.add_column(name, no_wrap=name in ("import", "what", "when (UTC)"))
    for one in found:
        table.add_row(
            str(one.id), one.kind, escape(one.source), f"{one.made_at:%Y-%m-%d %H:%M}",
            escape(one.by or "command"), _number(one.rows_read), _number(one.rows_kept), _may(one),
        )  # fmt: skip
    return table


def _number(count: int | None) -> str:
    return "" if count is None else str(count)


def _may(one: Delivered) -> str:
    if one.undone_at is not None:
        return f"undone {one.undone_at:%Y-%m-%d %H:%M}"
    return "yes" if one.kept is None else f"no: {one.kept.message % {'what': one.kept.what}}"


def undo(
    *, settings: Settings, console: Console, problems: Console, slug: str, import_id: str
) -> int:
    """Undo one import while nothing rests on it."""
    db = connect_to(url=settings.database_url)
    migrate(db=db)
    try:
        with db.connection_context():
            undo_import(
                company_id=company_of(slug=slug).id,
                import_id=id_in(import_id) or 0,
                now=datetime.now(UTC),
            )
    except Refusal as refusal:
        problems.print(str(refusal), markup=False)
        return 1
    console.print("Undone.")
    return 0


def _run(
    console: Console,
    report: FaultReport,
    company: CompanyKey,
    kind: str,
    path: Path,
    *,
    keep_good: bool,
) -> Imported:
    sha256, lines = _measured(path)
    delivery = Delivery(
        kind=kind, source=path.name, sha256=sha256, currency=company.currency, keep_good=keep_good
    )
    with (
        path.open(encoding="utf-8-sig", newline="") as file,
        Progress(console=console, transient=True) as progress,
    ):
        task = progress.add_task(kind.capitalize(), total=lines)
        return import_billing(
            company_id=company.id,
            delivery=delivery,
            rows=parsed_rows(file=file, kind=kind, currency=company.currency),
            now=datetime.now(UTC),
            progress=lambda done: progress.update(task, completed=done),
            report=report.add,
        )


def _measured(path: Path) -> tuple[str, int]:
    """The file's hash and how many lines it has, without holding it in memory."""
    digest, lines = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(A_BLOCK):
            digest.update(block)
            lines += block.count(b"\n")
    return digest.hexdigest(), max(lines - 1, 0)


def _told(done: Imported) -> str:
    if done.faults and done.import_id is None:
        return f"Nothing was imported: {done.faults} of {done.read} lines cannot be taken."
    if done.import_id is None:
        return f"All {done.same} lines stand there already; nothing was changed."
    return (
        f"{done.added} lines new, {done.same} as they were, {done.faults} not taken."
        f" Import {done.import_id}."
    )
