import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { DraftKeeper, takenAt } from "../../../webapp/static/js/lib/draft.js";

/** An outbox that writes slowly and tells what it was given, in order. */
function slowOutbox() {
  const written = [];
  const store = (state) => async (record) => {
    const { note } = record;
    await pause(5);
    written.push(`${state} ${note}`);
    return { ...record, state };
  };
  return { written, saveDraft: store("draft"), finishDraft: store("waiting") };
}

test("a late draft never overtakes the finished reading", async () => {
  const outbox = slowOutbox();
  const screen = { note: "first" };
  const keeper = new DraftKeeper({ id: "a" }, outbox, () => ({ ...screen }));
  keeper.now();
  screen.note = "second";
  keeper.later(0);
  await keeper.finish({ note: "third" });
  await pause(20);
  assert.deepEqual(outbox.written, ["draft first", "waiting third"]);
});

test("typing on starts the wait anew", async () => {
  const outbox = slowOutbox();
  const screen = { note: "1" };
  const keeper = new DraftKeeper({ id: "a" }, outbox, () => ({ ...screen }));
  for (const note of ["1", "10", "107"]) {
    screen.note = note;
    keeper.later(10);
  }
  await pause(40);
  assert.deepEqual(outbox.written, ["draft 107"]);
});

test("a draft that cannot be written is silent, a reading that cannot be saved is not", async () => {
  const full = async () => {
    throw new Error("quota");
  };
  const outbox = { saveDraft: full, finishDraft: full };
  const keeper = new DraftKeeper({ id: "a" }, outbox, () => ({}));
  assert.equal(await keeper.now(), null);
  await assert.rejects(keeper.finish({}), /quota/);
});

test("the id the outbox gave is the one that goes on", async () => {
  const renamed = async (record) => ({ ...record, id: "b", replaces: "a", attempts: 0 });
  const outbox = { saveDraft: renamed, finishDraft: renamed };
  const keeper = new DraftKeeper({ id: "a" }, outbox, () => ({}));
  await keeper.now();
  assert.deepEqual([keeper.record.id, keeper.record.replaces], ["b", "a"]);
});

test("an edit without a new photo keeps the moment of reading", () => {
  const edits = { captured_at: "2026-11-20T10:00:00.000Z", photo: "abc" };
  assert.equal(takenAt({ edits }, /** @type {any} */ ({ sha256: "abc" })), edits.captured_at);
  assert.notEqual(takenAt({ edits }, /** @type {any} */ ({})), edits.captured_at);
  assert.notEqual(takenAt({ edits }, null), edits.captured_at);
  assert.notEqual(takenAt({ edits: null }, null), edits.captured_at);
});
