"""Bank statements: what a line says, what makes it the same line again, and whom it names.

A line is one booked movement on the company's account. Money that came is above nothing, money
that went or was taken back is below it; all of it in whole minor units.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from webapp.domain.payment_codes.creditor_reference import is_creditor_reference
from webapp.domain.payment_codes.spayd import LONGEST_SYMBOL
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

# What banks write where they have nothing to say.
SAYS_NOTHING = frozenset({"", "NOTPROVIDED", "NONREF", "NOREF", "NONE", "N/A", "NOTAVAILABLE"})

# Why a line went where it is, in the order in which it is tried; `hand` is a clerk.
REFERENCE, END_TO_END, NUMBER, ACCOUNT, HAND = (
    "reference", "end_to_end", "number", "account", "hand",
)  # fmt: skip
ORDER = (REFERENCE, END_TO_END, NUMBER, ACCOUNT)

# Why a line is set aside: the first two by themselves, the others by a clerk.
OUTGOING, TOLD_APART = "outgoing", "told_apart"
SET_ASIDE = ("own_transfer", "no_customer", "booked_elsewhere", "bank_fee")

MOST_NUMBERS = 16
LONGEST_WORDS, LONGEST_NAME = 500, 140

_BETWEEN = re.compile(r"[\s/.,-]+")
_SYMBOL = re.compile(r"(?:^|[^A-Z0-9])VS[:/ ]{0,3}0*([0-9]{1,10})(?![0-9])")
_PLAIN_SYMBOL = re.compile(r"0*([0-9]{1,10})")
_RF = re.compile(r"RF[0-9]{2}(?: ?[A-Z0-9]){1,21}")
_TOKEN = re.compile(r"[A-Z0-9][A-Z0-9/_-]{3,34}")


@dataclass(frozen=True, kw_only=True)
class BankLine:
    """One booked movement as the bank's file says it."""

    account: str
    bank_reference: str
    booked_on: date
    value_on: date
    amount: int
    currency: str
    part: str = ""
    """Which of several movements of one entry; nothing for an entry of one."""
    collected: bool = False
    """A sum of several movements that the file does not tell apart."""
    payer: str = ""
    payer_account: str = ""
    reference: str = ""
    end_to_end: str = ""
    words: str = ""
    reversal: bool = False
    return_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadLine:
    """A line of the file by its place: what it says, or why it cannot be taken."""

    place: int
    line: BankLine | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, kw_only=True)
class Sought:
    """The words of a line that may name a bill, by where they stood."""

    references: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    end_to_end: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Named:
    """A bill or another debt that words of a line may mean."""

    customer_id: int
    debt_id: int | None
    """None for a bill of which nothing is owed, such as a credit note."""
    outstanding: int


@dataclass(frozen=True, kw_only=True)
class Match:
    """Whose money a line is, for which debts, and why."""

    customer_id: int
    debt_ids: tuple[int, ...]
    why: str


def line_key(line: BankLine, nth: int = 0) -> str:
    """What makes a line the same when the bank tells it again: its reference, amount and day.

    Without a reference its whole content counts, and `nth` tells equal ones of a file apart.
    """
    said = line.bank_reference if says(line.bank_reference) else f"={_content(line)}:{nth}"
    return f"{line.booked_on:%Y%m%d}|{said}|{line.part}|{line.amount}"


def whole_key(line: BankLine, *, told_apart: bool) -> str | None:
    """What an entry's sum and its single movements have in common, each under its own letter."""
    if not (line.collected or line.part) or not says(line.bank_reference):
        return None
    return f"{'P' if told_apart else 'S'}|{line.booked_on:%Y%m%d}|{line.bank_reference}"


def sum_told_by(movement: str) -> str:
    """The key of the sum whose single movements have this key."""
    return f"S{movement[1:]}"


def says(text: str) -> bool:
    """Whether a bank's field says something at all."""
    return text.strip().upper() not in SAYS_NOTHING


def takes_back(line: BankLine) -> bool:
    """Whether the bank takes back money that had come, by what it says itself."""
    return line.amount < 0 and (line.reversal or bool(line.return_reason))


def comes_in(line: BankLine) -> bool:
    """Whether this is money from a payer, and not our own that came back."""
    return line.amount > 0 and not line.reversal and not line.return_reason


def sought_in(line: BankLine, *, pattern: str = "") -> Sought:
    """What of a line may name a bill; `pattern` is the company's own shape of numbers."""
    words = line.words.upper()
    structured = _shortened([line.reference, *_RF.findall(words)])
    return Sought(
        references=tuple(one for one in structured if says(one)),
        symbols=tuple(dict.fromkeys(_symbols(line))),
        end_to_end=(plain(line.end_to_end),) if says(line.end_to_end) else (),
        numbers=tuple(_numbers(line.words, pattern)),
    )


def plain(text: str) -> str:
    """A reference as it is compared: capitals, no blanks."""
    return "".join(text.split()).upper()


def shape_of(reference: str) -> str:
    """A reference with a 0 for each digit: how this company writes its references."""
    return re.sub(r"[0-9]", "0", reference)


def filled(*, shape: str, symbol: str) -> str:
    """The reference of this shape whose digits are the symbol's; nothing where they do not fit.

    Banks drop the zeros that a symbol begins with.
    """
    places = shape.count("0")
    if not len(symbol) <= places <= LONGEST_SYMBOL:
        return ""
    digits = iter(symbol.rjust(places, "0"))
    return "".join(next(digits) if letter == "0" else letter for letter in shape)


def chosen_match(named: Sequence[tuple[str, Sequence[Named]]]) -> Match | None:
    """The first way of naming that leads to exactly one customer.

    Where the strongest way that names anybody names several, nothing weaker may decide.
    """
    for why, found in named:
        customers = {one.customer_id for one in found}
        if len(customers) == 1:
            debts = dict.fromkeys(one.debt_id for one in found if one.debt_id is not None)
            return Match(customer_id=customers.pop(), debt_ids=tuple(debts), why=why)
        if customers:
            return None
    return None


def by_account(*, amount: int, customers: Sequence[int], owed: Sequence[Named]) -> Match | None:
    """Whose the money is when only the payer's account is known: one customer, one such debt."""
    if len(set(customers)) != 1:
        return None
    mine = [one for one in owed if one.customer_id == customers[0] and one.outstanding == amount]
    if len(mine) != 1 or mine[0].debt_id is None:
        return None
    return Match(customer_id=customers[0], debt_ids=(mine[0].debt_id,), why=ACCOUNT)


def _content(line: BankLine) -> str:
    said = (line.payer, line.payer_account, line.reference, line.end_to_end, line.words, line.part)
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:24]


def _symbols(line: BankLine) -> Iterator[str]:
    """Czech banks carry the variable symbol in one of three places, written in one of two ways."""
    alone = _PLAIN_SYMBOL.fullmatch(line.reference.strip())
    if alone:
        yield alone[1]
    for text in (line.reference, line.end_to_end, line.words):
        yield from _SYMBOL.findall(text.upper())


def _shortened(texts: Iterable[str]) -> list[str]:
    """References without blanks; words after a creditor reference are cut by its check digits."""
    found: dict[str, None] = {}
    for text in texts:
        whole = plain(text)
        right = [whole[:end] for end in range(len(whole), 4, -1)]
        kept = next((one for one in right if is_creditor_reference(one)), whole)
        found[kept[:LONGEST_NAME]] = None
    return list(found)


def _numbers(words: str, pattern: str) -> list[str]:
    if pattern:
        return list(dict.fromkeys(_hits(words, pattern)))[:MOST_NUMBERS]
    return list(dict.fromkeys(_tokens(words)))[:MOST_NUMBERS]


def _hits(words: str, pattern: str) -> list[str]:
    """Case as the company writes it; a group in the pattern is the number itself."""
    try:
        return [hit.group(hit.lastindex or 0) for hit in re.finditer(pattern, words)]
    except re.error as error:
        raise Refusal(
            "bank_file", N_("The company's pattern for its numbers is not one that can be read.")
        ) from error


def _tokens(words: str) -> Iterator[str]:
    """Everything long enough to be a number of ours; only what is ours exactly will count."""
    for token in _TOKEN.findall(words.upper()):
        if sum(letter.isdigit() for letter in token) >= 4:
            yield token.rstrip("-/_")
