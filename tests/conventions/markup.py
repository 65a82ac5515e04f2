"""Templates as markup: what Jinja adds is taken out, what it prints becomes a mark."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment

TEMPLATES = Path(__file__).resolve().parents[2] / "webapp" / "templates"
PRINTED = "\x01"
"""Stands where a template prints something."""

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
DRAWN = {"path", "rect", "circle", "line", "use"}


@dataclass
class Element:
    """One tag of a template."""

    tag: str
    attributes: dict[str, str]
    depth: int
    line: int
    text: str = ""
    """The text directly inside, markup left out."""


@dataclass
class Markup(HTMLParser):
    """The elements of one template, in order."""

    elements: list[Element] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    """Text outside every element."""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        element = Element(tag, given, depth=len(self._open), line=self.getpos()[0])
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        # Branches may print a tag that only one of them opens: close what fits, forget the rest.
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at].tag == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data
        elif data.strip():
            self.loose.append(data.strip())


def templates() -> list[Path]:
    """Every template file."""
    return sorted(TEMPLATES.rglob("*.html"))


def name_of(path: Path) -> str:
    """The name by which templates include it."""
    return path.relative_to(TEMPLATES).as_posix()


def markup_of(path: Path, environment: Environment) -> Markup:
    """The template's own HTML; translated blocks count as printed."""
    parsed = Markup()
    parsed.feed("".join(_plain(path.read_text(), environment)))
    parsed.close()
    return parsed


def _plain(source: str, environment: Environment) -> Iterator[str]:
    reader = _Reader()
    for _line, kind, value in environment.lex(source):
        yield reader.read(kind, value)


@dataclass
class _Reader:
    """Goes through a template's tokens and keeps what is markup."""

    statement: bool = False
    first: str = ""
    """The word that a statement begins with."""
    translated: bool = False
    before: str = ""

    def read(self, kind: str, value: str) -> str:
        take = getattr(self, f"_{kind}", None)
        return take(value) if take else ""

    def _variable_begin(self, _value: str) -> str:
        if self.translated:
            return ""
        return "x-printed" if self.before.endswith(("<", "</")) else PRINTED

    def _block_begin(self, _value: str) -> str:
        self.statement, self.first = True, ""
        return ""

    def _name(self, value: str) -> str:
        if self.statement and not self.first:
            self.first = value
        return ""

    def _block_end(self, value: str) -> str:
        self.statement = False
        self.translated = self.first == "trans" or (self.translated and self.first != "endtrans")
        return PRINTED if self.first == "trans" else "\n" * value.count("\n")

    def _data(self, value: str) -> str:
        self.before = value
        return "" if self.translated else value
