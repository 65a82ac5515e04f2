"""Money: whole minor units of a currency, added only to its own kind, split without loss."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

# Digits after the point that people pay in; the forint's fillér went out of use in 1999.
DECIMALS = {"HUF": 0, "CZK": 2, "EUR": 2, "RON": 2, "RUB": 2}
USUAL_DECIMALS = 2
# Beyond any bill, and far inside what either database keeps.
MOST = 10**15
DIGITS = len(str(MOST))

_SHAPE = re.compile(r"(-?)(\d+)(?:[.,](\d{1,2}))?", re.ASCII)
_SPACES = str.maketrans("", "", " \u00a0\u202f\t")


@dataclass(frozen=True, order=False)
class Money:
    """So many minor units of a currency: Money(38837, "HUF") is 38 837 Ft."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._alike(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._alike(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._alike(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._alike(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._alike(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._alike(other)

    def _alike(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other.minor


def decimals_of(currency: str) -> int:
    """How many digits after the point amounts of this currency have."""
    return DECIMALS.get(currency, USUAL_DECIMALS)


def total(amounts: Sequence[Money], *, currency: str) -> Money:
    """The sum, zero of the currency for none; raises ValueError where currencies mix."""
    return sum(amounts, Money(0, currency))


def parse_money(text: str, *, currency: str, field: str | None = None) -> Money:
    """The amount that `text` says ("38 837", "12,50", "-3.1"); raises Refusal money_shape."""
    match = _SHAPE.fullmatch(text.translate(_SPACES))
    decimals = decimals_of(currency)
    part = (match.group(3) or "").rstrip("0") if match else ""
    if match is None or len(part) > decimals:
        raise Refusal(
            "money_shape",
            N_("Please type the amount in digits alone, for example %(example)s."),
            field=field,
            example="38837.50" if decimals else "38837",
        )
    whole = match.group(2).lstrip("0") or "0"
    # Python itself refuses to count thousands of digits.
    minor = int(whole[:DIGITS]) * 10**decimals + int(part.ljust(decimals, "0") or 0)
    if len(whole) > DIGITS or minor > MOST:
        raise Refusal("money_shape", N_("This amount is too large."), field=field)
    return Money(-minor if match.group(1) else minor, currency)


def money_text(money: Money) -> str:
    """Decimal text with a point and no grouping, for files and programs: "38837", "12.50"."""
    decimals = decimals_of(money.currency)
    sign = "-" if money.minor < 0 else ""
    whole, part = divmod(abs(money.minor), 10**decimals)
    return f"{sign}{whole}.{part:0{decimals}d}" if decimals else f"{sign}{whole}"


def split(minor: int, *, weights: Sequence[int]) -> list[int]:
    """`minor` in parts as the weights say, whose sum is exactly `minor`: largest remainders first.

    Weights are not negative and not all zero; raises ValueError else.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must be positive in sum and none negative")
    sign = -1 if minor < 0 else 1
    parts = [divmod(abs(minor) * weight, whole) for weight in weights]
    left = abs(minor) - sum(part for part, _ in parts)
    by_remainder = sorted(range(len(parts)), key=lambda place: (-parts[place][1], place))
    more = set(by_remainder[:left])
    return [sign * (part + (place in more)) for place, (part, _) in enumerate(parts)]
