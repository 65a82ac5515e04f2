import assert from "node:assert/strict";
import { test } from "node:test";
import { LONGEST, pause, uploadLimit } from "../../../webapp/static/js/outbox/backoff.js";

test("the pause doubles, with full jitter, up to five minutes", () => {
  assert.equal(pause(1, null, { random: 0 }), 1000);
  assert.equal(pause(1, null, { random: 1 }), 3000);
  assert.equal(pause(3, null, { random: 1 }), 9000);
  assert.equal(pause(50, null, { random: 1 }), LONGEST);
});

test("the server's wish is kept, in seconds or as a date, never beyond five minutes", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  assert.equal(pause(1, "30", { random: 0 }), 30_000);
  assert.equal(pause(1, "30", { random: 1 }), 33_000);
  assert.equal(pause(1, "Mon, 23 Nov 2026 12:01:00 GMT", { random: 0, now }), 60_000);
  assert.equal(pause(1, "86400", { random: 0 }), LONGEST);
});

test("a wish nobody understands is none", () => {
  for (const wish of ["soon", "", "-5", "Mon, 23 Nov 2020 12:01:00 GMT"]) {
    assert.ok(pause(1, wish, { random: 0.5 }) <= 3000, wish);
  }
});

test("an upload has a second more for every 20 kB", () => {
  assert.equal(uploadLimit(0), 25_000);
  assert.equal(uploadLimit(200_000), 35_000);
});
