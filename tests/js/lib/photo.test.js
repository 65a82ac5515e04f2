import assert from "node:assert/strict";
import { test } from "node:test";
import { fit, shrink, Unusable } from "../../../webapp/static/js/lib/photo.js";

/** An encoder that answers sizes from a table and remembers what it was asked. */
function encoder(sizes) {
  const asked = [];
  const encode = async (side, quality) => {
    asked.push(`${side}@${quality}`);
    return new ArrayBuffer(sizes[asked.length - 1]);
  };
  return { asked, encode };
}

test("an ordinary picture takes one step", async () => {
  const { asked, encode } = encoder([180_000]);
  assert.equal((await shrink(encode)).byteLength, 180_000);
  assert.deepEqual(asked, ["1600@0.7"]);
});

test("quality goes before size, because digits need pixels", async () => {
  const { asked, encode } = encoder([700_000, 500_000, 420_000]);
  assert.equal((await shrink(encode)).byteLength, 420_000);
  assert.deepEqual(asked, ["1600@0.7", "1600@0.6", "1600@0.5"]);
});

test("only the hard limit makes it smaller", async () => {
  const { asked, encode } = encoder([3e6, 2e6, 1_500_001, 1_400_000]);
  await shrink(encode);
  assert.equal(asked.at(-1), "1280@0.5");
});

test("what never gets small enough is refused", async () => {
  const { encode } = encoder(Array(5).fill(2e6));
  await assert.rejects(
    shrink(encode),
    (error) => error instanceof Unusable && error.code === "too_large",
  );
});

test("the longest side is 1600, and nothing is made larger", () => {
  assert.deepEqual(fit(3072, 4096, 1600), { width: 1200, height: 1600 });
  assert.deepEqual(fit(800, 600, 1600), { width: 800, height: 600 });
  assert.deepEqual(fit(10_000, 1, 1600), { width: 1600, height: 1 });
});
