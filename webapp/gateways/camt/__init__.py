"""Bank statements and credit notifications of ISO 20022: camt.053 and camt.054, versions 02 on.

The versions differ in where a few facts stand; each is looked for in all its places. Only booked
entries count. One entry's movements are handed on as they come, so that a file of any length, and
one entry of any number of movements, needs the same memory.
"""

import re
from collections.abc import Callable, Iterator

from webapp.domain.refusals import Refusal
from webapp.domain.statements import ReadLine
from webapp.domain.words import N_
from webapp.gateways.camt.movements import (
    ACCOUNT,
    KEPT_OF_ENTRY,
    KEPT_OF_PART,
    Entry,
    Facts,
    Told,
    amount_of,
    is_booked,
    line_of,
)
from webapp.gateways.safe_xml import Readable, events_of, refused

NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.05([0-9])\.001\.([0-9]{2})")
BODIES = {"BkToCstmrStmt": "Stmt", "BkToCstmrDbtCdtNtfctn": "Ntfctn"}
MOST_BYTES = 1 << 30
ENTRY_DEPTH = 4
PART = ["NtryDtls", "TxDtls"]


def lines_of(
    *, file: Readable, currency: str, progress: Callable[[int], None], most_bytes: int = MOST_BYTES
) -> Iterator[ReadLine]:
    """Every booked movement of the file, or why it cannot be taken, in its order.

    Raises Refusal `bank_file` for what is no such file, or none that is whole and harmless; what
    was handed on before must then be forgotten.
    """
    reader = _Reader(currency)
    for kind, name, text in events_of(file=file, most_bytes=most_bytes, progress=progress):
        if kind == "start":
            reader.start(name, text)
        else:
            yield from reader.end(text)


class _Reader:
    """Knows at each tag where in the file it is."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._namespace = ""
        self._path: list[str] = []
        self._told = Told(account=Facts(), currency=currency)
        self._entry: Entry | None = None
        self._part: Facts | None = None
        self._place = 0

    def start(self, name: str, currency: str) -> None:
        """A tag opens."""
        namespace, _, local = name.rpartition(" ")
        if not self._path:
            self._namespace = _known_namespace(namespace, local)
        # What banks and countries add stands in namespaces of their own and is passed over.
        self._path.append(local if namespace == self._namespace else "?")
        if self._entry is not None:
            self._start_within(self._entry, currency)
        elif len(self._path) <= ENTRY_DEPTH:
            self._start_above(self._path)

    def _start_above(self, path: list[str]) -> None:
        depth = len(path)
        if depth == 2 and path[1] not in BODIES:
            raise _no_statement()
        if depth == 3 and path[2] == BODIES[path[1]]:
            self._told = Told(account=Facts(), currency=self._currency)
        elif depth == ENTRY_DEPTH and path[2:] == [BODIES[path[1]], "Ntry"]:
            self._entry = Entry()

    def _start_within(self, entry: Entry, currency: str) -> None:
        if self._path[ENTRY_DEPTH:] == PART:
            self._part = Facts()
        if currency:
            facts, path = self._here(entry)
            facts.currencies[path] = currency

    def end(self, text: str) -> Iterator[ReadLine]:
        """A tag closes, and with it perhaps a movement or an entry."""
        rest = self._path[ENTRY_DEPTH:]
        if self._entry is None:
            path = "/".join(self._path[3:])
            if path in ACCOUNT:
                self._told.account.add(path, text)
        elif not rest:
            yield from self._close_entry(self._entry)
            self._entry = None
        elif self._part is not None and rest == PART:
            yield from self._close_part(self._entry, self._part)
            self._part = None
        else:
            facts, path = self._here(self._entry)
            if path in (KEPT_OF_PART if facts is self._part else KEPT_OF_ENTRY):
                facts.add(path, text)
        self._path.pop()

    def _here(self, entry: Entry) -> tuple[Facts, str]:
        if self._part is not None:
            return self._part, "/".join(self._path[ENTRY_DEPTH + len(PART) :])
        return entry, "/".join(self._path[ENTRY_DEPTH:])

    def _close_part(self, entry: Entry, part: Facts) -> Iterator[ReadLine]:
        entry.parts += 1
        if entry.parts == 1:
            entry.first_part = part
            return
        if entry.first_part is not None:
            yield from self._line(entry, entry.first_part, alone=False)
            entry.first_part = None
        yield from self._line(entry, part, alone=False)

    def _close_entry(self, entry: Entry) -> Iterator[ReadLine]:
        if entry.parts <= 1:
            yield from self._line(entry, entry.first_part or Facts(), alone=True)
        elif is_booked(entry) and not entry.faulty:
            yield from self._sum_of(entry)

    def _sum_of(self, entry: Entry) -> Iterator[ReadLine]:
        try:
            if amount_of(self._told, entry) != entry.total:
                raise refused(N_("The movements of this entry do not add up to its amount."))
        except Refusal as refusal:
            self._place += 1
            yield ReadLine(place=self._place, refusal=refusal)

    def _line(self, entry: Entry, part: Facts, *, alone: bool) -> Iterator[ReadLine]:
        if not is_booked(entry):
            return
        self._place += 1
        try:
            yield ReadLine(place=self._place, line=line_of(self._told, entry, part, alone=alone))
        except Refusal as refusal:
            entry.faulty = True
            yield ReadLine(place=self._place, refusal=refusal)


def _known_namespace(namespace: str, local: str) -> str:
    known = NAMESPACE.fullmatch(namespace)
    if local != "Document" or not known:
        raise _no_statement()
    if known[1] not in "34" or int(known[2]) < 2:
        raise refused(
            N_(
                "This is another kind of bank file (%(kind)s); a statement is camt.053 or camt.054."
            ),
            kind=f"camt.05{known[1]}.001.{known[2]}",
        )
    return namespace


def _no_statement() -> Refusal:
    return refused(N_("This is not a bank statement; a statement is camt.053 or camt.054."))
