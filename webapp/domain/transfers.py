"""By which words a transfer says what it pays, so that the company's bank statement tells it."""

from collections.abc import Sequence

# What fits into the message of the codes of every country, and into one line of an order.
MOST_LETTERS = 60
MOST_NAMED = 8


def transfer_words(*, names: Sequence[str]) -> str | None:
    """The numbers of what is paid, one after the other; None where they are too many to be told.

    A company's statement finds each of them again; a number cut short would find nothing, or
    another bill.
    """
    said = " ".join(dict.fromkeys(names))
    return said if names and len(names) <= MOST_NAMED and len(said) <= MOST_LETTERS else None
