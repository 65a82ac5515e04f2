import { isUnsent } from "./decisions.js";
import { photosOf } from "./photos.js";
import { all } from "./records.js";
import { metaOf } from "./request.js";

/**
 * Everything of one account that has not arrived, as a file the desk can import.
 * @param {string} account
 */
export async function exportFile(account) {
  const mine = (await all()).filter((record) => record.account === account && isUnsent(record));
  const exported_at = new Date().toISOString();
  const records = mine.map((record) => ({ meta: metaOf(record), photos: photosAsText(record) }));
  const outbox = { format: "meterpost-outbox", version: 1, account, exported_at, records };
  const name = `meterpost-outbox-${exported_at.slice(0, 16).replace(":", "")}.json`;
  return { name, blob: new Blob([JSON.stringify(outbox)], { type: "application/json" }) };
}

/** @param {import("./types.js").OutboxRecord} record by the names of their parts in a request */
const photosAsText = (record) =>
  Object.fromEntries(photosOf(record).map(([part, photo]) => [part, base64(photo.bytes)]));

/** @param {ArrayBuffer|null} bytes */
function base64(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes ?? new ArrayBuffer(0))) text += String.fromCharCode(byte);
  return btoa(text);
}
