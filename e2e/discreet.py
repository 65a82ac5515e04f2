"""What a server's log must not hold: who people are, where their money is, and what lets one in."""

import re
from collections.abc import Iterator
from typing import Any

from e2e.server import PASSWORD

BANNER = "┏━┃┡╇┩│└┴┘"
"""The demonstration prints its own sign-ins as a table, once; and their password above it."""
TITLE = f"password: {PASSWORD}"

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.I)
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
CARD = re.compile(r"(?<![\dA-Fa-f-])[3-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}(?![\dA-Fa-f-])")
# What is signed here: a session's cookie, a form's token.
SIGNED = re.compile(r"[\w-]{8,}\.[\w-]{5,7}\.[\w-]{27}(?![\w-])")
WORDS = re.compile(r"set-cookie|csrf_token=|__Host-|\bmeterpost=|authorization:|password=", re.I)
SEGMENT = re.compile(r"/([\w-]{22,})")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
HASH = re.compile(r"[0-9a-f]{64}")
SHORTEST_NAME = 6

NAMES = "SELECT name FROM account UNION SELECT name FROM customer"
ACCOUNTS = "SELECT iban FROM money_setting"


def betrayed(log: str, *, truth: Any, secrets: tuple[str, ...] = ()) -> list[str]:
    """Every kind of thing that stands in the log and must not, with the line it stands in."""
    lines = [line for line in log.splitlines() if not _is_banner(line)]
    known = [(word, "a secret") for word in secrets]
    known += [(row["name"], "a name") for row in truth.ask(NAMES)]
    known += [(row["iban"], "an account number") for row in truth.ask(ACCOUNTS)]
    wanted = [(word, what) for word, what in known if len(word or "") >= SHORTEST_NAME]
    return [f"{what}: {line[:300]}" for line in lines for what in sorted({*_found(line, wanted)})]


def _found(line: str, wanted: list[tuple[str, str]]) -> Iterator[str]:
    yield from (what for word, what in wanted if word in line)
    if EMAIL.search(line):
        yield "an e-mail address"
    if any(_adds_up(found[0]) for found in IBAN.finditer(line)):
        yield "an account number"
    if any(_is_card(found[0]) for found in CARD.finditer(line)):
        yield "a card number"
    if SIGNED.search(line) or WORDS.search(line):
        yield "a cookie or a token"
    if any(_is_token(found[1]) for found in SEGMENT.finditer(line)):
        yield "a token in an address"


def _is_banner(line: str) -> bool:
    return TITLE in line or (line[:1] in BANNER and line[:1] != "")


def _adds_up(text: str) -> bool:
    iban = text.replace(" ", "")
    digits = "".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])
    return 15 <= len(iban) <= 34 and int(digits) % 97 == 1


def _is_card(text: str) -> bool:
    digits = [int(sign) for sign in re.sub(r"\D", "", text)][::-1]
    doubled = [sum(divmod(2 * one, 10)) for one in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _is_token(segment: str) -> bool:
    """Whether it looks drawn by lot: ids and hashes name things, and words are words."""
    if UUID.fullmatch(segment) or HASH.fullmatch(segment) or segment.isdigit():
        return False
    kinds = (r"[a-z]", r"[A-Z]", r"\d")
    return sum(bool(re.search(kind, segment)) for kind in kinds) == len(kinds)
