"""Too little, too much, or nothing at all: V09, V10, and more than the pipe can carry (V16)."""

from datetime import date

from webapp.domain.findings import Finding
from webapp.domain.known import Known, days_since


def judge_amount(*, known: Known, value: int, day: date) -> list[Finding]:
    """V10 or V09, and V16, for a value that is not lower than the one before."""
    anchor = known.anchor
    if anchor is None or value < anchor.value:
        return []
    nothing = _nothing_used(known, value, day)
    if nothing:
        return [nothing]
    outside = _outside_band(known, value, day)
    beyond = judge_capacity(known=known, used=value - anchor.value, day=day)
    return [one for one in (outside, beyond) if one]


def judge_capacity(*, known: Known, used: int, day: date) -> Finding | None:
    """V16: more than the connection could deliver in these days."""
    if known.anchor is None or known.capacity is None:
        return None
    days = max(days_since(known.anchor, day), 1)
    most = known.capacity * days
    if used <= most:
        return None
    numbers: dict[str, int | str] = {"used": used, "most": most, "days": days}
    return Finding(code="V16", severity="queue", register_id=known.register_id, numbers=numbers)


def _nothing_used(known: Known, value: int, day: date) -> Finding | None:
    anchor, zero, expected = known.anchor, known.zero, known.expected
    if anchor is None or zero is None or expected is None or value != anchor.value:
        return None
    days = days_since(anchor, day)
    if days < zero.days or expected <= zero.over:
        return None
    return Finding(
        code="V10",
        severity=zero.severity,
        register_id=known.register_id,
        numbers={
            "value": value,
            "last": anchor.value,
            "days": days,
            "expected": expected,
            **_basis(known),
        },
    )


def _outside_band(known: Known, value: int, day: date) -> Finding | None:
    anchor, band = known.anchor, known.band
    if anchor is None or band is None or known.holds(value):
        return None
    numbers: dict[str, int | str] = {
        "value": value,
        "last": anchor.value,
        "used": value - anchor.value,
        "low": band.low,
        "high": band.high,
        "days": days_since(anchor, day),
    }
    if known.expected is not None:
        numbers |= {"expected": known.expected, **_basis(known)}
    return Finding(code="V09", severity="soft", register_id=known.register_id, numbers=numbers)


def _basis(known: Known) -> dict[str, int | str]:
    return {"basis": known.basis} if known.basis else {}
