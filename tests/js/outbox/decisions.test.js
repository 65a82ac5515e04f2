import assert from "node:assert/strict";
import { test } from "node:test";
import * as decisions from "../../../webapp/static/js/outbox/decisions.js";

const DAY = 86_400_000;
const photo = { bytes: new ArrayBuffer(3), length: 3, sha256: "s" };
/** @param {object} [more] @returns {any} */
const stub = (more) => ({ id: "a", state: "received", registers: [{ id: "r" }], photo, ...more });
const decided = { id: "a", receipt: "R-1", received_at: "2026-11-01T00:00:00Z" };

test("every server state but the first is decided, with its sentence", () => {
  for (const state of [
    "accepted",
    "corrected",
    "returned",
    "rejected",
    "withdrawn",
    "superseded",
  ]) {
    const reason = { code: "cut_off", message: "The digits are cut off." };
    const [merged] = decisions.mergeStates([stub()], [{ ...decided, state, reason }]);
    assert.equal(merged.state, "decided");
    assert.equal(merged.server_state, state);
    assert.deepEqual(merged.reason, reason);
  }
});

test("an undone decision is received again", () => {
  const before = stub({ state: "decided", server_state: "accepted" });
  const [merged] = decisions.mergeStates(
    [before],
    [{ ...decided, state: "received", reason: null }],
  );
  assert.equal(merged.state, "received");
});

test("the list never makes a receipt: what is unsent stays unsent, and is asked for again", () => {
  const waiting = stub({ state: "waiting" });
  const listed = [{ ...decided, state: "accepted" }];
  assert.deepEqual(decisions.mergeStates([waiting], listed), []);
  assert.equal(decisions.aheadOfUs([waiting], listed), true);
  assert.equal(decisions.aheadOfUs([stub()], listed), false);
});

test("nothing new changes nothing", () => {
  const [merged] = decisions.mergeStates([stub()], [{ ...decided, state: "accepted" }]);
  assert.deepEqual(decisions.mergeStates([merged], [{ ...decided, state: "accepted" }]), []);
});

test("a receipt takes the photos only when told so", () => {
  const receipt = { ...decided, state: "received", findings: [] };
  assert.equal(decisions.asReceived(stub(), receipt, true).photo?.bytes, null);
  assert.equal(decisions.asReceived(stub(), receipt, false).photo?.bytes, photo.bytes);
  assert.equal(
    decisions.asReceived(stub(), { ...receipt, state: "accepted" }, true).state,
    "decided",
  );
});

test("only stubs grow old; what waits never does", () => {
  const received_at = new Date(0).toISOString();
  assert.equal(decisions.isOld(stub({ received_at }), 91 * DAY), true);
  assert.equal(decisions.isOld(stub({ received_at }), 89 * DAY), false);
  for (const state of ["draft", "waiting", "sending", "needs-you"]) {
    assert.equal(decisions.isOld(stub({ state, created_at: received_at }), 9999 * DAY), false);
  }
});
