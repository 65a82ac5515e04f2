import assert from "node:assert/strict";
import { test } from "node:test";
import {
  anchorOf,
  bandAfter,
  bandPosition,
  difference,
  fits,
  rolledDifference,
} from "../../../webapp/static/js/lib/expected.js";
import { cases } from "./vectors.js";

for (const { last, now, digits, used, rolled } of cases("difference")) {
  test(`from ${last} to ${now} on ${digits} drums`, () => {
    assert.equal(difference(last, now), used);
    assert.equal(rolledDifference(last, now, digits), rolled);
  });
}

for (const { band, days, value, low, high, side, at } of cases("band")) {
  test(`${value} in ${band.low}–${band.high} after ${days} days`, () => {
    assert.deepEqual(bandAfter(band, days), { low, high });
    assert.equal(bandPosition(low, high, value), at);
    assert.equal(fits({ band }, value, days), !side);
  });
}

test("nothing fits where nothing is expected", () => {
  assert.equal(fits({ band: null }, 0, 0), false);
});

test("use counts from what somebody read, else from the last reading", () => {
  const last = { value: "1080", date: "2026-11-10", kind: "estimated" };
  const real = { value: "1073", date: "2026-10-31" };
  assert.equal(anchorOf({ last, rules: { last_actual: real } }), real);
  assert.equal(anchorOf({ last, rules: { last_actual: null } }), last);
  assert.equal(anchorOf({ last }), last);
});
