/**
 * The gate's rules as far as a phone can speak them with no network; the server has the last word.
 * What they are measured by came with the meter. Numbers are whole thousandths of the unit.
 *
 * @typedef {import("./expected.js").Register} Register
 * @typedef {import("./findings.js").Finding} Finding
 * @typedef {import("./explanations.js").Other} Other
 * @typedef {import("./explanations.js").Meter} Meter
 * @typedef {{register: Register, text: string, day: string, days: number, others?: Other[]}} Asked
 *   `day` is the day of reading, `days` have passed since the server worked out the band
 * @typedef {{register: Register, value: number, before: number, since: number, days: number,
 *   others: Other[]}} Case a value and the reading before it, so many days apart
 */

import { daysBetween } from "./dates.js";
import { parseValue, toThousandths } from "./digits.js";
import { anchorOf, bandAfter, fits, growth, rolledDifference } from "./expected.js";
import { explain, othersOf } from "./explanations.js";
import { finding } from "./findings.js";

/**
 * What can be said about one typed value.
 * @param {Asked} asked
 * @returns {Finding[]}
 */
export function judgeValue({ register, text, day, days, others = [] }) {
  const { fault, thousandths: value } = parseValue(text, register);
  if (fault) return [shapeFault(fault, register)];
  const anchor = anchorOf(register);
  const before = toThousandths(anchor?.value);
  if (!anchor || before === null) return [];
  const since = daysBetween(anchor.date, day);
  const judged = { register, value, before, since, days, others };
  return judgeEstimate(judged) ?? judgeOrder(judged) ?? judgeZero(judged) ?? judgeUse(judged);
}

/**
 * Everything that can be said about one meter as it is filled in: register by register, V19 last.
 * @param {{meter: Meter, meters: Meter[], texts: Record<string, string>, day: string, days: number}} asked
 * @returns {{register: Register, finding: Finding}[]}
 */
export function judgeMeter({ meter, meters, texts, day, days }) {
  const filled = meter.registers.filter(({ id }) => texts[id]?.trim());
  const judged = filled.flatMap((register) => {
    const others = othersOf({ register, meter, meters, texts });
    const found = judgeValue({ register, text: texts[register.id], day, days, others });
    return found.map((finding) => ({ register, finding }));
  });
  return [...judged, ...judgeSiblings({ registers: meter.registers, texts })];
}

/**
 * V19: a register left empty beside others that are filled.
 * @param {{registers: Register[], texts: Record<string, string>}} asked
 */
export function judgeSiblings({ registers, texts }) {
  const missing = registers.filter((register) => !texts[register.id]?.trim());
  if (missing.length === registers.length) return [];
  return missing.map((register) => ({
    register,
    finding: finding("V19", "soft", { label: register.label || register.id }),
  }));
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
 * V07: lower than an estimate, and not than a real reading: then the meter is right.
 * @param {Case} judged
 */
function judgeEstimate({ register, value }) {
  const { guess, real, passed } = estimateOf(register);
  if (guess === null) return null;
  const isReal = real === null || value >= real;
  const counts = passed ? value < guess || isReal : value < guess && isReal;
  return counts ? [finding("V07", "info", { value, last: guess })] : null;
}

/**
 * V08: passed zero, if that explains it; else V06, lower than the reading before.
 * @param {Case} judged
 */
function judgeOrder(judged) {
  const { register, value, before: last, days } = judged;
  if (value >= last) return null;
  const { digits, band, rules } = register;
  const from = toThousandths(rules?.rollover_from);
  const used = rules && from === null ? null : rolledDifference(last, value, digits, from);
  const most = band ? bandAfter(band, days).high - last : 10 ** digits * 100;
  if (rules && used !== null && used <= most) {
    return [finding("V08", "queue", { value, last, used }), ...judgeCapacity(judged, used)];
  }
  const numbers = { value, last, ...(used !== null && { rolled: used }) };
  return [finding("V06", "soft", numbers), ...explained(judged)];
}

/**
 * V10: the counter stands still although something should have been used.
 * @param {Case} judged
 */
function judgeZero({ register: { band, rules }, value, before, since, days }) {
  const { zero, expected: text } = rules ?? {};
  const expected = (toThousandths(text) ?? 0) + growth(band, days);
  const stands = zero && value === before && since >= zero.days;
  if (!stands || expected <= (toThousandths(zero.over) ?? 0)) return null;
  return [finding("V10", zero.severity, { value, last: before, days: since, expected })];
}

/**
 * V09: outside of what these days usually bring, and what the value may really be.
 * @param {Case} judged
 */
function judgeUse(judged) {
  const { register, value, before: last, days } = judged;
  const tooMuch = judgeCapacity(judged, value - last);
  if (!register.band || fits(register, value, days)) return tooMuch;
  const band = bandAfter(register.band, days);
  const numbers = { value, last, used: value - last, ...band };
  const words = value < band.low ? "V09.low" : "V09.high";
  return [finding("V09", "soft", numbers, words), ...tooMuch, ...explained(judged)];
}

/**
 * V16: more than the connection can deliver in that time.
 * @param {Case} judged
 * @param {number} used
 */
function judgeCapacity({ register: { rules }, since }, used) {
  const capacity = toThousandths(rules?.capacity);
  const days = Math.max(since, 1);
  const most = (capacity ?? 0) * days;
  return capacity && used > most ? [finding("V16", "queue", { used, most, days })] : [];
}

/**
 * @param {Case} judged
 */
function explained({ register, value, before, days, others }) {
  return register.rules ? explain({ register, value, anchor: before, days, others }) : [];
}

/**
 * The estimate that stands as the last reading, and whether it had passed zero since a real one.
 * @param {Register} register
 */
function estimateOf({ last, rules }) {
  const estimated = rules ? rules.estimate : last?.kind === "estimated";
  const guess = estimated ? toThousandths(last?.value) : null;
  const real = toThousandths(rules?.last_actual?.value);
  return { guess, real, passed: guess !== null && real !== null && guess < real };
}
