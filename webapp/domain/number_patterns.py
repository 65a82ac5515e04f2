"""Patterns for the company's own numbers: plain enough that no bank's words can stall them."""

import re

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

LONGEST = 200
MOST_REPEATS = 40
# In how many ways a pattern may try to fit at one place; each is tried for every letter of a line.
MOST_WAYS = 2_000

_ASIDE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_COUNTED = re.compile(r"\{([0-9]*)(,?)([0-9]*)\}")
_ODD = re.compile(r"\\[0-9]|\(\?(?!:)")


def checked_pattern(text: str, *, field: str) -> str:
    """The pattern; raises Refusal setting for one that cannot be read or could run on and on."""
    if not text:
        return text
    if len(text) > LONGEST or not text.isprintable():
        raise Refusal(
            "setting",
            N_("A pattern stands on one line and has %(most)s letters at most."),
            field=field,
            most=LONGEST,
        )
    try:
        pattern = re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise Refusal(
            "setting",
            N_("This pattern cannot be read; one that can is for example %(example)s."),
            field=field,
            example=r"S-\d{4,12}",
        ) from error
    if not _is_bounded(text):
        raise Refusal(
            "setting",
            N_(
                "A pattern has to say how many letters at most: please write %(right)s instead of "
                "%(wrong)s, repeat no groups, and use no references or looks ahead."
            ),
            field=field,
            right=r"\d{4,12}",
            wrong=r"\d+",
        )
    if pattern.search(""):
        raise Refusal("setting", N_("This pattern would find nothing at all."), field=field)
    return text


def _is_bounded(text: str) -> bool:
    """Whether trying the pattern at one place ends soon, whatever stands there."""
    if _ODD.search(text):
        return False
    # Classes and escaped signs are one letter each, whatever stands in them.
    bare = _ASIDE.sub("x", text)
    if re.search(r"[*+]|\)\{", bare):
        return False
    ways = 2 ** (bare.count("|") + bare.replace("(?:", "(").count("?"))
    for least, comma, most in _COUNTED.findall(bare):
        if comma and not most:
            return False
        last = int(most or least or 0)
        if last > MOST_REPEATS:
            return False
        ways *= last - int(least or 0) + 1
    return ways <= MOST_WAYS
