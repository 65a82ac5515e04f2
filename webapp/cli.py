"""The `meterpost` command."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from webapp.commands.company import company_options
from webapp.commands.sorry import Sorry
from webapp.domain.refusals import Refusal
from webapp.gateways.storage import StorageUnavailable
from webapp.settings import from_env

console = Console()
problems = Console(stderr=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = _parser().parse_args(argv)
    if getattr(arguments, "data", None):
        os.environ["METERPOST_DATA"] = str(Path(arguments.data).resolve())
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        _refuse_half_restored(arguments)
        return command(arguments)
    except (Refusal, Sorry) as refusal:
        problems.print(str(refusal), soft_wrap=True, markup=False, highlight=False)
        return 1
    except StorageUnavailable as away:
        problems.print(f"The storage does not answer: {away}", soft_wrap=True, markup=False)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="meterpost", description="The customer portal of a utility."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", metavar="DIR", help="the data folder (default: data)")

    def add(name: str, command: Callable[[argparse.Namespace], int], help_: str):  # type: ignore[no-untyped-def]
        sub = commands.add_parser(name, parents=[shared], help=help_, description=help_)
        sub.set_defaults(command=command)
        return sub

    demo = add("demo", _demo, "migrate, seed and serve a demonstration world")
    _serving(demo)
    _serving(add("serve", _serve, "serve the portal with the production server"))
    add("worker", _worker, "run background jobs until stopped")
    migrate = add("migrate", _migrate, "bring the database up to date")
    migrate.add_argument("--down-to", metavar="NAME", help="undo back through this migration")
    migrate.add_argument("--yes", action="store_true", help="really drop what it holds")
    add("seed", _seed, "fill an empty database with the demonstration world")
    _export_options(add("export", _export, "write what billing has to know as CSV"))
    taken = add("import", _import, "take in a file for a company")
    taken.add_argument("what", choices=["weather", "statement", *BILLING, "papers"])
    taken.add_argument("file", metavar="FILE", help="for papers: the folder of PDFs")
    taken.add_argument("--papers", metavar="DIR", help="with invoices: the folder of their PDFs")
    taken.add_argument(
        "--keep-good", action="store_true", help="take what can be taken, instead of all or nothing"
    )
    taken.add_argument("--company", metavar="SLUG", required=True, help="whose data it is")
    known = add("imports", _imports, "list what a company's files brought, or undo one of them")
    known.add_argument("--company", metavar="SLUG", required=True, help="whose imports")
    known.add_argument("--all", action="store_true", help="all of them, not the newest alone")
    known.add_argument("--undo", metavar="IMPORT", help="undo it while nothing rests on it")
    _looking_after(add)
    _bank_options(add("sandbox-bank", _sandbox_bank, "open the pretend bank, to try payments"))
    company_options(add("company", _company, "set up a company, and how it takes money"))
    return parser


BILLING = (
    "customers", "service-points", "meters", "readings", "invoices", "debts", "payments",
)  # fmt: skip


def _looking_after(add: Callable[..., argparse.ArgumentParser]) -> None:
    doctor = add("doctor", _doctor, "look everything over, with plain advice")
    doctor.add_argument("--json", action="store_true", help="for monitoring")
    doctor.add_argument("--thorough", action="store_true", help="read every row and photo too")
    backup = add("backup", _backup, "write everything into one file, while serving")
    backup.add_argument("file", metavar="FILE", help="the file to make")
    backup.add_argument(
        "--photos-by-reference", action="store_true", help="the list of photos, not their bytes"
    )
    backup.add_argument(
        "--without-secret-key", action="store_true", help="leave out the key that signs cookies"
    )
    restore = add("restore", _restore, "bring a backup back into an empty place")
    restore.add_argument("file", metavar="FILE", help="the file that backup made")


def _export_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["readings", "payments", "decisions"])
    parser.add_argument(
        "--since", type=int, default=0, metavar="CURSOR",
        help="only what follows this sequence number (default: everything)",
    )  # fmt: skip
    parser.add_argument("--company", metavar="SLUG", help="whose; needed where there are several")
    parser.add_argument("file", nargs="?", metavar="FILE", help="default: the terminal")


def _bank_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--page", metavar="URL", help="the bank's address as browsers reach it (default: its own)"
    )
    parser.add_argument(
        "--beside", type=int, metavar="PROCESS", help="close when this process is gone"
    )
    parser.add_argument(
        "--merchant", action="append", default=[], metavar="NAME=SECRET",
        help="who may ask it; several secrets with commas, and the option again for others",
    )  # fmt: skip


def _serving(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--processes", type=int, default=1, help="web processes (default: 1)")
    parser.add_argument(
        "--no-worker", action="store_true", help="run no background worker beside the server"
    )


def _demo(arguments: argparse.Namespace) -> int:
    from webapp.commands.demo import prepare, tell_sign_ins
    from webapp.commands.demo_bank import bank_beside

    os.environ["METERPOST_DEMO"] = "1"
    prepare(settings=from_env(), console=console)
    tell_sign_ins(console=console, address=f"http://{arguments.host}:{arguments.port}")
    with bank_beside(settings=from_env(), port=arguments.port) as bank:
        console.print(f"The pretend bank, and how it may misbehave: {bank}", soft_wrap=True)
        return _serve(arguments)


def _serve(arguments: argparse.Namespace) -> int:
    from webapp.commands.serve import serve

    serve(
        host=arguments.host,
        port=arguments.port,
        processes=arguments.processes,
        worker=not arguments.no_worker,
        settings=from_env(),
    )
    return 0


def _worker(_arguments: argparse.Namespace) -> int:
    from webapp.commands.worker import work

    work(settings=from_env())
    return 0


def _migrate(arguments: argparse.Namespace) -> int:
    from webapp.models.connection import connect_to
    from webapp.models.migrations import migrate, roll_back

    db = connect_to(url=from_env().database_url)
    if arguments.down_to and not arguments.yes:
        problems.print("Undoing drops tables with everything in them. Say --yes if you mean it.")
        return 1
    if arguments.down_to:
        done = roll_back(db=db, target=arguments.down_to)
        console.print(f"Undone: {', '.join(done) or 'nothing'}.")
    else:
        done = migrate(db=db)
        console.print(f"Applied: {', '.join(done)}." if done else "The database is up to date.")
    return 0


def _seed(_arguments: argparse.Namespace) -> int:
    from webapp.commands.demo import prepare

    prepare(settings=from_env(), console=console)
    return 0


def _sandbox_bank(arguments: argparse.Namespace) -> int:
    from webapp.commands.sandbox_bank import open_bank

    return open_bank(
        host=arguments.host,
        port=arguments.port,
        folder=Path(arguments.data) if arguments.data else None,
        page=arguments.page,
        merchants=arguments.merchant,
        beside=arguments.beside,
        console=console,
    )


def _doctor(arguments: argparse.Namespace) -> int:
    from webapp.commands.doctor import examine

    return examine(
        settings=from_env(),
        console=console,
        as_json=arguments.json,
        thorough=arguments.thorough,
    )


def _backup(arguments: argparse.Namespace) -> int:
    from webapp.commands.backup import Choices, back_up

    choices = Choices(
        photos_inside=not arguments.photos_by_reference,
        secret_key=not arguments.without_secret_key,
    )
    return back_up(settings=from_env(), file=Path(arguments.file), choices=choices, console=console)


def _restore(arguments: argparse.Namespace) -> int:
    from webapp.commands.restore import restore

    return restore(settings=from_env(), file=Path(arguments.file), console=console)


def _refuse_half_restored(arguments: argparse.Namespace) -> None:
    from webapp.commands.half_restored import mark_in

    if arguments.command in (_restore, _doctor, _sandbox_bank) or mark_in(from_env().data) is None:
        return
    raise Sorry(
        "A restore into this folder was not finished. Please run `meterpost restore` again.",
    )


def _export(arguments: argparse.Namespace) -> int:
    from webapp.commands.exports import export

    return export(
        settings=from_env(),
        problems=problems,
        what=arguments.what,
        since=arguments.since,
        company=arguments.company,
        file=arguments.file,
    )


def _import(arguments: argparse.Namespace) -> int:
    if arguments.what == "statement":
        return _import_statement(arguments)
    if arguments.what == "papers":
        return _import_papers(arguments, arguments.file)
    if arguments.what != "weather":
        code = _import_billing(arguments)
        wanted = arguments.papers and (code == 0 or arguments.keep_good)
        return _import_papers(arguments, arguments.papers) or code if wanted else code
    from webapp.commands.imports import take_in_weather

    return take_in_weather(
        settings=from_env(),
        console=console,
        problems=problems,
        slug=arguments.company,
        path=Path(arguments.file),
    )


def _import_statement(arguments: argparse.Namespace) -> int:
    from webapp.commands.statements import take_in_statement

    return take_in_statement(
        settings=from_env(),
        console=console,
        problems=problems,
        slug=arguments.company,
        path=Path(arguments.file),
        keep_good=arguments.keep_good,
    )


def _imports(arguments: argparse.Namespace) -> int:
    from webapp.commands.billing_imports import show, undo

    shared: dict[str, Any] = {
        "settings": from_env(), "console": console, "problems": problems,
        "slug": arguments.company,
    }  # fmt: skip
    if arguments.undo is None:
        return show(**shared, whole=arguments.all)
    return undo(**shared, import_id=arguments.undo)


def _import_billing(arguments: argparse.Namespace) -> int:
    from webapp.commands.billing_imports import take_in

    return take_in(
        settings=from_env(),
        console=console,
        problems=problems,
        slug=arguments.company,
        kind=arguments.what,
        path=Path(arguments.file),
        keep_good=arguments.keep_good,
    )


def _import_papers(arguments: argparse.Namespace, folder: str) -> int:
    from webapp.commands.papers import take_in_papers

    return take_in_papers(
        settings=from_env(),
        console=console,
        problems=problems,
        slug=arguments.company,
        folder=Path(folder),
        keep_good=arguments.keep_good,
        with_missing=arguments.what == "invoices",
    )


def _company(arguments: argparse.Namespace) -> int:
    from webapp.commands.company import run

    return run(arguments, console=console, problems=problems)


if __name__ == "__main__":
    sys.exit(main())
