"""In which unit a day's use says something: litres of water, megajoules of heat."""

# Medium and unit → the smaller unit, of which one larger has a thousand.
SMALLER = {
    ("cold_water", "m³"): "L",
    ("hot_water", "m³"): "L",
    ("heat", "GJ"): "MJ",
    ("heat", "MWh"): "kWh",
}
A_THOUSAND = 1000


def daily(*, amount: int, medium: str, unit: str) -> tuple[int, str]:
    """A day's thousandths in the unit that fits a day, and that unit."""
    smaller = SMALLER.get((medium, unit))
    return (amount * A_THOUSAND, smaller) if smaller else (amount, unit)
