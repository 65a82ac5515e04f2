import assert from "node:assert/strict";
import { test } from "node:test";
import { finding } from "../../../webapp/static/js/lib/findings.js";
import { offersFor } from "../../../webapp/static/js/lib/offers.js";

test("a lower reading: mistyped or exchanged, and passed zero only where it can be", () => {
  assert.deepEqual(offersFor(finding("V06", "soft", { last: 5 })), ["mistyped", "exchanged"]);
  const near = finding("V06", "soft", { last: 5, rolled: 4 });
  assert.deepEqual(offersFor(near), ["mistyped", "exchanged", "rolled_over"]);
});

test("another meter's value goes to that meter, another register's changes places", () => {
  assert.deepEqual(offersFor(finding("V13", "soft", {})), ["other_meter", "mistyped"]);
  assert.deepEqual(offersFor(finding("V13", "soft", {}, "V13.register")), [
    "other_register",
    "mistyped",
  ]);
});

test("what is only worth knowing offers nothing", () => {
  assert.deepEqual(offersFor(finding("V07", "info", {})), []);
});
