import assert from "node:assert/strict";
import { test } from "node:test";
import { FIRST_GUESS, grown, moved, pulled, rounded } from "../../../webapp/static/js/lib/frame.js";

const inside = ([x, y, w, h]) =>
  x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= 1.0001 && y + h <= 1.0001;

test("no push and no pull brings the frame out of the picture", () => {
  for (const far of [-5, -0.3, 0, 0.3, 5]) {
    assert.ok(inside(moved(FIRST_GUESS, far, -far)));
    assert.ok(inside(grown(FIRST_GUESS, far, far)));
    for (const corner of ["nw", "ne", "sw", "se"])
      assert.ok(inside(pulled(FIRST_GUESS, corner, far, far)));
  }
});

test("pulling one corner leaves the opposite one", () => {
  const [x, y, w, h] = pulled([0.2, 0.2, 0.4, 0.4], "nw", 0.1, 0.1);
  assert.deepEqual(rounded([x + w, y + h, w, h]), [0.6, 0.6, 0.3, 0.3]);
});

test("growing keeps the middle", () => {
  assert.deepEqual(rounded(grown([0.4, 0.4, 0.2, 0.2], 0.1, 0.1)), [0.35, 0.35, 0.3, 0.3]);
});
