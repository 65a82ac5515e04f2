"""Papers of the billing system: which file is whose bill's, and whether it is a whole PDF."""

from dataclasses import dataclass

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

MOST_BYTES = 20_000_000
BEGINS, ENDS = b"%PDF-", b"%%EOF"
AN_END = 1024
"""Within so many bytes of the end readers look for the mark."""
STANDS_FOR_SLASH = ("_", "-")


@dataclass(frozen=True, kw_only=True)
class PaperFault:
    """A file that cannot be taken, and why."""

    name: str
    refusal: Refusal


def numbers_named(stem: str) -> list[str]:
    """The bills' numbers that a file name may mean, the likeliest first.

    A slash cannot stand in a file name; an underscore or a hyphen may stand for it.
    """
    spelled = [stem, *(stem.replace(sign, "/") for sign in STANDS_FOR_SLASH)]
    return list(dict.fromkeys(spelled))


def refuse_no_pdf(*, length: int, head: bytes, tail: bytes) -> None:
    """Raise Refusal unless the file is a PDF from its first bytes to its last."""
    if length > MOST_BYTES:
        raise Refusal(
            "paper",
            N_("The file has more than %(most)s MB; please deliver a smaller one."),
            most=MOST_BYTES // 1_000_000,
        )
    if not head.startswith(BEGINS):
        raise Refusal("paper", N_("This is no PDF, whatever its name says."))
    if ENDS not in tail[-AN_END:]:
        raise Refusal("paper", N_("The PDF breaks off before its end; please deliver it again."))
