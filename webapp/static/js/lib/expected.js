/**
 * What a register is expected to show, and what was used since somebody last looked at it.
 * Numbers are whole thousandths of the register's unit.
 *
 * @typedef {import("./digits.js").Shape} Shape
 * @typedef {{low: string | number, high: string | number, per_day: string | number}} Band
 * @typedef {{value: string, date: string, kind?: string, kind_words?: string}} Last
 * @typedef {object} Rules what the server judges this register by; what is absent stays silent
 * @property {number} [version]
 * @property {Last | null} [last_actual] the last reading that somebody took
 * @property {boolean} [estimate] nobody took `last`
 * @property {string | null} [expected]
 * @property {string | null} [rollover_from]
 * @property {{days: number, over: string, severity: import("./findings.js").Severity} | null} [zero]
 * @property {string | null} [capacity] a day, in counts
 * @typedef {Shape & {id: string, label: string, unit: string, obis?: string, multiplier?: string | number,
 *   last: Last | null, band: Band | null, rules?: Rules | null}} Register
 */

import { toThousandths } from "./digits.js";

/** What a phone that was told no rules takes for a counter near its end. */
const NEAR_ZERO = 0.9;

/** The usual stretch takes the middle of the bar, so that what is unusual still has room. */
const USUAL_FROM = 300;
const USUAL_SIZE = 400;
const EDGE = 20;

/**
 * The reading that use is counted from: the last one somebody really took.
 * @param {Register} register
 */
export const anchorOf = ({ last, rules }) => rules?.last_actual ?? last;

/**
 * What was used between two readings; never wraps, so a lower reading is a negative use.
 * @param {number} last
 * @param {number} now
 */
export function difference(last, now) {
  return now - last;
}

/**
 * What was used if the counter passed zero, or null where that cannot be.
 * @param {number} last
 * @param {number} now
 * @param {number} digits
 * @param {number | null} [from] where "near its end" begins
 */
export function rolledDifference(last, now, digits, from = null) {
  const range = 10 ** digits * 1000;
  return now < last && last >= (from ?? range * NEAR_ZERO) ? range - last + now : null;
}

/**
 * The readings expected after some more days; both ends grow alike.
 * @param {Band} band
 * @param {number} days
 */
export function bandAfter(band, days) {
  const grown = growth(band, days);
  return {
    low: (toThousandths(band.low) ?? 0) + grown,
    high: (toThousandths(band.high) ?? 0) + grown,
  };
}

/**
 * How much more is expected after some more days.
 * @param {Band | null} band
 * @param {number} days
 */
export const growth = (band, days) => (toThousandths(band?.per_day) ?? 0) * Math.max(0, days);

/**
 * Whether a value surprises nobody, so many days after the server worked the band out.
 * @param {Register} register
 * @param {number} value
 * @param {number} days
 */
export function fits({ band }, value, days) {
  if (!band) return false;
  const { low, high } = bandAfter(band, days);
  return value >= low && value <= high;
}

/**
 * Where a value stands on the bar, in thousandths of its length.
 * @param {number} low
 * @param {number} high
 * @param {number} value
 */
export function bandPosition(low, high, value) {
  const size = Math.max(1, high - low);
  const at = USUAL_FROM + Math.floor((USUAL_SIZE * (value - low)) / size);
  return Math.min(1000 - EDGE, Math.max(EDGE, at));
}
