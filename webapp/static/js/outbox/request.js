import { photosOf } from "./photos.js";

/** @import { OutboxRecord, Photo } from "./types.js" */

/**
 * The record in the protocol's words; the same for the server and for the file.
 * @param {OutboxRecord} record
 */
export function metaOf(record) {
  return {
    id: record.id,
    kind: "reading",
    meter: record.meter.serial,
    registers: record.registers.map(({ id, value, unit, photo }) => ({
      register: id,
      value,
      ...(unit && { unit }),
      ...(photo && { photo: aboutPhoto(photo) }),
    })),
    captured_at: record.captured_at,
    note: record.note,
    replaces: record.replaces,
    photo: record.photo && aboutPhoto(record.photo),
  };
}

/**
 * Built at send time, so that the token is fresh and nothing stale is ever stored.
 * @param {OutboxRecord} record
 * @param {string} csrf
 */
export function submissionOf(record, csrf) {
  const form = new FormData();
  form.append("meta", JSON.stringify({ ...metaOf(record), sent_at: new Date().toISOString() }));
  for (const [part, photo] of photosOf(record)) {
    const picture = new Blob([photo.bytes ?? new ArrayBuffer(0)], { type: "image/jpeg" });
    form.append(part, picture, `${part}.jpg`);
  }
  const headers = { "Idempotency-Key": record.id, "X-CSRFToken": csrf, Accept: "application/json" };
  return { method: "POST", headers, body: form };
}

/** @param {OutboxRecord} record */
export const sizeOf = (record) =>
  photosOf(record).reduce((sum, [, photo]) => sum + (photo.length ?? 0), 0);

/** @param {Photo} photo */
const aboutPhoto = ({ length, sha256, frame = null, taken_at = null }) => ({
  bytes: length,
  sha256,
  frame,
  taken_at,
});
