import assert from "node:assert/strict";
import { test } from "node:test";
import { dayBefore, daysBetween, localDay } from "../../../webapp/static/js/lib/dates.js";
import { day, fill, month, quantity } from "../../../webapp/static/js/lib/format.js";

test("days are counted on the calendar, over the changes of the clock", () => {
  assert.equal(daysBetween("2026-10-24", "2026-10-26"), 2);
  assert.equal(daysBetween("2026-03-01", "2026-02-27"), -2);
  assert.equal(dayBefore("2026-03-01"), "2026-02-28");
  assert.equal(localDay(new Date(2026, 0, 5, 23, 59)), "2026-01-05");
});

test("numbers with the language's own point, digits ungrouped as on the meter", () => {
  assert.equal(quantity(1_077_482, "de"), "1077,482");
  assert.equal(quantity(4000, "en", true), "+4");
  assert.equal(quantity(0, "en", true), "0");
  assert.equal(quantity(-4000, "en", true), "\u22124");
});

test("the year is said where it is not this one", () => {
  assert.equal(day("2026-10-31", "en", "2026-11-22"), "Oct 31");
  assert.equal(day("2025-10-31", "en", "2026-11-22"), "Oct 31, 2025");
});

test("a sentence keeps the places nobody filled", () => {
  assert.equal(fill("up to {high}, {other}", { high: 6 }), "up to 6, {other}");
});

test("a month is said in words", () => {
  assert.equal(month("2025-10-20", "en-GB"), "October 2025");
});
