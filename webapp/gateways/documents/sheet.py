"""What the template sets: words and figures ready to print, in the order in which they stand."""

from dataclasses import dataclass, field

Fact = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under a head; `wide` is how many columns from the left hold text, the others figures.

    The first cell of a row may have notes below it; the last `feet` rows are sums.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[tuple[str, ...], ...] = ()
    wide: int = 1
    feet: int = 0


@dataclass(frozen=True, kw_only=True)
class Square:
    """A payment code: its picture, what it says to those who cannot see it, and its caption."""

    svg: str
    alt: str
    caption: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading with what stands below it, in this order."""

    heading: str
    aside: str = ""
    texts: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    table: Table | None = None
    square: Square | None = None


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """Who sends the paper, in which colour, to whom, and what it is called."""

    language: str
    title: str
    company: str
    accent: str
    page_words: str
    sender_label: str
    sender: tuple[str, ...]
    sender_facts: tuple[Fact, ...]
    recipient_label: str
    recipient: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A whole paper; `headline` are its few most important figures, `notice` what comes first."""

    head: Letterhead
    facts: tuple[Fact, ...]
    headline: tuple[Fact, ...]
    notice: str = ""
    sections: tuple[Section, ...] = field(default_factory=tuple)
