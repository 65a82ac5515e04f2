import { fill } from "../lib/format.js";
import { sizeOf } from "../outbox/request.js";
import { decimal, moment, size } from "./words.js";

/** @import { OutboxRecord } from "../outbox/types.js" */

/**
 * One record as a row: the template holds every part and sentence, this keeps those that fit.
 * @param {HTMLTemplateElement} template
 * @param {OutboxRecord} record
 * @param {boolean} locked somebody else's: neither meter nor value is shown
 */
export function rowOf(template, record, locked) {
  const row = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  Object.assign(row.dataset, { id: record.id, state: record.state });
  const face = locked ? "locked" : faceOf(record);
  for (const part of row.querySelectorAll("[data-for]")) {
    const faces = part.getAttribute("data-for")?.split(" ");
    if (!faces?.includes(face) && (locked || !faces?.includes("open"))) part.remove();
  }
  const words = locked ? { taken: moment(record.captured_at) } : wordsOf(record);
  for (const part of row.querySelectorAll("[data-text]")) write(part, words);
  point(row, "[data-again]", `/capture?meter=${encodeURIComponent(record.meter.serial)}`);
  point(row, "[data-edit]", `/capture?edit=${record.id}`);
  return row;
}

/** @param {Element} row @param {string} links @param {string} address */
function point(row, links, address) {
  for (const link of row.querySelectorAll(links)) link.setAttribute("href", address);
}

/** @param {OutboxRecord} record what it needs, or what became of it, or where it is */
const faceOf = ({ state, needs, server_state }) =>
  (state === "needs-you" && needs) || (state === "decided" && server_state) || state;

/** @param {OutboxRecord} record */
function wordsOf(record) {
  const bytes = sizeOf(record);
  const pauses = record.state === "waiting" && record.next_try_at > Date.now();
  return {
    name: record.meter.name,
    serial: record.meter.serial,
    value: valuesOf(record),
    taken: moment(record.captured_at),
    size: bytes && size(bytes),
    next: pauses && moment(record.next_try_at),
    receipt: record.receipt,
    arrived: record.received_at && moment(record.received_at),
    message: record.reason?.message,
  };
}

/** @param {OutboxRecord} record */
const valuesOf = ({ registers }) =>
  registers
    .filter(({ value }) => value)
    .map(({ value, unit, label }) => [label, decimal(value), unit].filter(Boolean).join(" "))
    .join(", ");

/** @param {Element} part @param {Record<string, any>} words */
function write(part, words) {
  const gaps = part.textContent?.match(/(?<=\{)\w+(?=\})/g) ?? [];
  // A sentence with nothing to say is left out.
  if (gaps.some((gap) => !words[gap])) part.remove();
  else part.textContent = fill(part.textContent ?? "", words);
}
