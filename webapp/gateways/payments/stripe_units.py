"""How Stripe counts money: its smallest units are not everywhere ours."""

from webapp.domain.money import Money, decimals_of

# Stripe's own list. The forint has two decimals there when charging, although nobody pays them;
# this is to be looked up again before a first live payment, as docs/banks.md says.
NO_DECIMALS = frozenset(
    [
        *("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA"),
        *("PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"),
    ]
)
THREE_DECIMALS = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])


class Between(ValueError):
    """The amount lies between two units of the other side."""


def to_stripe(money: Money) -> int:
    """The amount in Stripe's units: 38 837 Ft are 3883700; raises Between."""
    return _moved(money.minor, _decimals(money.currency) - decimals_of(money.currency))


def from_stripe(units: int, currency: str) -> Money:
    """Stripe's units as money of ours; raises Between for what we cannot write down."""
    code = currency.upper()
    return Money(_moved(units, decimals_of(code) - _decimals(code)), code)


def _decimals(currency: str) -> int:
    if currency in NO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def _moved(amount: int, places: int) -> int:
    if places >= 0:
        return int(amount * 10**places)
    whole, rest = divmod(amount, int(10**-places))
    if rest:
        raise Between(f"{amount} cannot be moved by {places} decimals")
    return whole
