"""A meter exchange as one event: what hung there, what hangs there now, both readings."""

from dataclasses import dataclass
from datetime import date

from webapp.domain.quantities import parse_value
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

EXCHANGE_REASONS = {
    "calibration": N_("its calibration ran out"),
    "broken": N_("it no longer counted"),
    "damaged": N_("it was damaged"),
    "upgrade": N_("it was replaced by a newer kind"),
    "other": N_("for another reason"),
}

MOST_DIGITS, MOST_DECIMALS = 12, 3
LONGEST_SERIAL = 40


@dataclass(frozen=True, kw_only=True)
class NewRegister:
    """A register of the new meter, in the place of an old one; values as they were typed."""

    old_register_id: int
    last: str
    first: str
    digits: int
    decimals: int
    unit: str
    multiplier: str = "1"

    def first_value(self) -> int:
        """What the new counter showed, in thousandths; raises Refusal V01."""
        return parse_value(
            self.first,
            digits=self.digits,
            decimals=self.decimals,
            field=f"first-{self.old_register_id}",
        )

    def factor(self) -> int:
        """The multiplier in thousandths; raises Refusal V01."""
        field = f"multiplier-{self.old_register_id}"
        factor = parse_value(self.multiplier, digits=6, decimals=3, field=field)
        if factor < 1:
            raise Refusal("V01", N_("The multiplier has to be more than nought."), field=field)
        return factor


@dataclass(frozen=True, kw_only=True)
class NewMeter:
    """The meter that was hung, and when and why."""

    happened_on: date
    reason: str
    serial: str
    registers: tuple[NewRegister, ...]
    model: str = ""
    calibrated_on: date | None = None
    calibrated_until: date | None = None


def refuse_odd_meter(new: NewMeter) -> None:
    """Raise Refusal for a meter that cannot be: no serial, no reason, a face that is none."""
    if not new.serial or len(new.serial) > LONGEST_SERIAL:
        raise Refusal(
            "serial", N_("Please type the serial number of the new meter."), field="serial"
        )
    if new.reason not in EXCHANGE_REASONS:
        raise Refusal("reason", N_("Please choose a reason."), field="reason")
    for register in new.registers:
        fits = 1 <= register.digits <= MOST_DIGITS and 0 <= register.decimals <= MOST_DECIMALS
        if not fits or not register.unit:
            raise Refusal(
                "face",
                N_("Please say how many digits the new counter shows, and in which unit."),
                field=f"digits-{register.old_register_id}",
            )


def refuse_odd_day(*, happened_on: date, installed_on: date, read_on: date) -> None:
    """Raise Refusal unless the exchange lies after the old one came and not after the reading."""
    if not installed_on < happened_on <= read_on:
        raise Refusal(
            "exchange_day",
            N_("The exchange has to lie before the reading of %(day)s, and after the meter came."),
            field="happened_on",
            day=read_on.isoformat(),
        )
