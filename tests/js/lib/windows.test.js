import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeDay } from "../../../webapp/static/js/lib/windows.js";
import { cases } from "./vectors.js";

for (const { window, day, today, faults, next } of cases("faults")) {
  test(`day ${day} in window ${JSON.stringify(window)}`, () => {
    const found = judgeDay({ window, day, today });
    assert.deepEqual(
      found.map(({ code }) => code),
      faults,
    );
    assert.equal(found[0]?.numbers.next ?? null, next);
    assert.ok(found.every(({ severity }) => severity === "hard"));
  });
}
