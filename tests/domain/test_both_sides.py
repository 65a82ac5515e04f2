"""The phone and the server make the same of anything that may be typed, not only of the vectors."""

import json
import random
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.wire import known_on_the_phone
from webapp.domain.known import Known
from webapp.domain.plausibility import judge_reading
from webapp.domain.quantities import parse_value

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)
CASES = 3_000

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")

PHONE = """
import { readFileSync } from "node:fs";
import { judgeMeter } from "%s/webapp/static/js/lib/plausibility.js";
const cases = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(cases.map((one) => judgeMeter(one).map(({ register, finding }) =>
  ({ register: register.id, ...finding })))));
"""


@needs_node
def test_both_sides_say_the_same():
    dice = random.Random(20261122)
    cases = [_case(dice) for _ in range(CASES)]
    done = subprocess.run(
        ["node", "--input-type=module", "-e", PHONE % ROOT.as_posix()],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
    )
    codes = set()
    for case, phone in zip(cases, json.loads(done.stdout), strict=True):
        server = _server(case)
        codes |= {code for _, code, _, _ in server}
        told = [(one["register"], one["code"], one["severity"], one["numbers"]) for one in phone]
        assert [one[:3] for one in told] == [one[:3] for one in server], json.dumps(case)
        for (*_, here), (*_, there) in zip(told, server, strict=True):
            both = here.keys() & there.keys()
            assert both >= {"value"} or both >= {"used"} or both >= {"label"}
            assert {name: here[name] for name in both} == {name: there[name] for name in both}
    assert codes >= {"V06", "V07", "V08", "V09", "V10", "V11", "V12", "V13", "V16", "V19"}


def _case(dice: random.Random) -> dict[str, Any]:
    meter = _meter(dice, 0, registers=dice.choice([1, 1, 2]))
    others = [_meter(dice, at, registers=1) for at in range(1, dice.choice([1, 2, 3]))]
    texts = {one["id"]: _text(dice, one, [meter, *others]) for one in meter["registers"]}
    days = dice.choice([-2, 0, 0, 1, 7, 40])
    day = (TODAY + timedelta(days=days)).isoformat()
    return {"meter": meter, "meters": [meter, *others], "texts": texts, "days": days, "day": day}


def _meter(dice: random.Random, at: int, *, registers: int) -> dict[str, Any]:
    return {
        "id": f"m{at}",
        "serial": f"{at}",
        "name": "Water",
        "customer": "c1" if at == 0 else dice.choice(["c1", "c1", "c2"]),
        "registers": [_register(dice, f"r{at}{one}") for one in range(registers)],
    }


def _register(dice: random.Random, name: str) -> dict[str, Any]:
    digits, decimals = dice.choice([(5, 3), (5, 0), (6, 1), (4, 2)])
    top = 10**digits * 1000
    actual = dice.choice([dice.randrange(top), dice.randrange(top - top // 10, top), 1_073_000])
    actual = min(actual, top - 1)
    estimate = dice.random() < 0.25
    last = (actual + dice.randrange(9_000)) % top if estimate else actual
    low = actual + dice.randrange(3_000)
    band = {
        "low": _text_of(low),
        "high": _text_of(low + dice.randrange(12_000)),
        "per_day": _text_of(dice.randrange(400)),
    }
    day = (TODAY - timedelta(days=dice.randrange(90))).isoformat()
    known = {"value": _text_of(actual), "date": day}
    zero = {"days": 20, "over": "1", "severity": dice.choice(["soft", "info"])}
    return {
        "id": name,
        "label": dice.choice(["Night", "Day"]),
        "unit": dice.choice(["m³", "m³", "kWh"]),
        "digits": digits,
        "decimals": decimals,
        "multiplier": "1",
        "last": {"value": _text_of(last), "date": day, "kind": "company"},
        "band": dice.choice([band, band, band, None]),
        "rules": {
            "last_actual": dice.choice([known, None]) if estimate else known,
            "estimate": estimate,
            "expected": _text_of(dice.randrange(9_000)),
            "rollover_from": dice.choice([_text_of(top - top // 10), None]),
            "zero": dice.choice([zero, None]),
            "capacity": dice.choice(["0.1", "60", None]),
        },
    }


def _text(dice: random.Random, register: dict[str, Any], meters: list[dict[str, Any]]) -> str:
    """What people type: as usual, a slip, another meter's, nothing, anything."""
    meant = dice.choice([register, *(one for meter in meters for one in meter["registers"])])
    low = float((meant["band"] or {"low": meant["last"]["value"]})["low"])
    usual = round(low + dice.random() * 4, register["decimals"]) % 10 ** register["digits"]
    text = f"{usual:.{register['decimals']}f}"
    digits = text.split(".", maxsplit=1)[0]
    at = dice.randrange(len(digits))
    swapped = digits[:at] + digits[at + 1 : at + 2] + digits[at] + digits[at + 2 :]
    last = register["last"]["value"][: -3 + register["decimals"] or None].rstrip(".")
    one = dice.choice([text, text, swapped, digits + "0", text.replace(".", ""), last, "", "7"])
    return one if len(one.split(".", maxsplit=1)[0]) <= register["digits"] else digits


def _server(case: dict[str, Any]) -> list[tuple[str, str, str, dict[str, Any]]]:
    numbers: dict[str, int] = {}
    known = {
        meter["id"]: [_register_known(one, meter, case["days"], numbers) for one in
                      meter["registers"]]
        for meter in case["meters"]
    }  # fmt: skip
    own, names = known["m0"], {number: name for name, number in numbers.items()}
    others = [
        one
        for meter in case["meters"][1:]
        if meter["customer"] == "c1"
        for one in known[meter["id"]]
    ]
    values = {
        numbers[name]: parse_value(text, digits=one.digits, decimals=one.decimals)
        for (name, text), one in zip(case["texts"].items(), own, strict=True)
        if text.strip()
    }
    day = date.fromisoformat(case["day"])
    found = judge_reading(registers=own, values=values, day=day, others=others)
    return [
        (names[one.register_id], one.code, one.severity, dict(one.numbers))
        for one in found
        if one.register_id is not None
    ]


def _register_known(
    one: dict[str, Any], meter: dict[str, Any], days: int, numbers: dict[str, int]
) -> Known:
    number = numbers.setdefault(one["id"], len(numbers))
    return known_on_the_phone(one, number=number, serial=meter["serial"], days=days)


def _text_of(thousandths: int) -> str:
    return f"{thousandths / 1000:.3f}"
