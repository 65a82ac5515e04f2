/** @import { OutboxRecord, Photo } from "./types.js" */

/**
 * Every photo of a record with the name of its part in the request.
 * @param {OutboxRecord} record
 * @returns {[string, Photo][]}
 */
export function photosOf(record) {
  const ofRegisters = record.registers.map(({ id, photo }) => [`photo_${id}`, photo]);
  // @ts-expect-error the filter leaves no empty photo behind
  return [["photo", record.photo], ...ofRegisters].filter(([, photo]) => photo);
}

/** @param {OutboxRecord} record notes the length and hash of photos that have none yet */
export async function sealPhotos(record) {
  for (const [, photo] of photosOf(record)) {
    if (!photo.bytes || photo.sha256) continue;
    photo.length = photo.bytes.byteLength;
    photo.sha256 = await sha256(photo.bytes);
  }
}

/** @param {OutboxRecord} record whether every photo is, byte for byte, what was sealed */
export async function photosIntact(record) {
  for (const [, { bytes, length, sha256: seal }] of photosOf(record)) {
    if (bytes?.byteLength !== length || !bytes?.byteLength) return false;
    if ((await sha256(bytes)) !== seal) return false;
  }
  return true;
}

/** @param {ArrayBuffer} bytes */
async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
