import assert from "node:assert/strict";
import { test } from "node:test";
import {
  caretGap,
  drums,
  gapCaret,
  parseValue,
  toThousandths,
} from "../../../webapp/static/js/lib/digits.js";
import { cases } from "./vectors.js";

for (const { text, digits, decimals, ...expected } of cases("values")) {
  test(`"${text}" on ${digits}+${decimals} drums`, () => {
    assert.deepEqual(parseValue(text, { digits, decimals }), expected);
  });
}

const face = (text, shape) =>
  drums(text, shape)
    ?.map(({ digit }) => digit || "_")
    .join("");

test("the whole number stands against the point, zeros before it are implied", () => {
  assert.equal(face("1077", { digits: 5, decimals: 3 }), "01077___");
  assert.equal(face("1077,4", { digits: 5, decimals: 3 }), "010774__");
  assert.deepEqual(
    drums("7", { digits: 2, decimals: 0 })?.map(({ lead }) => lead),
    [true, false],
  );
});

test("digits that do not fit are shown, and marked", () => {
  const extra = drums("123,45", { digits: 2, decimals: 1 });
  assert.deepEqual(
    extra?.map((drum) => drum.extra),
    [true, false, false, false, true],
  );
});

test("what is no number has no drums", () => {
  assert.equal(drums("10a", { digits: 5, decimals: 0 }), null);
});

test("the caret finds its gap, and a touched gap its caret", () => {
  assert.equal(caretGap("", 0, 5), 5);
  assert.equal(caretGap("1077", 4, 5), 5);
  assert.equal(caretGap("1077", 0, 5), 1);
  assert.equal(caretGap("1077,4", 6, 5), 6);
  for (const caret of [0, 1, 2, 3, 4, 6]) {
    assert.equal(gapCaret("1077,4", caretGap("1077,4", caret, 5), 5), caret);
  }
  assert.equal(gapCaret("1077", 0, 5), 0);
  assert.equal(gapCaret("1077", 8, 5), 4);
});

test("thousandths of what the server says", () => {
  assert.equal(toThousandths("1073.482"), 1_073_482);
  assert.equal(toThousandths(0.1), 100);
  assert.equal(toThousandths("999999999999.999"), 999_999_999_999_999);
  assert.equal(toThousandths(null), null);
});
