/** @import { OutboxRecord, Reason, Receipt, ServerSubmission } from "./types.js" */

const KEPT_DAYS = 90;

/** @param {OutboxRecord} record whether it still has to reach the server */
export const isUnsent = ({ state }) => ["waiting", "sending", "needs-you"].includes(state);

/** @param {OutboxRecord} record */
export const isStub = ({ state }) => state === "received" || state === "decided";

/**
 * Whether the server may have what this record replaces, and can learn only from it that it is
 * replaced: then even a newer edit does not make it needless.
 * @param {OutboxRecord} record
 */
export const isLink = ({ attempts, replaces, needs }) =>
  attempts > 0 && Boolean(replaces) && (!needs || needs === "sign-in");

/**
 * The record as it is once the server has given its receipt.
 * @param {OutboxRecord} record
 * @param {Receipt} receipt
 * @param {boolean} photosGone
 * @returns {OutboxRecord}
 */
export function asReceived(record, receipt, photosGone) {
  const stub = photosGone ? withoutPhotos(record) : record;
  const findings = receipt.findings ?? [];
  const { receipt: number, received_at, state } = receipt;
  const known = { receipt: number, received_at, findings, needs: null, reason: null };
  return decided({ ...stub, ...known, state: "received" }, state, null);
}

/**
 * The stubs that the server's list changes. A record without its receipt is left to the drain.
 * @param {OutboxRecord[]} records
 * @param {ServerSubmission[]} submissions
 */
export function mergeStates(records, submissions) {
  const news = new Map(submissions.map((submission) => [submission.id, submission]));
  return records.filter(isStub).flatMap((record) => {
    const submission = news.get(record.id);
    if (!submission) return [];
    const { state, receipt, received_at } = submission;
    const merged = decided({ ...record, receipt, received_at }, state, spoken(submission.reason));
    return JSON.stringify(merged) === JSON.stringify(record) ? [] : [merged];
  });
}

/**
 * Whether the list speaks of a record whose own receipt has not arrived: it must be read again.
 * @param {OutboxRecord[]} records
 * @param {ServerSubmission[]} submissions
 */
export function aheadOfUs(records, submissions) {
  const unsent = new Set(records.filter(isUnsent).map(({ id }) => id));
  return submissions.some(({ id }) => unsent.has(id));
}

/** @param {OutboxRecord} record @param {number} now whether a stub has been kept long enough */
export function isOld(record, now) {
  const since = Date.parse(record.received_at ?? record.created_at);
  return isStub(record) && now - since > KEPT_DAYS * 86_400_000;
}

/** @param {OutboxRecord} record @returns {OutboxRecord} the same without the photos' bytes */
export function withoutPhotos(record) {
  const strip = (/** @type {any} */ holder) =>
    holder.photo ? { ...holder, photo: { ...holder.photo, bytes: null } } : holder;
  return { ...strip(record), registers: record.registers.map(strip) };
}

/**
 * @param {OutboxRecord} record @param {string} state @param {Reason|null} reason
 * @returns {OutboxRecord}
 */
function decided(record, state, reason) {
  // "Decided" is the phone's word for every server state but the first; an undo brings that back.
  const mine = state && state !== "received" ? "decided" : "received";
  return { ...record, state: mine, server_state: state ?? null, reason };
}

/** @param {Reason|string|null|undefined} reason @returns {Reason|null} */
const spoken = (reason) =>
  (typeof reason === "string" ? { code: "", message: reason } : reason) || null;
