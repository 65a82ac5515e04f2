"""The fields that plain customer forms share: an id that makes a repeat, words, days."""

from collections.abc import Mapping
from datetime import date, datetime

from webapp.domain.days import plain_day
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.forms.captures import LONGEST_NOTE, UUID
from webapp.forms.captures_web import new_submission_id

LONGEST_VALUE = 40


def form_id(form: Mapping[str, str], *, now: datetime) -> str:
    """The form's own id, or a new one where it brought none."""
    kept = form.get("id", "")
    return kept if UUID.fullmatch(kept) else new_submission_id(now=now)


def words(form: Mapping[str, str], name: str) -> str:
    """A person's own words, cut where no form of ours would let them go on."""
    # Browsers send line ends as CR LF; PostgreSQL takes no NUL in text, and nobody types one.
    return form.get(name, "").replace("\r\n", "\n").replace("\0", "").strip()[:LONGEST_NOTE]


def day(form: Mapping[str, str], name: str) -> date:
    """A day as a date field sends it; raises Refusal `shape`."""
    try:
        return plain_day(form.get(name, ""))
    except ValueError as error:
        raise Refusal("shape", N_("Please choose a day."), field=name) from error
