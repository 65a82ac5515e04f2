/** @import { Answer, OutboxRecord, Receipt, Verdict } from "./types.js" */

/**
 * Says what an answer to POST /sync/submissions means for the record that was sent.
 * @param {Answer} answer
 * @param {OutboxRecord} record
 * @returns {Verdict}
 */
export function meaning({ status, body, retryAfter }, record) {
  const later = /** @type {const} */ ({ kind: "later", retryAfter });
  // A proxy may refuse the size with a page of its own, and trying again would not help.
  if (status === 413) return { kind: "needs-you", needs: "too-large", reason: reasonOf(body) };
  // Without JSON it is not our server that speaks: a captive portal, a proxy, an error page.
  if (!body || status < 200) return later;
  if (status === 200 || status === 201) return names(body, record) ? received(body, record) : later;
  if (status === 409 && names(body.receipt, record)) {
    // The server holds other content under this id, so the picture stays on the phone as well.
    return { kind: "received", receipt: body.receipt, photosGone: false };
  }
  if (status === 403 && body.code === "csrf") return { kind: "csrf" };
  if (status === 401 || status === 403) return { kind: "sign-in" };
  if (status < 400 || status >= 500 || [408, 425, 429].includes(status)) return later;
  return { kind: "needs-you", needs: "refused", reason: reasonOf(body) };
}

/** @param {any} receipt @param {OutboxRecord} record */
const names = (receipt, record) => receipt?.id === record.id && Boolean(receipt.receipt);

/** @param {Receipt} receipt @param {OutboxRecord} record @returns {Verdict} */
function received(receipt, record) {
  const photosGone = !record.photo || receipt.photo_sha256 === record.photo.sha256;
  return { kind: "received", receipt, photosGone };
}

/** @param {any} body */
const reasonOf = (body) => ({
  code: String(body?.code ?? ""),
  message: String(body?.message ?? ""),
  field: body?.field ?? null,
});
