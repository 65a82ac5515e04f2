"""What meters of each medium look like and how much a household uses."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Dial:
    """A register's face; `yearly` and `oldest` in its unit, `step` what the company writes down."""

    unit: str
    digits: int
    decimals: int
    obis: str
    yearly: tuple[int, int]
    label: str = ""
    step: int = 1000

    @property
    def oldest(self) -> int:
        """The most that such a register counted before the history begins, in thousandths."""
        return self.yearly[1] * 6 * 1000


@dataclass(frozen=True, kw_only=True)
class Medium:
    """A make of meter; `qmax` is the most that flows through it, in thousandths an hour."""

    model: str
    dials: tuple[Dial, ...]
    qmax: int | None = None
    breaker_amps: int | None = None
    phases: int | None = None


def _water(obis: str, yearly: tuple[int, int]) -> tuple[Dial, ...]:
    return (Dial(unit="m³", digits=5, decimals=3, obis=obis, yearly=yearly),)


MEDIA = {
    "cold_water": Medium(model="Aquamin 2,5", dials=_water("8-0:1.0.0", (48, 120)), qmax=3_125),
    "hot_water": Medium(model="Aquamin 1,5 T90", dials=_water("9-0:1.0.0", (24, 70)), qmax=2_000),
    "heat": Medium(
        model="Caloris 3",
        dials=(Dial(unit="GJ", digits=5, decimals=2, obis="6-0:1.0.0", yearly=(14, 38), step=10),),
    ),
    "gas": Medium(
        model="Gastron G4",
        dials=(Dial(unit="m³", digits=5, decimals=3, obis="7-0:3.0.0", yearly=(700, 2200)),),
        qmax=6_000,
    ),
    "electricity": Medium(
        model="Voltaris e3",
        breaker_amps=35,
        phases=3,
        dials=(
            Dial(
                unit="kWh", digits=6, decimals=1, obis="1-0:1.8.1", label="Day", yearly=(1100, 3200)
            ),
            Dial(
                unit="kWh",
                digits=6,
                decimals=1,
                obis="1-0:1.8.2",
                label="Night",
                yearly=(400, 1500),
            ),
        ),
    ),
}
