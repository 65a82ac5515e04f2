"""What helps to understand a failed journey."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Error, Page

from e2e.pages.screen import Screen
from e2e.person import Person
from e2e.proxy import FaultProxy
from e2e.server import Server

Section = tuple[str, str]


def evidence(stage: dict[str, Any]) -> list[Section]:
    """Sections for the report, from the fixtures of the test that failed."""
    return [section for name, part in stage.items() for section in _of(name, part)]


def _of(name: str, part: Any) -> Iterator[Section]:
    if isinstance(part, Server):
        yield "what the server said", part.said()
    elif isinstance(part, FaultProxy):
        yield "what passed the line", "\n".join(_line(one) for one in part.traffic[-60:])
    elif isinstance(part, Person):
        yield f"{name}'s phone", _screen(part.phone.page)
        yield f"{name}'s memory", "\n".join(str(one) for one in _records(part))
    elif isinstance(part, Screen):
        yield f"the screen of {name}", _screen(part.page)


def _line(one: Any) -> str:
    return f"{one.began:.2f} {one.fault:10} {one.method:4} {one.path} {one.status} {one.key}"


def _screen(page: Page) -> str:
    try:
        return f"{page.url}\n{page.locator('body').inner_text(timeout=2_000)}"
    except Error as error:
        return f"could not be looked at: {error}"


def _records(person: Person) -> list[Any]:
    try:
        return person.phone.records()
    except Error as error:
        return [error]
