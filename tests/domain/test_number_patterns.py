"""Patterns for the company's own numbers: they can be read, and nothing can stall them."""

import time

import pytest

from webapp.domain.number_patterns import LONGEST, checked_pattern
from webapp.domain.refusals import Refusal
from webapp.domain.statements import LONGEST_WORDS, BankLine, sought_in

GOOD = [
    "",
    r"S-\d{4,12}",
    r"bill no\. ?([0-9]{2})\b",
    r"(?:INV|CN)[-/ ]?\d{6}",
    r"[A-Z]{2}\d{2,8}(?:/\d{1,4})?",
    r"[*+?]\d{3}",
    r"\+\d{3}",
]
ENDLESS = [
    r"(\d+)+$", r"\d+", r"\d*x", r"\d{2,}", r"(a|aa){20}", r"(a{1,3}){2,9}", r"(\d)\1", r"(?=\d)\d",
    r"(?i)s\d", r"\d{1,41}", r"[ab]{1,40}[ab]{1,40}[ab]{1,40}x", r"a{1,99999999}", r"x++",
    "(" + "|".join("abcdefghijklmn") + ")",
]  # fmt: skip
UNREADABLE = ["(", "[a", r"\d{4,2}", "*", "a{1,99999999999999999999}"]


@pytest.mark.parametrize("pattern", GOOD)
def test_what_is_taken(pattern):
    assert checked_pattern(pattern, field="number_pattern") == pattern


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        *((one, "how many letters at most") for one in ENDLESS),
        *((one, "cannot be read") for one in UNREADABLE),
        ("a" * (LONGEST + 1), "200 letters"),
        ("a\nb", "one line"),
        (r"\d?", "find nothing"),
        (r"\d{0,9}", "find nothing"),
    ],
)
def test_what_cannot_be(pattern, words):
    with pytest.raises(Refusal) as refused:
        checked_pattern(pattern, field="number_pattern")
    assert (refused.value.code, refused.value.field) == ("setting", "number_pattern")
    assert words in str(refused.value)


def test_the_slowest_that_is_taken_is_soon_through_a_line():
    pattern = checked_pattern("[ab]{1,40}[ab]{1,40}x", field="number_pattern")
    line = BankLine(
        account="", bank_reference="", booked_on=None, value_on=None, amount=1, currency="HUF",
        words="ab" * (LONGEST_WORDS // 2),
    )  # fmt: skip
    begun = time.perf_counter()
    assert sought_in(line, pattern=pattern).numbers == ()
    assert time.perf_counter() - begun < 2
