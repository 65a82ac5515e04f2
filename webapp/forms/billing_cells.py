"""What single cells of a billing file say: days, amounts, quantities, one word out of a few."""

import re
from collections.abc import Collection
from datetime import date

from webapp.domain.days import plain_day
from webapp.domain.meters import KIND_WORDS
from webapp.domain.money import parse_money
from webapp.domain.quantities import parse_value
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.forms.tables import Cells

HUNDREDTHS = 100
_PRICE = re.compile(r"-?\d{1,12}(\.\d{1,8})?", re.ASCII)
_BLANKS = str.maketrans("", "", " \u00a0\u202f")
YES, NO = ("yes", "true", "1"), ("no", "false", "0")
MOST = 999_999


def money(cells: Cells, name: str, *, currency: str, default: int | None = None) -> int:
    """Minor units of the currency; raises Refusal for what is no amount."""
    text = cells.get(name)
    if text is None and default is not None:
        return default
    return parse_money(cells.need(name), currency=currency, field=name).minor


def above_nothing(cells: Cells, name: str, *, currency: str) -> int:
    """Minor units, at least one; raises Refusal."""
    amount = money(cells, name, currency=currency)
    if amount <= 0:
        raise Refusal("import_row", N_("The amount must be more than nothing."), field=name)
    return amount


def price(cells: Cells, name: str) -> str | None:
    """The price of one unit as decimal text with a point, or None; raises Refusal."""
    text = cells.get(name)
    if text is None:
        return None
    plain = text.translate(_BLANKS).replace(",", ".")
    if not _PRICE.fullmatch(plain):
        raise Refusal(
            "import_row", N_("“%(text)s” is no price such as 1180.5."), field=name, text=text[:40]
        )
    return plain


def need_day(cells: Cells, name: str) -> date:
    """A day that must be there; raises Refusal."""
    cells.need(name)
    found = day(cells, name)
    assert found is not None  # noqa: S101 - need() refused an empty cell
    return found


def day(cells: Cells, name: str) -> date | None:
    """A day such as 2026-01-31, or None; raises Refusal for what is none."""
    text = cells.get(name)
    if text is None:
        return None
    try:
        return plain_day(text)
    except ValueError as error:
        raise Refusal(
            "import_row",
            N_("“%(text)s” is no day such as 2026-01-31."),
            field=name,
            text=text[:40],
        ) from error


def stretch(cells: Cells, since: str, until: str) -> tuple[date | None, date | None]:
    """A first day and the day after the last, which may be open; raises Refusal."""
    first, end = day(cells, since), day(cells, until)
    if end is not None and (first is None or first >= end):
        raise Refusal(
            "import_row",
            N_("%(until)s must be a day after %(since)s."),
            field=until,
            since=since,
            until=until,
        )
    return first, end


def one_of(cells: Cells, name: str, known: Collection[str], default: str | None = None) -> str:
    """One of the known words; raises Refusal for another, and for none without a default."""
    text = cells.get(name) or default
    if text is None or text not in known:
        raise Refusal(
            "import_row",
            N_("“%(text)s” is not one of: %(known)s."),
            field=name,
            text=(text or "")[:40],
            known=", ".join(known),
        )
    return text


def yes_or_no(cells: Cells, name: str) -> bool:
    """Whether it says yes; nothing means no. Raises Refusal for anything else."""
    return one_of(cells, name, (*YES, *NO), "no") in YES


def reading_kind(cells: Cells, name: str) -> str | None:
    """Who read it and how, or None; raises Refusal for a kind there is not."""
    return one_of(cells, name, KIND_WORDS) if cells.get(name) else None


def quantity(cells: Cells, name: str) -> int | None:
    """Thousandths of the unit, or None; raises Refusal."""
    text = cells.get(name)
    return None if text is None else parse_value(text, digits=12, decimals=3, field=name)


def hundredths(cells: Cells, name: str) -> int:
    """A percentage such as 27 or 5.5 as hundredths of a percent."""
    value = quantity(cells, name) or 0
    return value * HUNDREDTHS // 1000


def whole(cells: Cells, name: str, *, least: int = 0, most: int = MOST) -> int | None:
    """A whole number from `least` to `most`, or None; raises Refusal."""
    text = cells.get(name)
    if text is None:
        return None
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else least - 1
    if not least <= number <= most:
        raise Refusal(
            "import_row",
            N_("“%(text)s” is no whole number from %(least)s to %(most)s."),
            field=name,
            text=text[:40],
            least=least,
            most=most,
        )
    return number
