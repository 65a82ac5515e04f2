"""Sets a sheet as PDF/A-3 that screen readers can follow; the only file that knows typst."""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from webapp.gateways.documents.sheet import Sheet

TEMPLATE = Path(__file__).with_name("paper.typ")

# Letters that the package's own fonts surely have: Latin, Cyrillic, punctuation, currencies.
_SURE = ((0x20, 0x24F), (0x2BB, 0x2DD), (0x400, 0x45F), (0x2010, 0x203A), (0x20AC, 0x20BD))
_ALSO = "№−×·²³™"
_REPLACED = "?"


def typeset(sheet: Sheet, *, made_at: datetime, attachment: str = "") -> bytes:
    """The sheet as PDF/A-3a and PDF/UA-1, the same bytes for the same sheet and moment.

    `attachment` is XML that travels inside. A letter that no font of ours has becomes a question
    mark: a bill must be printed whatever somebody is called.
    """
    whole = asdict(sheet)
    try:
        return _compiled(_each_text(whole, _composed), made_at, attachment)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compiled(_each_text(whole, _drawable), made_at, attachment)


def _compiled(sheet: object, made_at: datetime, attachment: str) -> bytes:
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=_fonts(),
        sys_inputs={"sheet": json.dumps(sheet), "attachment": attachment},
        pdf_standards=["a-3a", "ua-1"],
        timestamp=int(made_at.timestamp()),
    )


@cache
def _fonts() -> typst.Fonts:
    # Never the machine's own fonts: the same paper must look the same everywhere.
    return typst.Fonts(include_system_fonts=False)


def _each_text(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(one, change) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(one, change) for one in value]
    return value


def _composed(text: str) -> str:
    whole = unicodedata.normalize("NFC", text)
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in whole)


def _drawable(text: str) -> str:
    return "".join(letter if _is_sure(letter) else _REPLACED for letter in _composed(text))


def _is_sure(letter: str) -> bool:
    return letter in _ALSO or any(first <= ord(letter) <= last for first, last in _SURE)
