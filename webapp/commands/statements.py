"""Take in a bank's statement from a file and say what became of its movements."""

from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from webapp.actions.statement_files import take_file
from webapp.commands.billing_imports import FaultReport
from webapp.domain.billing_files import Imported
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.connection import connect_to
from webapp.models.migrations import migrate
from webapp.queries.companies import company_key
from webapp.queries.statements import counts_of
from webapp.settings import Settings


def take_in_statement(
    *,
    settings: Settings,
    console: Console,
    problems: Console,
    slug: str,
    path: Path,
    keep_good: bool,
) -> int:
    """Import a camt file, all of it or, with `keep_good`, what can be taken; 1 for faults."""
    db = connect_to(url=settings.database_url)
    migrate(db=db)
    report = FaultReport(
        path=path.with_name(f"{path.name}.faults.csv"), problems=problems, word="movement"
    )
    try:
        with db.connection_context():
            company_id = _company(slug)
            done = _run(console, report, company_id, path, keep_good=keep_good)
            console.print(_told(company_id, done), markup=False)
    except Refusal as refusal:
        problems.print(f"Nothing was imported. {refusal}", markup=False)
        return 1
    except OSError:
        problems.print("Nothing was imported. The file cannot be read.")
        return 1
    finally:
        report.close()
    return 1 if done.faults else 0


def _company(slug: str) -> int:
    company = company_key(slug=slug)
    if company is None:
        raise Refusal("company", N_("There is no company with this short name."))
    return company.id


def _run(
    console: Console, report: FaultReport, company_id: int, path: Path, *, keep_good: bool
) -> Imported:
    with path.open("rb") as file, Progress(console=console, transient=True) as progress:
        task = progress.add_task("Statement", total=path.stat().st_size)
        return take_file(
            company_id=company_id,
            file=file,
            source=path.name,
            now=datetime.now(UTC),
            report=report.add,
            keep_good=keep_good,
            progress=lambda read: progress.update(task, completed=read),
        )


def _told(company_id: int, done: Imported) -> str:
    if done.faults and done.import_id is None:
        return f"Nothing was imported: {done.faults} of {done.read} movements cannot be taken."
    if done.import_id is None:
        return f"All {done.same} movements stand there already; nothing was changed."
    counts = counts_of(company_id=company_id, import_ids=[done.import_id])[done.import_id]
    return (
        f"{done.added} movements new, {done.same} as they were, {done.faults} not taken."
        f" {counts.matched} matched, {counts.open} open, {counts.ignored} went out."
        f" Import {done.import_id}."
    )
