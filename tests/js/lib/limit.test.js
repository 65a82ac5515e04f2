import assert from "node:assert/strict";
import { test } from "node:test";
import { within } from "../../../webapp/static/js/lib/limit.js";

const timeout = Object.getOwnPropertyDescriptor(AbortSignal, "timeout");

test("gives up after its time", async () => {
  assert.equal(await gaveUp(within(5)), true);
  assert.equal(within(60_000).aborted, false);
});

test("also where the browser has no word for that", async (t) => {
  delete (/** @type {{timeout?: unknown}} */ (AbortSignal).timeout);
  t.after(() => Object.defineProperty(AbortSignal, "timeout", /** @type {object} */ (timeout)));
  assert.equal("timeout" in AbortSignal, false);
  assert.equal(await gaveUp(within(5)), true);
});

/** @param {AbortSignal} signal */
async function gaveUp(signal) {
  await new Promise((done) => setTimeout(done, 50));
  return signal.aborted;
}
