"""Templates without their indentation: it is for us, and phones would pay for it on every page."""

import re

from jinja2.ext import Extension

_INDENT = re.compile(r"\n[ \t]+")


class Unindented(Extension):
    """Drops the blanks at the start of each line of a template, when it is read."""

    def preprocess(self, source: str, *_where: str | None, **_more: str | None) -> str:
        """The same template; its lines keep their numbers."""
        return _INDENT.sub("\n", source)
