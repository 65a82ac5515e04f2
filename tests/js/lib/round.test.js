import assert from "node:assert/strict";
import { test } from "node:test";
import { firstMeter, roundOf } from "../../../webapp/static/js/lib/round.js";

const open = { open: true, from: null, to: null, next_from: null };
const closed = { open: false, from: null, to: null, next_from: "2027-01-01" };
const hot = { id: "1", serial: "37461", window: open };
const cold = { id: "2", serial: "37462", window: open };
const heat = { id: "3", serial: "5512", window: closed };
const meters = [hot, cold, heat];
const today = "2026-11-22";
const noon = new Date(2026, 10, 22, 12).toISOString();
const record = (meter, more = {}) => ({ meter, state: "waiting", captured_at: noon, ...more });

test("the round counts meters that are due and were read today", () => {
  const { all, done, left } = roundOf(meters, [record(hot), record(hot)], today);
  assert.deepEqual([all, done, left], [2, 1, [cold]]);
});

test("an unfinished or an older reading does not count as read", () => {
  const drafted = record(hot, { state: "draft" });
  const earlier = record(cold, { captured_at: "2026-10-01T10:00:00Z" });
  assert.equal(roundOf(meters, [drafted, earlier], today).done, 0);
});

test("it begins with the meter asked for, then the one begun, then the next due", () => {
  const known = { meters, serial: "5512", begun: record(cold), left: [hot] };
  assert.equal(firstMeter(known), heat);
  assert.equal(firstMeter({ ...known, serial: "unknown" }), cold);
  assert.equal(firstMeter({ ...known, serial: null, begun: null }), hot);
  assert.equal(firstMeter({ ...known, serial: null, begun: null, left: [] }), hot);
});
