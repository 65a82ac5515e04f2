import assert from "node:assert/strict";
import { test } from "node:test";
import { advise } from "../../../webapp/static/js/lib/quality.js";

/** A picture of 64 by 64 whose grey comes from a rule. */
function picture(grey) {
  const side = 64;
  const data = new Uint8ClampedArray(side * side * 4);
  for (let at = 0; at < side * side; at += 1)
    data.fill(grey(at % side, Math.floor(at / side)), at * 4, at * 4 + 4);
  return { data, width: side, height: side };
}

test("stripes are sharp, a soft slope is blurred", () => {
  assert.equal(advise(picture((x) => (x % 8 < 4 ? 60 : 200))), "fine");
  assert.equal(advise(picture((x) => 60 + x * 2)), "blurred");
});

test("darkness and glare are said before blur", () => {
  assert.equal(advise(picture(() => 12)), "dark");
  assert.equal(advise(picture(() => 250)), "bright");
});

test("a picture of nothing does not crash", () => {
  assert.equal(advise({ data: new Uint8ClampedArray(0), width: 0, height: 0 }), "dark");
});
