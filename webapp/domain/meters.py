"""A meter as the person who reads it knows it."""

from dataclasses import dataclass
from datetime import date

from webapp.domain.bands import Band, Dated, Expectation
from webapp.domain.known import Known
from webapp.domain.windows import WindowState
from webapp.domain.words import N_

MEDIUM_NAMES = {
    "cold_water": N_("Cold water"),
    "hot_water": N_("Hot water"),
    "heat": N_("Heat"),
    "gas": N_("Gas"),
    "electricity": N_("Electricity"),
}

# The company's own reading, an estimate and a customer's own are never shown as one another.
KIND_WORDS = {
    "customer": N_("read by you"),
    "customer_verified": N_("read by you, with a photo"),
    "company": N_("read by the company"),
    "reader": N_("read by the meter reader"),
    "reader_verified": N_("read by the meter reader, with a photo"),
    "remote": N_("sent by the meter"),
    "third_party": N_("passed on to us"),
    "estimated": N_("estimated"),
    "estimated_agreed": N_("estimated and agreed with you"),
    "prorated": N_("worked out for the day"),
    "initial": N_("first reading"),
    "exchange_out": N_("last reading before the meter was exchanged"),
    "exchange_in": N_("first reading of the new meter"),
    "final": N_("last reading when you moved out"),
    "move_in": N_("first reading when you moved in"),
    "control": N_("read again as a check"),
}

# What nobody read from the meter, and what a better reading may follow without being lower.
ESTIMATES = frozenset({"estimated", "estimated_agreed", "prorated"})


@dataclass(frozen=True, kw_only=True)
class RegisterCard:
    """A register with its last official reading and what is expected of it today."""

    id: int
    obis: str
    label: str
    unit: str
    digits: int
    decimals: int
    multiplier: int
    last: Dated | None
    last_kind: str | None
    band: Band | None
    known: Known | None = None
    """What the rules judge by, where it was asked for."""
    expectation: Expectation | None = None
    """How the band came about, where it was asked for."""

    def judged_by(self, *, serial: str) -> Known:
        """What the rules judge by; without what was asked for, the last reading and the band."""
        return self.known or Known(
            register_id=self.id,
            serial=serial,
            label=self.label,
            unit=self.unit,
            digits=self.digits,
            decimals=self.decimals,
            last=self.last,
            estimate=self.last_kind in ESTIMATES,
            band=self.band,
        )


@dataclass(frozen=True, kw_only=True)
class MeterCard:
    """A meter that this person may read, with everything capture needs."""

    id: int
    company_id: int
    company_name: str
    timezone: str
    customer_id: int
    service_point_id: int
    serial: str
    medium: str
    model: str
    address: str
    calibrated_on: date | None
    calibrated_until: date | None
    window: WindowState
    registers: tuple[RegisterCard, ...]
    today: date | None = None
    """The company's own day for which all this holds."""

    @property
    def known(self) -> tuple[Known, ...]:
        """What the rules judge its registers by."""
        return tuple(register.judged_by(serial=self.serial) for register in self.registers)
