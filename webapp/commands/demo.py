"""Prepare the demonstration world and say how to sign in."""

from datetime import UTC, datetime

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from webapp.actions.demo import demo_is_there, seed_demo
from webapp.gateways.storage import storage_from
from webapp.models.connection import connect_to
from webapp.models.migrations import migrate
from webapp.settings import Settings

PASSWORD = "meterpost-demo"  # noqa: S105 - it is printed for everyone to see

SIGN_INS = (
    ("anna@demo.test", "customer SU0044 of Minta Távhő, meter 37461"),
    ("bela@demo.test", "same household, may only submit readings"),
    ("clara@demo.test", "customer of Stadtwerke Muster"),
    ("clerk@demo.test", "clerk of Minta Távhő"),
    ("supervisor@demo.test", "supervisor of Minta Távhő"),
    ("reader@demo.test", "meter reader of Minta Távhő"),
    ("admin@demo.test", "administrator of Minta Távhő"),
    ("clerk@other.test", "clerk of Stadtwerke Muster"),
)


def prepare(*, settings: Settings, console: Console) -> None:
    """Migrate, and seed unless the world is there already."""
    db = connect_to(url=settings.database_url)
    migrate(db=db)
    with db.connection_context():
        if demo_is_there():
            console.print("The demonstration world is there already; going on with it.")
            return
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task("Building the demonstration world", total=None)
            seed_demo(
                storage=storage_from(settings),
                now=datetime.now(UTC),
                progress=lambda what, done, total: progress.update(
                    task, description=what, completed=done, total=total
                ),
            )


def tell_sign_ins(*, console: Console, address: str) -> None:
    """Print where to go and who to be."""
    table = Table(title=f"{address}  ·  password: {PASSWORD}", title_justify="left")
    table.add_column("sign in as")
    table.add_column("who is")
    for email, who in SIGN_INS:
        table.add_row(email, who)
    console.print(table)
