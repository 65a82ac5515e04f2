import { announce } from "./channel.js";
import { result, transact } from "./database.js";
import { isLink, isStub, isUnsent, withoutPhotos } from "./decisions.js";
import { photosIntact, sealPhotos } from "./photos.js";
import { metaOf } from "./request.js";

/** @import { Meter, OutboxRecord } from "./types.js" */

/** Why a reading could not be kept; the record is still whole in memory. */
export class NotSaved extends Error {
  /** @param {"quota"|"unreadable"|"no-storage"} code @param {unknown} [cause] */
  constructor(code, cause) {
    super(code, { cause });
    this.name = "NotSaved";
    this.code = code;
  }
}

/**
 * A new reading, not yet stored.
 * @param {{account: string, meter: Meter}} owner
 * @returns {OutboxRecord}
 */
export function newDraft({ account, meter }) {
  const { id, serial, medium, name, address } = meter;
  const now = new Date().toISOString();
  return {
    ...{ id: crypto.randomUUID(), format: 1, account, state: "draft" },
    meter: { id, serial, medium, name, address },
    registers: meter.registers.map(({ id, label, unit }) => ({ id, label, unit, value: "" })),
    ...{ captured_at: now, note: "", replaces: null, photo: null, created_at: now, saved_at: null },
    ...unsentAgain(),
    ...{ attempts: 0, first_attempt_at: null },
    ...{ receipt: null, received_at: null, findings: [], server_state: null },
  };
}

/** @param {OutboxRecord} record the reading as far as it is; seals its photos */
export const saveDraft = (record) => store(record, "draft");

/**
 * Puts a reading into the outbox and reads it back; only then may a screen say "saved".
 * @param {OutboxRecord} record
 * @returns {Promise<OutboxRecord>}
 * @throws {NotSaved}
 */
export async function finishDraft(record) {
  const saved = await store(record, "waiting");
  if (!(await isWhole(saved))) {
    await backToDraft(saved.id).catch(() => {});
    throw new NotSaved("unreadable");
  }
  return saved;
}

/**
 * The newest unfinished reading, for whoever comes back after the camera closed the app.
 * @param {string} account
 * @returns {Promise<OutboxRecord|null>}
 */
export async function openDraft(account) {
  const drafts = (await all()).filter((record) => record.state === "draft");
  const mine = drafts.filter((record) => record.account === account);
  return mine.sort(by((record) => record.saved_at ?? record.created_at)).pop() ?? null;
}

/**
 * Opens a reading for editing. What was never tried keeps its id; after a first try the server
 * may know that id, so a copy with a new one replaces it once it is finished.
 * @param {string} id
 * @returns {Promise<OutboxRecord|null>}
 */
export async function reopen(id) {
  const draft = await inRecords(async (records) => {
    const record = await result(records.get(id));
    if (!record || !["draft", "waiting", "needs-you"].includes(record.state)) return null;
    const begun = record.attempts && (await copyOf(records, id));
    if (begun) return begun;
    const copy = record.attempts ? { id: crypto.randomUUID(), replaces: id, attempts: 0 } : {};
    const saved_at = new Date().toISOString();
    const edits = editOf(record);
    const fresh = { ...record, ...unsentAgain(), ...copy, edits, state: "draft", saved_at };
    await result(records.put(fresh));
    return fresh;
  });
  announce();
  return draft;
}

/** @param {string} id lets a record that needed the person go once more, as it is */
export const retry = (id) =>
  change(id, (record) => isUnsent(record) && { ...record, ...unsentAgain(), state: "waiting" });

/** @param {string} id */
export async function remove(id) {
  await inRecords((records) => result(records.delete(id)));
  announce();
}

/** @returns {Promise<OutboxRecord[]>} every record, photos included */
export const all = () => transact("records", "readonly", (records) => result(records.getAll()));

/** @returns {Promise<OutboxRecord[]>} every record without the photos' bytes, oldest first */
export function summaries() {
  return transact("records", "readonly", async (records) => {
    /** @type {OutboxRecord[]} */
    const found = [];
    // One at a time, so that an old phone never holds all photos at once.
    await each(records, (record) => found.push(withoutPhotos(record)));
    return found.sort(by((record) => record.created_at));
  });
}

/** @param {string|null} [account] how many readings wait, of everybody or of one */
export async function countWaiting(account = null) {
  const waiting = (await summaries()).filter(isUnsent);
  return waiting.filter((record) => !account || record.account === account).length;
}

/**
 * Replaces one record by what `next` makes of it, in one step; nothing happens when it makes none.
 * @param {string} id
 * @param {(record: OutboxRecord) => OutboxRecord|null|undefined|false} next
 * @returns {Promise<OutboxRecord|null>}
 */
export async function change(id, next) {
  const changed = await inRecords(async (records) => {
    const record = await result(records.get(id));
    const changed = (record && next(record)) || null;
    if (changed) await result(records.put(changed));
    return changed;
  });
  if (changed) announce();
  return changed;
}

/** What a record has when nothing stands between it and the next try. */
/**
 * When the meter was read and by which photo, so that putting a digit right does not date the
 * reading anew; nothing for a draft, nor where the server would not have that day.
 * @param {OutboxRecord} record
 */
const editOf = ({ state, reason, captured_at, photo, edits }) =>
  state === "draft"
    ? (edits ?? null)
    : ["V02", "V04"].includes(reason?.code ?? "")
      ? null
      : { captured_at, photo: photo?.sha256 ?? null };

const unsentAgain = () => ({ next_try_at: 0, lease_until: 0, needs: null, reason: null });

/**
 * @param {OutboxRecord} record @param {"draft"|"waiting"} state
 * @returns {Promise<OutboxRecord>}
 */
async function store(record, state) {
  try {
    await sealPhotos(record);
    const saved = await inRecords((records) => put(records, record, state));
    announce();
    return saved;
  } catch (error) {
    const full = error instanceof Error && error.name === "QuotaExceededError";
    throw new NotSaved(full ? "quota" : "no-storage", error);
  }
}

/**
 * @param {IDBObjectStore} records @param {OutboxRecord} record @param {"draft"|"waiting"} state
 * @returns {Promise<OutboxRecord>}
 */
async function put(records, record, state) {
  const stored = await result(records.get(record.id));
  if (stored && stored.state !== "draft") {
    // Save was tapped twice, or another tab finished this draft.
    if (sameContent(stored, record)) return stored;
    Object.assign(record, { id: crypto.randomUUID(), replaces: stored.id, attempts: 0 });
  }
  const saved = { ...record, state, saved_at: new Date().toISOString() };
  await result(records.put(saved));
  if (state === "waiting") await dropReplaced(records, saved);
  return saved;
}

/** @param {IDBObjectStore} records @param {OutboxRecord} record */
async function dropReplaced(records, { replaces }) {
  const earlier = replaces && (await result(records.get(replaces)));
  // One on its way is left to the drain; one that arrived is the server's to supersede.
  if (!earlier || !isUnsent(earlier) || earlier.state === "sending" || isLink(earlier)) return;
  await result(records.delete(earlier.id));
}

/** @param {IDBObjectStore} records @param {string} id the copy that somebody has begun to edit */
async function copyOf(records, id) {
  const drafts = (await result(records.getAll())).filter(({ state }) => state === "draft");
  return drafts.find(({ replaces }) => replaces === id);
}

/** @param {OutboxRecord} saved */
async function isWhole(saved) {
  // Another tab finished it and it has arrived: the server has seen to it that it was whole.
  if (isStub(saved)) return true;
  const stored = await transact("records", "readonly", (records) => result(records.get(saved.id)));
  return stored && sameContent(stored, saved) && (await photosIntact(stored));
}

/** @param {string} id */
const backToDraft = (id) =>
  change(id, (record) => record.state === "waiting" && { ...record, state: "draft" });

/** @param {OutboxRecord} one @param {OutboxRecord} other */
const sameContent = (one, other) => JSON.stringify(metaOf(one)) === JSON.stringify(metaOf(other));

/**
 * @template T
 * @param {(records: IDBObjectStore) => Promise<T>|T} work
 */
const inRecords = (work) => transact("records", "readwrite", work);

/** @param {IDBObjectStore} records @param {(record: OutboxRecord) => void} visit */
function each(records, visit) {
  return new Promise((resolve, reject) => {
    const request = records.openCursor();
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      if (!request.result) return resolve(null);
      visit(request.result.value);
      request.result.continue();
    };
  });
}

/** @param {(record: OutboxRecord) => string} key */
const by = (key) => (/** @type {OutboxRecord} */ a, /** @type {OutboxRecord} */ b) =>
  key(a) < key(b) ? -1 : 1;
