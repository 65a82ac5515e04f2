import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bandAfter,
  bandPosition,
  difference,
  judgeDay,
  judgeSiblings,
  judgeValue,
  rolledDifference,
} from "../../../webapp/static/js/lib/plausibility.js";
import { cases } from "./vectors.js";

const hotWater = {
  id: "r1",
  label: "",
  unit: "m³",
  digits: 5,
  decimals: 3,
  last: { value: "1073", date: "2026-10-31", kind: "company" },
  band: { low: "1075", high: "1079", per_day: "0" },
};
const codes = (findings) => findings.map(({ words, severity }) => `${words} ${severity}`);

for (const { last, now, digits, used, rolled } of cases("difference")) {
  test(`from ${last} to ${now} on ${digits} drums`, () => {
    assert.equal(difference(last, now), used);
    assert.equal(rolledDifference(last, now, digits), rolled);
  });
}

for (const { band, days, value, low, high, side, at } of cases("band")) {
  test(`${value} in ${band.low}–${band.high} after ${days} days`, () => {
    const then = bandAfter(band, days);
    assert.deepEqual(then, { low, high });
    assert.equal(bandPosition(low, high, value), at);
    const register = { ...hotWater, digits: 6, last: null, band };
    const found = judgeValue({ register, text: String(value / 1000), days });
    assert.deepEqual(codes(found), side ? [`V09.${side} soft`] : []);
  });
}

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

test("the demo's 1076 and 1077 are as usual", () => {
  assert.deepEqual(judgeValue({ register: hotWater, text: "1076" }), []);
  assert.deepEqual(judgeValue({ register: hotWater, text: "1077,482" }), []);
});

test("a shape fault is hard and stops there", () => {
  assert.deepEqual(codes(judgeValue({ register: hotWater, text: "" })), ["V01.empty hard"]);
  assert.deepEqual(codes(judgeValue({ register: hotWater, text: "107700" })), ["V01.whole hard"]);
  const noParts = { ...hotWater, decimals: 0 };
  assert.deepEqual(codes(judgeValue({ register: noParts, text: "1,5" })), ["V01.no-part hard"]);
});

test("lower than last asks, and offers zero passed only where it can be", () => {
  const [lower] = judgeValue({ register: hotWater, text: "1065" });
  assert.deepEqual([lower.code, lower.severity, lower.numbers.rolled], ["V06", "soft", undefined]);
  const last = { ...hotWater.last, value: "99998.5" };
  const [rolled] = judgeValue({ register: { ...hotWater, last }, text: "2,5" });
  assert.equal(rolled.numbers.rolled, 4000);
});

test("lower than an estimate is only worth knowing", () => {
  const last = { ...hotWater.last, kind: "estimated" };
  assert.deepEqual(codes(judgeValue({ register: { ...hotWater, last }, text: "1070" })), [
    "V07 info",
  ]);
});

test("outside of the band says what would be usual, as use", () => {
  const [much] = judgeValue({ register: hotWater, text: "10770" });
  assert.deepEqual(much.numbers, { low: 2000, high: 6000, used: 9_697_000 });
});

test("a night left empty beside a day is asked about", () => {
  const registers = [
    { ...hotWater, label: "Day" },
    { ...hotWater, id: "r2", label: "Night" },
  ];
  const [missing] = judgeSiblings({ registers, texts: { r1: "5", r2: " " } });
  assert.deepEqual([missing.code, missing.numbers.label], ["V19", "Night"]);
  assert.deepEqual(judgeSiblings({ registers, texts: { r1: "", r2: "" } }), []);
  assert.deepEqual(judgeSiblings({ registers, texts: { r1: "1", r2: "2" } }), []);
});
