"""Take in files for a company, and say what became of them."""

from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from webapp.actions.weather_imports import import_weather
from webapp.commands.companies import company_of
from webapp.domain.days import local_day
from webapp.domain.refusals import Refusal
from webapp.domain.weather_file import WeatherFile, WeatherImported
from webapp.domain.words import N_
from webapp.forms.weather_file import parse_weather_file
from webapp.models.connection import connect_to
from webapp.models.migrations import migrate
from webapp.queries.companies import CompanyKey
from webapp.settings import Settings

MOST_FAULTS = 20


def take_in_weather(
    *, settings: Settings, console: Console, problems: Console, slug: str, path: Path
) -> int:
    """Import degree days, all of the file or nothing; the exit code is 1 for nothing."""
    now = datetime.now(UTC)
    db = connect_to(url=settings.database_url)
    migrate(db=db)
    try:
        with db.connection_context():
            company = company_of(slug=slug)
            today = local_day(now=now, timezone=company.timezone)
            file = parse_weather_file(_read(path), today=today)
            if file.faults:
                _tell_faults(problems, file)
                return 1
            done = _write(console, company, file, path.name, now)
    except Refusal as refusal:
        problems.print(f"Nothing was imported. {refusal}", markup=False)
        return 1
    console.print(_told(done), markup=False)
    return 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal("file", N_("The file cannot be read.")) from error


def _write(
    console: Console, company: CompanyKey, file: WeatherFile, source: str, now: datetime
) -> WeatherImported:
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Degree days", total=len(file.days))
        return import_weather(
            company_id=company.id,
            file=file,
            source=source,
            now=now,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )


def _tell_faults(problems: Console, file: WeatherFile) -> None:
    problems.print("Nothing was imported. These lines cannot be taken:")
    for fault in file.faults[:MOST_FAULTS]:
        problems.print(f"line {fault.line}: {fault.refusal}", markup=False)
    if len(file.faults) > MOST_FAULTS:
        problems.print(f"… and {len(file.faults) - MOST_FAULTS} more")


def _told(done: WeatherImported) -> str:
    if not done.added and not done.replaced:
        return f"All {done.same} days stand there already; nothing was changed."
    return f"{done.added} days added, {done.replaced} replaced, {done.same} as they were."
