"""Which language a person reads: their choice, then the browser's wish, then English."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale, get_translations, gettext

from webapp.domain.meters import MEDIUM_NAMES
from webapp.domain.refusals import Refusal
from webapp.web.sessions import signed_in

SOURCE = "en"
TRANSLATIONS = Path(__file__).parent.parent / "translations"


@cache
def languages() -> list[str]:
    """English, and every language with a catalogue."""
    return [SOURCE, *sorted(p.parent.parent.name for p in TRANSLATIONS.glob("*/LC_MESSAGES/*.mo"))]


def init_language(app: Flask, *, select: Callable[[], str] | None = None) -> None:
    """Wire gettext; undefined names in templates are errors elsewhere."""
    Babel(
        app,
        locale_selector=select or _select,
        default_translation_directories=str(TRANSLATIONS),
    )
    # The same as Babel's own, but the catalogue is looked up once a request, not once a string.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _catalogue().gettext(text),
        ngettext=lambda one, many, count: _catalogue().ngettext(one, many, count),
        newstyle=True,
    )


def _catalogue() -> Any:
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


def _select() -> str:
    if not has_request_context():
        return SOURCE
    person = None if request.path.startswith(("/shell", "/sw.js")) else signed_in()
    wished = person.language if person else ""
    known = languages()
    if wished in known:
        return wished
    return request.accept_languages.best_match(known) or SOURCE


def say(refusal: Refusal) -> str:
    """A refusal's sentence in the reader's language, its day and medium as people say them."""
    numbers = dict(refusal.numbers)
    if "day" in numbers:
        numbers["day"] = day_in_words(date.fromisoformat(str(numbers["day"])))
    if "medium" in numbers:
        numbers["medium"] = gettext(MEDIUM_NAMES[str(numbers["medium"])])
    return gettext(refusal.message, **numbers)


def day_in_words(day: date) -> str:
    """A date inside a sentence: 7 December 2026, in the order the reader's language has it."""
    locale = get_locale()
    return format_date(day, "long", locale="en_GB" if str(locale) == SOURCE else locale)


def tag() -> str:
    """The language tag of this page."""
    return str(get_locale() or SOURCE).replace("_", "-")
