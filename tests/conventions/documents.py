"""The project's documents, taken apart: code blocks, code spans, links and headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.M | re.S)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.M)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A fenced block: its language, the words after it, and its text."""

    kind: str
    about: str
    text: str


def documents() -> list[Path]:
    """Every page for people: those at the top, and docs/ with its folders."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


@cache
def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page."""
    found = BLOCK.findall(page.read_text())
    return [Block(kind=kind, about=about, text=text) for kind, about, text in _named(found)]


def spans(page: Path) -> list[str]:
    """The code spans of a page, outside of blocks."""
    return SPAN.findall(_prose(page))


def links(page: Path) -> list[str]:
    """Where a page's links and pictures lead."""
    return LINK.findall(_prose(page))


def anchors(page: Path) -> set[str]:
    """The places in a page that a link can name."""
    return {_slug(heading) for heading in HEADING.findall(_prose(page))}


def table(page: Path, *, header: str) -> list[list[str]]:
    """The rows of every table on a page whose first line begins with these words."""
    rows, inside = [], False
    for line in page.read_text().splitlines():
        if line.startswith(f"| {header}"):
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|--"):
            rows.append([cell.strip().strip("`") for cell in line.strip("|").split("|")])
    return rows


def _named(found: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    for info, text in found:
        kind, _, about = info.partition(" ")
        yield kind, about, text


def _prose(page: Path) -> str:
    return BLOCK.sub("", page.read_text())


def _slug(heading: str) -> str:
    plain = re.sub(r"[^\w\s-]", "", heading.lower())
    return re.sub(r"\s", "-", plain.strip())
