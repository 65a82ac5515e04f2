"""Take in a folder of the billing system's own papers, and say what became of them."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import Progress

from webapp.actions.import_papers import import_papers
from webapp.commands.companies import company_of
from webapp.domain.billing_files import Imported
from webapp.domain.delivered_papers import PaperFault
from webapp.domain.refusals import Refusal
from webapp.gateways.paper_folder import papers_in
from webapp.gateways.storage import storage_from
from webapp.models.connection import connect_to
from webapp.models.migrations import migrate
from webapp.queries.imports import bills_without_paper, last_import
from webapp.settings import Settings

SHOWN = 20


class _Report:
    """Files that were not taken and bills without one: all into a file, the first on screen."""

    def __init__(self, *, path: Path, problems: Console) -> None:
        self.path, self._problems, self._count = path, problems, 0
        self._file: TextIO | None = None

    def add(self, fault: PaperFault) -> None:
        """Note a file that cannot be taken."""
        self.note(fault.name, str(fault.refusal))

    def note(self, what: str, reason: str) -> None:
        """Note anything."""
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerow(["what", "reason"])
        csv.writer(self._file).writerow([what, reason])
        self._count += 1
        if self._count <= SHOWN:
            self._problems.print(f"{what}: {reason}", markup=False)

    def close(self) -> None:
        """Say where all of them are."""
        if self._file is not None:
            self._file.close()
            self._problems.print(f"Everything of the kind: {self.path}", markup=False)


def take_in_papers(
    *,
    settings: Settings,
    console: Console,
    problems: Console,
    slug: str,
    folder: Path,
    keep_good: bool,
    with_missing: bool = False,
) -> int:
    """Keep each PDF for the bill its name says; exit code 1 for faults.

    `with_missing` also names the bills of the last import of bills that have no paper now.
    """
    db = connect_to(url=settings.database_url)
    migrate(db=db)
    report = _Report(path=folder.with_name(f"{folder.name}.faults.csv"), problems=problems)
    try:
        with db.connection_context():
            company_id = company_of(slug=slug).id
            done = _run(settings, console, report, company_id, folder, keep_good=keep_good)
            if with_missing:
                _name_missing(company_id, report)
    except Refusal as refusal:
        problems.print(f"No paper was taken. {refusal}", markup=False)
        return 1
    except OSError:
        problems.print("No paper was taken. The folder cannot be read.")
        return 1
    finally:
        report.close()
    console.print(_told(done), markup=False)
    return 1 if done.faults else 0


def _run(
    settings: Settings,
    console: Console,
    report: _Report,
    company_id: int,
    folder: Path,
    *,
    keep_good: bool,
) -> Imported:
    papers = list(papers_in(folder))
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Papers", total=len(papers))
        return import_papers(
            company_id=company_id,
            source=folder.name,
            papers=papers,
            storage=storage_from(settings),
            now=datetime.now(UTC),
            keep_good=keep_good,
            progress=lambda done: progress.update(task, completed=done),
            report=report.add,
        )


def _name_missing(company_id: int, report: _Report) -> None:
    batch = last_import(company_id=company_id, kind="invoices")
    for number in bills_without_paper(company_id=company_id, import_id=batch) if batch else ():
        report.note(number, "This bill came without a paper; customers see the one we render.")


def _told(done: Imported) -> str:
    if done.import_id is None and done.faults:
        return f"No paper was taken: {done.faults} of {done.read} cannot be."
    if done.import_id is None:
        return f"All {done.same} papers are kept already; nothing was changed."
    return (
        f"{done.added} papers kept, {done.same} as they were, {done.faults} not taken."
        f" Import {done.import_id}."
    )
