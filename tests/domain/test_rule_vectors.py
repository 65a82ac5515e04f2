"""The rules that phone and server share; the phone's code must pass the same cases."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.wire import known_on_the_phone
from webapp.domain.findings import Finding
from webapp.domain.known import Known
from webapp.domain.plausibility import judge_reading
from webapp.domain.quantities import parse_value
from webapp.domain.refusals import Refusal

FILE = json.loads((Path(__file__).parents[1] / "vectors" / "rules.json").read_text())
TODAY = date.fromisoformat(FILE["today"])


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["name"])
def test_vectors(case):
    names = _Names()
    registers = [names.known(one, serial="37461", days=case["days"]) for one in case["registers"]]
    others = [
        names.known(one, serial=meter["serial"], days=case["days"])
        for meter in case.get("others", ())
        if meter["customer"] == "c1"
        for one in meter["registers"]
    ]
    values, faults = {}, []
    for known in registers:
        text = case["texts"].get(names.of(known), "").strip()
        if text:
            try:
                values[known.register_id] = parse_value(
                    text, digits=known.digits, decimals=known.decimals
                )
            except Refusal as refusal:
                faults.append(_hard(known, refusal))
    day = TODAY + timedelta(days=case["days"])
    found = judge_reading(registers=registers, values=values, day=day, others=others)
    refused = {finding.register_id for finding in faults}
    told = [*faults, *(f for f in found if f.code != "V19" or f.register_id not in refused)]
    told.sort(key=lambda f: (f.code == "V19", f.register_id))
    wanted = case["findings"]
    assert [(names.name(f.register_id), f.code, f.severity) for f in told] == [
        (one["register"], one["code"], one["severity"]) for one in wanted
    ]
    for finding, one in zip(told, wanted, strict=True):
        assert {key: names.told(finding).get(key) for key in one["numbers"]} == one["numbers"]


def test_names_are_unique_and_every_shared_rule_is_tried():
    names = [case["name"] for case in FILE["cases"]]
    assert len(set(names)) == len(names) >= 60
    tried = {finding["code"] for case in FILE["cases"] for finding in case["findings"]}
    assert tried == {
        *("V01", "V06", "V07", "V08", "V09", "V10", "V11", "V12", "V13", "V16", "V19"),
    }


def _hard(known: Known, refusal: Refusal) -> Finding:
    return Finding(code=refusal.code, severity="hard", register_id=known.register_id)


class _Names:
    """Register ids are text on the wire and numbers in the domain."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def name(self, number: int | None) -> str:
        assert number is not None
        return self._names[number]

    def told(self, finding: Finding) -> dict[str, int | str]:
        """The numbers, a register without a label named by its id on the wire."""
        numbers = finding.numbers
        if numbers.get("label") == str(finding.register_id):
            return {**numbers, "label": self.name(finding.register_id)}
        return numbers

    def of(self, known: Known) -> str:
        return self.name(known.register_id)

    def known(self, given: dict[str, Any], *, serial: str, days: int) -> Known:
        base = FILE["registers"][given["like"]]
        rules = given.get("rules", {})
        wire = {**base, **given}
        wire["rules"] = None if rules is None else {**base["rules"], **rules}
        self._names.append(wire["id"])
        return known_on_the_phone(wire, number=len(self._names) - 1, serial=serial, days=days)
