"""The words of papers, one file a language.

A bill is a legal paper in the company's language, whatever language its reader's screen speaks;
so its words stand beside the template and not in the catalogues of the screens.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from webapp.domain.papers import paper_language

FOLDER = Path(__file__).parent


class Words:
    """The words of one language."""

    def __init__(self, language: str, said: dict[str, Any]) -> None:
        self.language = language
        self._said = said

    def __getitem__(self, key: str) -> str:
        """The word; raises KeyError for one that nobody has written."""
        return str(self._said[key])

    def kind(self, kind: str) -> str:
        """Who read a meter, or that nobody did."""
        return str(self._said["kinds"][kind])

    def how(self, how: str) -> str:
        """In what way money moved: by its kind, or in the words already given."""
        return str(self._said["hows"].get(how, how))


@cache
def words_of(language: str) -> Words:
    """The words of the language, English where papers do not speak it."""
    spoken = paper_language(language)
    return Words(spoken, json.loads((FOLDER / f"{spoken}.json").read_text(encoding="utf-8")))
