import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { asReceived } from "../../../webapp/static/js/outbox/decisions.js";
import * as records from "../../../webapp/static/js/outbox/records.js";
import { ANNA, bytes, HOT_WATER, STRANGER } from "./cast.js";

beforeEach(async () => {
  for (const { id } of await records.all()) await records.remove(id);
});

/** @param {string} [value] */
function draft(value = "1077") {
  const record = records.newDraft({ account: ANNA, meter: HOT_WATER });
  record.registers[0].value = value;
  record.photo = { bytes: bytes(), frame: null, taken_at: null };
  return record;
}

const RECEIPT = { id: "", receipt: "R-1", state: "received", received_at: "2026-01-01T00:00:00Z" };

/** @type {(record: import("../../../webapp/static/js/outbox/types.js").OutboxRecord) => any} */
const tried = (record) => ({ ...record, attempts: 1 });

test("a saved draft is found again by its owner, the newest first", async () => {
  const first = draft("1");
  await records.saveDraft(first);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await records.saveDraft(draft("2"));
  assert.equal((await records.openDraft(ANNA))?.registers[0].value, "2");
  await new Promise((resolve) => setTimeout(resolve, 5));
  await records.saveDraft(first);
  assert.equal((await records.openDraft(ANNA))?.registers[0].value, "1");
  assert.equal(await records.openDraft(STRANGER), null);
});

test("a finished draft waits, with its photo sealed", async () => {
  const saved = await records.finishDraft(draft());
  const [stored] = await records.all();
  assert.equal(stored.state, "waiting");
  assert.equal(stored.photo?.length, 7);
  assert.match(stored.photo?.sha256 ?? "", /^[0-9a-f]{64}$/);
  assert.deepEqual(stored, saved);
  assert.equal(await records.countWaiting(ANNA), 1);
  assert.equal(await records.countWaiting(STRANGER), 0);
});

test("a photo that does not read back as it was is not saved", async () => {
  const record = draft();
  record.photo = { bytes: bytes("half"), length: 7, sha256: "0".repeat(64) };
  await assert.rejects(records.finishDraft(record), { name: "NotSaved", code: "unreadable" });
  assert.equal((await records.all())[0].state, "draft");
  assert.ok(record.photo.bytes?.byteLength);
});

test("a full phone and a missing memory say so", async () => {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("", "QuotaExceededError");
  };
  await assert.rejects(records.finishDraft(draft()), { code: "quota" });
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("", "NotAllowedError");
  };
  await assert.rejects(records.finishDraft(draft()), { code: "no-storage" });
  IDBObjectStore.prototype.put = put;
  assert.equal((await records.all()).length, 0);
});

test("saving twice is saving once", async () => {
  const record = draft();
  await Promise.all([records.finishDraft(record), records.finishDraft(record)]);
  assert.equal((await records.all()).length, 1);
});

test("an old draft never overwrites what another tab has finished", async () => {
  const here = draft("1077");
  await records.saveDraft(here);
  const there = structuredClone(here);
  await records.finishDraft(there);
  await records.change(there.id, (record) => ({ ...record, state: "received", receipt: "R-1" }));
  here.registers[0].value = "1078";
  const saved = await records.finishDraft(here);
  assert.notEqual(saved.id, there.id);
  assert.equal(saved.replaces, there.id);
  assert.equal((await records.all()).length, 2);
});

test("what has arrived meanwhile, from another tab, is saved and no failure", async () => {
  const here = draft();
  const there = structuredClone(here);
  const { id } = await records.finishDraft(there);
  await records.change(id, (record) => asReceived(record, RECEIPT, true));
  const saved = await records.finishDraft(here);
  assert.equal(saved.id, id);
  assert.equal((await records.all()).length, 1);
});

test("an edit that was tried is kept until it has superseded what it replaces", async () => {
  const first = await records.finishDraft(draft("1077"));
  await records.change(first.id, tried);
  const second = /** @type {any} */ (await records.reopen(first.id));
  await records.finishDraft(second);
  await records.change(second.id, tried);
  const third = /** @type {any} */ (await records.reopen(second.id));
  await records.finishDraft(third);
  // The server may have the first one and only the second one names it.
  const ids = (await records.all()).map(({ id }) => id);
  assert.deepEqual(ids.sort(), [second.id, third.id].sort());
});

test("before the first try an edit keeps the id", async () => {
  const { id } = await records.finishDraft(draft());
  const open = await records.reopen(id);
  assert.equal(open?.id, id);
  assert.equal(open?.state, "draft");
  assert.equal((await records.all()).length, 1);
});

test("after a try an edit is a copy that replaces it once finished, and not before", async () => {
  const { id } = await records.finishDraft(draft());
  await records.change(id, (record) => ({ ...record, attempts: 1 }));
  const open = /** @type {any} */ (await records.reopen(id));
  assert.notEqual(open.id, id);
  assert.equal(open.replaces, id);
  assert.equal((await records.reopen(id))?.id, open.id, "opened again, it is the same copy");
  assert.equal((await records.all()).length, 2);
  await records.finishDraft(open);
  assert.deepEqual(
    (await records.all()).map((record) => record.id),
    [open.id],
  );
});

test("what is on its way, or has arrived, is not opened for editing", async () => {
  const { id } = await records.finishDraft(draft());
  for (const state of ["sending", "received", "decided"]) {
    await records.change(id, (record) => ({ ...record, state: /** @type {any} */ (state) }));
    assert.equal(await records.reopen(id), null);
  }
});

test("summaries carry no bytes, and the records keep theirs", async () => {
  await records.finishDraft(draft());
  assert.equal((await records.summaries())[0].photo?.bytes, null);
  assert.equal((await records.all())[0].photo?.bytes?.byteLength, 7);
});
