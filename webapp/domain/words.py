"""Marks sentences for translation where no request, and so no language, is at hand."""


def N_(message: str) -> str:  # noqa: N802 - the customary name, known to the extractor
    """Return the message unchanged; the edge translates it when it is shown."""
    return message
