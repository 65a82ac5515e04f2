import assert from "node:assert/strict";
import { test } from "node:test";
import { meaning } from "../../../webapp/static/js/outbox/answers.js";

const record = /** @type {any} */ ({ id: "a", photo: { sha256: "s" } });
const receipt = { id: "a", receipt: "R-1", state: "received", photo_sha256: "s" };
const say = (status, body, retryAfter = null) => meaning({ status, body, retryAfter }, record);

test("only a receipt that names the record's own id is one", () => {
  for (const status of [200, 201]) {
    assert.deepEqual(say(status, receipt), { kind: "received", receipt, photosGone: true });
    assert.equal(say(status, { ...receipt, id: "b" }).kind, "later");
    assert.equal(say(status, null).kind, "later");
    assert.equal(say(status, {}).kind, "later");
  }
});

test("the picture stays when the server holds other bytes or another content", () => {
  assert.equal(say(201, { ...receipt, photo_sha256: null }).photosGone, false);
  const conflict = say(409, { code: "other-content", message: "…", receipt });
  assert.deepEqual(conflict, { kind: "received", receipt, photosGone: false });
});

test("a conflict without the record's receipt needs the person", () => {
  assert.equal(say(409, { code: "x", message: "y" }).kind, "needs-you");
  assert.equal(say(409, { receipt: { ...receipt, id: "b" } }).kind, "needs-you");
});

test("whoever must sign in is told so only by our own server", () => {
  assert.equal(say(401, { code: "signed-out" }).kind, "sign-in");
  assert.equal(say(403, { code: "other-account" }).kind, "sign-in");
  assert.equal(say(403, { code: "csrf" }).kind, "csrf");
  assert.equal(say(401, null).kind, "later");
  assert.equal(say(403, null).kind, "later");
});

test("a refusal carries the server's sentence and field", () => {
  const reason = { code: "window-closed", message: "The window is closed.", field: "captured_at" };
  for (const status of [400, 404, 415, 422]) {
    assert.deepEqual(say(status, reason), { kind: "needs-you", needs: "refused", reason });
  }
});

test("too large is too large even when a proxy says it", () => {
  assert.equal(say(413, null).needs, "too-large");
  assert.equal(say(413, { code: "too-large", message: "m" }).reason.message, "m");
});

test("everything else is tried again later", () => {
  for (const status of [0, 204, 302, 404, 500, 502]) assert.equal(say(status, null).kind, "later");
  for (const status of [302, 408, 425, 429, 500, 503]) assert.equal(say(status, {}).kind, "later");
  assert.deepEqual(say(429, {}, "30"), { kind: "later", retryAfter: "30" });
});
