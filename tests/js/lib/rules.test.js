import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeMeter } from "../../../webapp/static/js/lib/plausibility.js";
import { cases, vectors } from "./vectors.js";

const { today, registers } = vectors("rules");
const dayAfter = (days) => new Date(Date.parse(today) + days * 86_400_000).toISOString();

function registerOf({ like, rules, ...own }) {
  const base = registers[like];
  return { ...base, ...own, rules: rules === null ? null : { ...base.rules, ...rules } };
}

function meterOf(given, at) {
  return { id: `m${at}`, name: "Water", ...given, registers: given.registers.map(registerOf) };
}

for (const { name, days, registers, others = [], texts, findings } of cases("rules")) {
  test(name, () => {
    const meter = meterOf({ serial: "37461", customer: "c1", registers }, 0);
    const meters = [meter, ...others.map((other, at) => meterOf(other, at + 1))];
    const day = dayAfter(days).slice(0, 10);
    const found = judgeMeter({ meter, meters, texts, day, days });
    const seen = found.map(({ register, finding }, at) => ({
      register: register.id,
      code: finding.code,
      severity: finding.severity,
      numbers: only(finding.numbers, Object.keys(findings[at]?.numbers ?? {})),
    }));
    assert.deepEqual(seen, findings);
  });
}

const only = (numbers, names) => Object.fromEntries(names.map((name) => [name, numbers[name]]));
