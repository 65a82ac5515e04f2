"""XML from strangers, read as it comes: no entities, nothing fetched, nothing without end.

A document type is refused before anything of it is used, so there are no entities to blow up and
none that name a file or an address. Depth, sizes and what one piece may hold are limited, and
only what is between two tags is in memory at a time.
"""

from collections.abc import Callable, Iterator
from typing import Protocol
from xml.parsers import expat

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

A_BLOCK = 1 << 16
DEEPEST, LONGEST_TEXT, MOST_ATTRIBUTES = 40, 20_000, 20
# The parser keeps a tag or a comment whole until its end is there.
LONGEST_PIECE = 1 << 20

Event = tuple[str, str, str]


class Readable(Protocol):
    """A file open for bytes."""

    def read(self, size: int, /) -> bytes: ...


def events_of(
    *, file: Readable, most_bytes: int, progress: Callable[[int], None]
) -> Iterator[Event]:
    """("start" | "text", name, text) and ("end", name, text) with a name as "namespace name".

    `progress` is told how many bytes were read. Raises Refusal `bank_file` for what is no XML,
    breaks off, or tries one of the tricks above.
    """
    reader = _Reader()
    read = 0
    while block := file.read(A_BLOCK):
        read += len(block)
        if read > most_bytes:
            raise refused(N_("This file is larger than we take in one piece."))
        yield from reader.feed(block, read)
        progress(read)
    if not read:
        raise refused(N_("This file is empty."))
    yield from reader.feed(b"", read, last=True)


def refused(sentence: str, **numbers: int | str) -> Refusal:
    """A bank's file that is not taken."""
    return Refusal("bank_file", sentence, field="file", **numbers)


class _Reader:
    """Turns the parser's calls into events; the text of an element comes with its end."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._texts: list[list[str]] = []
        self._sizes: list[int] = []
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.EntityDeclHandler = _no_doctype
        parser.ExternalEntityRefHandler = _no_doctype

    def feed(self, block: bytes, read: int, *, last: bool = False) -> list[Event]:
        """The events that this block completes."""
        try:
            self._parser.Parse(block, last)
        except expat.ExpatError as error:
            raise _broken(error) from error
        except (ValueError, LookupError) as error:
            raise refused(N_("This file is not written in letters that we can read.")) from error
        if read - self._parser.CurrentByteIndex > LONGEST_PIECE:
            raise refused(N_("A piece of this file is too long to be a bank's."))
        done, self._events = self._events, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._texts) >= DEEPEST:
            raise refused(N_("This file is nested too deeply to be a bank's."))
        if len(attributes) > MOST_ATTRIBUTES:
            raise refused(N_("A piece of this file is too long to be a bank's."))
        if self._texts:
            # What stands between elements is white space, however many of them there are.
            self._texts[-1].clear()
            self._sizes[-1] = 0
        self._texts.append([])
        self._sizes.append(0)
        # The one attribute that counts in these files is an amount's currency.
        self._events.append(("start", name, attributes.get("Ccy", "")[:8]))

    def _text(self, text: str) -> None:
        if not self._texts:
            return
        self._sizes[-1] += len(text)
        if self._sizes[-1] > LONGEST_TEXT:
            raise refused(N_("A piece of this file is too long to be a bank's."))
        self._texts[-1].append(text)

    def _end(self, name: str) -> None:
        self._sizes.pop()
        self._events.append(("end", name, "".join(self._texts.pop()).strip()))


def _no_doctype(*_: object) -> int:
    raise refused(N_("This file brings definitions of its own, which no bank's does."))


def _broken(error: expat.ExpatError) -> Refusal:
    if error.code in (3, 5, 20):  # no element, an unclosed piece, an unclosed section
        return refused(N_("This file breaks off before its end. Please fetch it once more."))
    return refused(N_("This is no XML file: line %(line)s cannot be read."), line=error.lineno)
