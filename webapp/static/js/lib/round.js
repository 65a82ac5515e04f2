/**
 * Which meter is next, on a round through a household.
 *
 * @typedef {import("../outbox/types.js").Meter} Meter
 * @typedef {import("../outbox/types.js").OutboxRecord} OutboxRecord
 */

import { localDay } from "./dates.js";
import { isOpen } from "./windows.js";

/**
 * The meters that may be read today, and those of them that were.
 * @param {Meter[]} meters
 * @param {OutboxRecord[]} records
 * @param {string} today
 */
export function roundOf(meters, records, today) {
  const due = meters.filter(({ window }) => isOpen(window, today));
  const finished = records.filter(({ state }) => state !== "draft");
  const ofToday = finished.filter(({ captured_at }) => localDay(new Date(captured_at)) === today);
  const read = new Set(ofToday.map(({ meter }) => meter.id));
  const left = due.filter(({ id }) => !read.has(id));
  return { all: due.length, done: due.length - left.length, left };
}

/**
 * The meter to begin with: the one asked for, the one begun, the next one due, or the first.
 * @param {{meters: Meter[], serial: string | null, begun: OutboxRecord | null, left: Meter[]}} known
 */
export function firstMeter({ meters, serial, begun, left }) {
  return (
    meters.find((meter) => meter.serial === serial) ??
    meters.find((meter) => meter.id === begun?.meter.id) ??
    left[0] ??
    meters[0]
  );
}
