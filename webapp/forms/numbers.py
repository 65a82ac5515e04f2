"""Ids as they stand in forms."""


def id_in(text: str) -> int | None:
    """The id that this text is, or none."""
    fits = text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 2**63
    return int(text) if fits else None
