"""V15: a value that says its unit must say the register's."""

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

SPELLINGS = str.maketrans({"³": "3", " ": None, "·": None, "^": None})


def refuse_other_unit(*, said: str | None, unit: str, field: str | None = None) -> None:
    """Raise Refusal V15 if a unit was named and is not this register's; m3 and m³ are the same."""
    if said and _plain(said) != _plain(unit):
        raise Refusal(
            "V15",
            N_(
                "This meter counts in %(unit)s, and the reading was given in %(said)s. "
                "Please open the meter again and read it once more."
            ),
            field=field,
            unit=unit,
            said=said,
        )


def _plain(unit: str) -> str:
    return unit.translate(SPELLINGS).casefold()
