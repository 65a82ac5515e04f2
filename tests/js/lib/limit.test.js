import assert from "node:assert/strict";
import { test } from "node:test";
import { within } from "../../../webapp/static/js/lib/limit.js";

test("gives up after its time and not before, also where browsers have no word for that", async (t) => {
  const known = /** @type {PropertyDescriptor} */ (
    Object.getOwnPropertyDescriptor(AbortSignal, "timeout")
  );
  delete (/** @type {{timeout?: unknown}} */ (AbortSignal).timeout);
  t.after(() => Object.defineProperty(AbortSignal, "timeout", known));
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const signal = within(5_000);
  t.mock.timers.tick(4_999);
  assert.equal(signal.aborted, false);
  t.mock.timers.tick(1);
  assert.equal(signal.aborted, true);
});
