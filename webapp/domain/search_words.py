"""How what people type finds a customer: without accents, case and signs, from any word on."""

import re
import unicodedata

# A key is the text from one of its words on, so that "Minta tér 9" is found by its beginning alone.
LONGEST_KEY = 48
# What stands before a colon, with or without a blank after it, and what stands in brackets.
BESIDE = re.compile(r"\S*:|\([^)]*\)")
MOST_WORDS = 6
# Letters that are no letter with a mark, but that people type as one.
OTHERWISE = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i"})


def search_keys(text: str) -> set[str]:
    """Every key under which this text is found: from each place where a word begins.

    Signs within a word are dropped and begin another key: "100-2201" gives 1002201 and 2201.
    """
    plain = _plain(text)
    starts = [
        at
        for at, sign in enumerate(plain)
        if sign.isalnum() and (at == 0 or not plain[at - 1].isalnum())
    ]
    keys = (_tight(plain[at:])[:LONGEST_KEY].strip() for at in starts)
    return {key for key in keys if key}


def search_words(typed: str) -> list[str]:
    """The words of what somebody typed, as keys begin; no more than the first few."""
    return [word[:LONGEST_KEY] for word in _tight(_plain(typed)).split()[:MOST_WORDS]]


def bare_words(typed: str) -> list[str]:
    """The same without labels and asides, as people copy them: S:2026S000572 (2026/05)."""
    return search_words(BESIDE.sub(" ", typed))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold().translate(OTHERWISE)
    apart = unicodedata.normalize("NFKD", folded)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).replace(",", " ")


def _tight(plain: str) -> str:
    words = ("".join(sign for sign in word if sign.isalnum()) for word in plain.split())
    return " ".join(word for word in words if word)
