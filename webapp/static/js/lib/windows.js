/**
 * When a meter may be read, by what the phone last heard.
 *
 * @typedef {{open: boolean, from?: string | null, to?: string | null, next_from?: string | null}} Window
 */

import { finding } from "./findings.js";

/**
 * V02 and V04: may a reading of this day be taken at all?
 * @param {{window: Window, day: string, today: string}} asked
 */
export function judgeDay({ window, day, today }) {
  if (day > today) return [finding("V02", "hard", { day })];
  if (isOpen(window, day)) return [];
  const next = nextOpening(window, day);
  return [finding("V04", "hard", next ? { next } : {}, next ? "V04.next" : "V04")];
}

/**
 * Is self-reading open on that day?
 * @param {Window} window
 * @param {string} day
 */
export function isOpen({ open, from, to, next_from }, day) {
  if (next_from && day >= next_from) return true;
  if (to && day >= to) return false;
  return open || Boolean(from && day >= from);
}

/**
 * @param {Window} window
 * @param {string} day
 */
function nextOpening({ from, next_from }, day) {
  if (next_from && next_from > day) return next_from;
  return from && from > day ? from : null;
}
