/**
 * The gate's rules as far as a phone can speak them with no network; the server has the last word.
 * Numbers are whole thousandths of the register's unit.
 *
 * @typedef {import("./digits.js").Shape} Shape
 * @typedef {{low: string | number, high: string | number, per_day: string | number}} Band
 * @typedef {{value: string, date: string, kind: string}} Last
 * @typedef {Shape & {id: string, label: string, unit: string, obis?: string, multiplier?: string | number,
 *   last: Last | null, band: Band | null}} Register
 * @typedef {{open: boolean, from?: string | null, to?: string | null, next_from?: string | null}} Window
 * @typedef {{code: string, words: string, severity: "hard" | "soft" | "info",
 *   numbers: Record<string, number | string>}} Finding
 */

import { parseValue, toThousandths } from "./digits.js";

/** Only a counter that stood in its last tenth may have passed zero since. */
const NEAR_ZERO = 0.9;

/** The usual stretch takes the middle of the bar, so that what is unusual still has room. */
const USUAL_FROM = 300;
const USUAL_SIZE = 400;
const EDGE = 20;

/**
 * V02 and V04: may a reading of this day be taken at all?
 * @param {{window: Window, day: string, today: string}} asked
 * @returns {Finding[]}
 */
export function judgeDay({ window, day, today }) {
  if (day > today) return [finding("V02", "hard", { day })];
  if (isOpen(window, day)) return [];
  const next = nextOpening(window, day);
  return [finding("V04", "hard", next ? { next } : {}, next ? "V04.next" : "V04")];
}

/**
 * What can be said about one typed value; `days` have passed since the server worked out the band.
 * @param {{register: Register, text: string, days?: number}} asked
 * @returns {Finding[]}
 */
export function judgeValue({ register, text, days = 0 }) {
  const value = parseValue(text, register);
  if (value.fault) return [shapeFault(value.fault, register)];
  const lower = judgeOrder(register, value.thousandths);
  return lower.length ? lower : judgeBand(register, value.thousandths, days);
}

/**
 * V19: a register left empty beside others that are filled.
 * @param {{registers: Register[], texts: Record<string, string>}} asked
 * @returns {Finding[]}
 */
export function judgeSiblings({ registers, texts }) {
  const missing = registers.filter((register) => !texts[register.id]?.trim());
  if (!missing.length || missing.length === registers.length) return [];
  return missing.map((register) =>
    finding("V19", "soft", { label: register.label || register.id }),
  );
}

/**
 * Is self-reading open on that day, by what the phone last heard?
 * @param {Window} window
 * @param {string} day
 */
export function isOpen({ open, from, to, next_from }, day) {
  if (next_from && day >= next_from) return true;
  if (to && day >= to) return false;
  return open || Boolean(from && day >= from);
}

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
 */
export function rolledDifference(last, now, digits) {
  const range = 10 ** digits * 1000;
  return now < last && last >= range * NEAR_ZERO ? range - last + now : null;
}

/**
 * The readings expected after some more days; both ends grow alike.
 * @param {Band} band
 * @param {number} days
 */
export function bandAfter(band, days) {
  const growth = (toThousandths(band.per_day) ?? 0) * Math.max(0, days);
  return {
    low: (toThousandths(band.low) ?? 0) + growth,
    high: (toThousandths(band.high) ?? 0) + growth,
  };
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

/**
 * @param {Window} window
 * @param {string} day
 */
function nextOpening({ from, next_from }, day) {
  if (next_from && next_from > day) return next_from;
  return from && from > day ? from : null;
}

/**
 * @param {import("./digits.js").Fault} fault
 * @param {Register} register
 */
function shapeFault(fault, { digits, decimals }) {
  const words = fault === "part" && !decimals ? "V01.no-part" : `V01.${fault}`;
  return finding("V01", "hard", { n: fault === "part" ? decimals : digits }, words);
}

/**
 * V06 against a real reading, V07 against an estimate: then the meter is right, not the estimate.
 * @param {Register} register
 * @param {number} value
 */
function judgeOrder({ last, digits }, value) {
  const before = toThousandths(last?.value);
  if (!last || before === null || value >= before) return [];
  const numbers = { last: before, value };
  const rolled = rolledDifference(before, value, digits);
  if (rolled !== null) return [finding("V06", "soft", { ...numbers, rolled })];
  return [
    last.kind === "estimated" ? finding("V07", "info", numbers) : finding("V06", "soft", numbers),
  ];
}

/**
 * V09: outside of what these days usually bring.
 * @param {Register} register
 * @param {number} value
 * @param {number} days
 */
function judgeBand({ band, last }, value, days) {
  if (!band) return [];
  const { low, high } = bandAfter(band, days);
  if (value >= low && value <= high) return [];
  const base = toThousandths(last?.value) ?? 0;
  const numbers = { low: low - base, high: high - base, used: value - base };
  return [finding("V09", "soft", numbers, value < low ? "V09.low" : "V09.high")];
}

/**
 * @param {string} code
 * @param {Finding["severity"]} severity
 * @param {Finding["numbers"]} numbers
 * @param {string} [words]
 * @returns {Finding}
 */
function finding(code, severity, numbers, words = code) {
  return { code, words, severity, numbers };
}
