"""What was sent in one line, and use by month."""

from collections.abc import Iterable

from webapp.domain.consumption import MonthOfUse
from webapp.domain.quantities import SCALE
from webapp.queries.followed import Sent
from webapp.web.filters import quantity
from webapp.web.written import day_text

Bar = tuple[str, int | None, str, str]


def said(values: Iterable[Sent]) -> str:
    """What was sent, register by register: "Day 8812 kWh, Night 4410 kWh"."""
    return ", ".join(f"{v.label} {quantity(v.value, unit=v.unit)}".strip() for v in values)


def month_bars(months: Iterable[MonthOfUse], *, decimals: int) -> list[Bar]:
    """Months as the bars component draws them."""
    known = list(months)
    return [_bar(month, decimals, newest=month is known[-1]) for month in known]


def _bar(month: MonthOfUse, decimals: int, *, newest: bool) -> Bar:
    kind = "estimated" if month.guessed else "now" if newest else "measured"
    label = day_text(month.first, "MMM yyyy")
    if month.amount is None:
        return label, None, kind, ""
    return label, month.amount, kind, quantity(_rounded(month.amount, min(decimals, 2)))


def _rounded(amount: int, decimals: int) -> int:
    # A month's share of a longer stretch has more digits than anyone measured.
    step = SCALE // (1, 10, 100, 1000)[decimals]
    return (amount + step // 2) // step * step
