"""The rules' parameters as data: their default by medium and unit, their kind and their bounds."""

from dataclasses import dataclass, field

from webapp.domain.quantities import SCALE
from webapp.domain.words import N_

Value = int | tuple[int, ...]

# Per mille of a year's use, January first. The heating table is the classical one of German
# heating bills; water is nearly flat, hot water and electricity lean a little towards winter.
HEATING = (170, 150, 130, 80, 40, 13, 13, 14, 30, 80, 120, 160)
COOKING_AND_HEATING = (157, 140, 123, 80, 46, 24, 24, 24, 38, 80, 114, 150)
ELECTRICITY = (98, 88, 88, 80, 76, 72, 72, 74, 78, 86, 92, 96)
HOT_WATER = (92, 84, 88, 83, 82, 78, 76, 76, 81, 85, 87, 88)
COLD_WATER = (78, 74, 80, 83, 88, 92, 95, 94, 84, 79, 76, 77)


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One number of the rules.

    `kind`: percent · days · count · switch · quantity (in the register's unit) · months (twelve
    shares). `of` holds what differs from `default` by "medium", "unit" or "medium unit".
    """

    kind: str
    default: Value
    words: str
    explained: str
    least: int = 0
    most: int = 10_000
    of: dict[str, Value] = field(default_factory=dict)


def by_unit(parameter: Parameter, *, medium: str, unit: str) -> Value:
    """The default for a register of this medium and unit."""
    for key in (f"{medium} {unit}", medium, unit):
        if key in parameter.of:
            return parameter.of[key]
    return parameter.default


def _units(cubic_metres: int, kilowatt_hours: int, other: int) -> dict[str, Value]:
    return {
        "m³": cubic_metres * SCALE,
        "kWh": kilowatt_hours * SCALE,
        "MWh": max(kilowatt_hours, 1),
        "GJ": other * SCALE,
    }


MOST_QUANTITY = 10**9 * SCALE

DEFAULTS: dict[str, Parameter] = {
    "low_share": Parameter(
        kind="percent", default=50, most=100,
        words=N_("Usual from"),
        explained=N_("Less than this share of the expected use is asked about."),
    ),
    "high_share": Parameter(
        kind="percent", default=200, least=100,
        words=N_("Usual up to"),
        explained=N_("More than this share of the expected use is asked about."),
    ),
    "slack": Parameter(
        kind="quantity", default=5 * SCALE, of=_units(3, 50, 2), most=MOST_QUANTITY,
        words=N_("Slack"),
        explained=N_("A difference up to this is never asked about, however small the household."),
    ),
    "short_days": Parameter(
        kind="days", default=14, most=366,
        words=N_("Short intervals"),
        explained=N_("The use of so many ordinary days more or less is never asked about."),
    ),
    "season_low": Parameter(
        kind="percent", default=75, most=100,
        words=N_("Heating season from"),
        explained=N_("Usual, too, if the season so far comes to at least this share."),
    ),
    "season_high": Parameter(
        kind="percent", default=135, least=100,
        words=N_("Heating season up to"),
        explained=N_("Usual, too, if the season so far comes to at most this share."),
    ),
    "weather": Parameter(
        kind="switch", default=0, of={"heat": 1, "gas": 1}, most=1,
        words=N_("Depends on the weather"),
        explained=N_("1: judged by degree days and by the season so far. 0: not."),
    ),
    "weights": Parameter(
        kind="months", default=(83, 83, 83, 83, 84, 84, 84, 84, 83, 83, 83, 83),
        of={
            "heat": HEATING,
            "gas": COOKING_AND_HEATING,
            "electricity": ELECTRICITY,
            "hot_water": HOT_WATER,
            "cold_water": COLD_WATER,
        },
        words=N_("Months of the year"),
        explained=N_("How a year's use falls on its months, January first."),
    ),
    "class_yearly": Parameter(
        kind="quantity", default=0, most=MOST_QUANTITY,
        of={
            "cold_water m³": 80 * SCALE,
            "hot_water m³": 45 * SCALE,
            "heat GJ": 28 * SCALE,
            "heat kWh": 7_800 * SCALE,
            "heat MWh": 7_800,
            "gas m³": 1_300 * SCALE,
            "gas kWh": 13_500 * SCALE,
            "electricity kWh": 2_500 * SCALE,
        },
        words=N_("A household's year"),
        explained=N_("What is expected of a meter of which nothing else is known; 0 for nothing."),
    ),
    "class_high": Parameter(
        kind="percent", default=400, least=100,
        words=N_("Unknown households up to"),
        explained=N_("More than this share of such an average is asked about."),
    ),
    "rollover_share": Parameter(
        kind="percent", default=90, least=50, most=100,
        words=N_("Past zero from"),
        explained=N_("A counter may have passed zero if it stood beyond this share of its face."),
    ),
    "zero_days": Parameter(
        kind="days", default=30, most=3_660,
        words=N_("Nothing used for"),
        explained=N_("No use at all for so many days is asked about; 0 for never."),
    ),
    "zero_over": Parameter(
        kind="quantity", default=5 * SCALE, of=_units(3, 50, 2), most=MOST_QUANTITY,
        words=N_("Nothing used instead of"),
        explained=N_("… only where more than this was expected meanwhile."),
    ),
    "capacity_factor": Parameter(
        kind="percent", default=100, least=1,
        words=N_("What a connection delivers"),
        explained=N_("Of what breaker or meter could carry day and night, this share is believed."),
    ),
    "leak_share": Parameter(
        kind="percent", default=150,
        words=N_("A leak may be"),
        explained=N_("Use above this share of the usual, two readings in a row; 0 for never."),
    ),
    "in_a_row": Parameter(
        kind="count", default=3, most=24,
        words=N_("Round or alike in a row"),
        explained=N_("So many round readings, or equal uses, are shown to the clerk; 0 for never."),
    ),
    "estimate_days": Parameter(
        kind="days", default=365, least=1, most=3_660,
        words=N_("A real reading every"),
        explained=N_("After so many days without one, the customer is asked for a reading."),
    ),
}  # fmt: skip
