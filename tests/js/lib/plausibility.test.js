import assert from "node:assert/strict";
import { test } from "node:test";
import { othersOf } from "../../../webapp/static/js/lib/explanations.js";
import { judgeMeter, judgeValue } from "../../../webapp/static/js/lib/plausibility.js";

const day = "2026-11-22";

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

/** Today is the day the server worked the band out. */
const judge = (register, text, more) => judgeValue({ register, text, day, days: 0, ...more });

test("the demo's 1076 and 1077 are as usual", () => {
  assert.deepEqual(judge(hotWater, "1076"), []);
  assert.deepEqual(judge(hotWater, "1077,482"), []);
});

test("a shape fault is hard and stops there", () => {
  assert.deepEqual(codes(judge(hotWater, "")), ["V01.empty hard"]);
  assert.deepEqual(codes(judge(hotWater, "107700")), ["V01.whole hard"]);
  const noParts = { ...hotWater, decimals: 0 };
  assert.deepEqual(codes(judge(noParts, "1,5")), ["V01.no-part hard"]);
});

test("lower than last asks, and offers zero passed only where it can be", () => {
  const [lower] = judge(hotWater, "1065");
  assert.deepEqual([lower.code, lower.severity, lower.numbers.rolled], ["V06", "soft", undefined]);
  const last = { ...hotWater.last, value: "99998.5" };
  const [rolled] = judge({ ...hotWater, last }, "2,5");
  assert.equal(rolled.numbers.rolled, 4000);
});

test("lower than an estimate is only worth knowing", () => {
  const last = { ...hotWater.last, kind: "estimated" };
  assert.deepEqual(codes(judge({ ...hotWater, last }, "1070")), ["V07 info"]);
});

test("outside of the band says by which numbers", () => {
  const [much] = judge(hotWater, "10770");
  const { low, high, used, last } = much.numbers;
  assert.deepEqual(
    { low, high, used, last },
    { low: 1_075_000, high: 1_079_000, used: 9_697_000, last: 1_073_000 },
  );
});

test("a phone that was told no rules asks what it asked before, and explains nothing", () => {
  assert.deepEqual(codes(judge(hotWater, "10770")), ["V09.high soft"]);
  assert.deepEqual(codes(judge({ ...hotWater, band: null }, "10770")), []);
});

test("nothing is said of a meter that was never read", () => {
  assert.deepEqual(judge({ ...hotWater, last: null }, "5"), []);
});

test("a value in ten thousand shapes is judged and never breaks", () => {
  const rules = {
    rollover_from: "90000",
    capacity: "60",
    zero: { days: 0, over: "0", severity: "soft" },
  };
  for (let n = 0; n < 10_000; n++) {
    const text = String((n * 7919.137) % 100_000).slice(0, 1 + (n % 9));
    const found = judge({ ...hotWater, rules }, text);
    assert.ok(
      found.every(({ code, severity }) => code && severity),
      text,
    );
  }
});

test("a night left empty beside a day is asked about, and last", () => {
  const night = { ...hotWater, id: "r2", label: "Night" };
  const meter = {
    id: "m1",
    serial: "1",
    name: "",
    registers: [{ ...hotWater, label: "Day" }, night],
  };
  const found = (texts) => judgeMeter({ meter, meters: [meter], texts, day, days: 0 });
  const [odd, missing] = found({ r1: "5", r2: " " });
  assert.equal(odd.finding.code, "V06");
  assert.deepEqual([missing.finding.code, missing.register], ["V19", night]);
  assert.deepEqual(found({ r1: "", r2: "" }), []);
  assert.deepEqual(found({ r1: "1077", r2: "1077" }), []);
});

test("other meters are asked only where their customer is known to be the same", () => {
  const meter = { id: "m1", serial: "1", name: "", registers: [hotWater] };
  const cold = { id: "m2", serial: "2", name: "", registers: [hotWater] };
  const others = (one) => othersOf({ register: hotWater, meter, meters: [meter, one], texts: {} });
  assert.deepEqual(others(cold), []);
  meter.customer = "c1";
  assert.deepEqual(others({ ...cold, customer: "c2" }), []);
  assert.equal(others({ ...cold, customer: "c1" }).length, 1);
});
