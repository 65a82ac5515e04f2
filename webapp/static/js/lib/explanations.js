/** What a surprising value may really be. Said as a question; nothing is ever put right unasked. */

import { parseValue } from "./digits.js";
import { bandAfter, fits } from "./expected.js";
import { finding } from "./findings.js";

/**
 * @typedef {import("./expected.js").Register} Register
 * @typedef {{id: string, serial: string, name: string, customer?: string,
 *   registers: Register[]}} Meter
 * @typedef {{register: Register, meter: Meter, own: boolean, thousandths: number | null}} Other
 *   a register beside the one that is judged, and what is typed there
 */

/**
 * Where a value may belong instead: the meter's other registers, then the household's other meters.
 * @param {{register: Register, meter: Meter, meters: Meter[], texts: Record<string, string>}} asked
 * @returns {Other[]}
 */
export function othersOf({ register, meter, meters, texts }) {
  const near = meters.filter(({ id, customer }) => id !== meter.id && customer === meter.customer);
  const all = [meter, ...(meter.customer ? near : [])].flatMap((one) =>
    one.registers.map((other) => {
      const own = one === meter;
      const { thousandths } = parseValue(own ? (texts[other.id] ?? "") : "", other);
      return { register: other, meter: one, own, thousandths };
    }),
  );
  return all.filter(({ own, register: other }) => !own || other.id !== register.id);
}

/**
 * The first explanation that fits: another meter's value, the red digits, one slip of the finger.
 * @param {{register: Register, value: number, anchor: number, days: number, others: Other[]}} asked
 * @returns {import("./findings.js").Finding[]}
 */
export function explain({ register, value, anchor, days, others }) {
  const other = others.find((one) => isMeant(one, register, value, days));
  if (other) {
    const { id: to, label } = other.register;
    const { id, serial, name } = other.meter;
    const numbers = { value, serial, label, name, meter: id, to };
    return [finding("V13", "soft", numbers, other.own ? "V13.register" : "V13")];
  }
  if (!register.band) return [];
  const { low, high } = bandAfter(register.band, days);
  const middle = Math.floor((low + high) / 2);
  const suggest = (/** @type {string} */ code, /** @type {number[]} */ guesses) => {
    const least = Math.max(low, anchor);
    const fitting = guesses.filter((guess) => guess !== value && guess >= least && guess <= high);
    const suggested = nearest(fitting, middle);
    return suggested === undefined ? [] : [finding(code, "soft", { value, suggested })];
  };
  const red = suggest("V12", withRedDigits(value, register.decimals));
  return red.length ? red : suggest("V11", mistypings(value, register.decimals));
}

/**
 * A sibling that already has a fitting value of its own is not the one that was meant.
 * @param {Other} other
 * @param {Register} register
 * @param {number} value
 * @param {number} days
 */
function isMeant(other, { unit }, value, days) {
  if (other.register.unit !== unit || !fits(other.register, value, days)) return false;
  return other.thousandths === null || !fits(other.register, other.thousandths, days);
}

/**
 * V12: the digits after the point, typed as if they stood before it.
 * @param {number} value
 * @param {number} decimals
 */
function withRedDigits(value, decimals) {
  if (value % 1000) return [];
  return Array.from({ length: decimals }, (_, at) => Math.floor(value / 10 ** (at + 1)));
}

/**
 * V11: a digit too many, two digits swapped, ten times too much or too little.
 * @param {number} value
 * @param {number} decimals
 */
function mistypings(value, decimals) {
  const part = value % 1000;
  const whole = String((value - part) / 1000);
  const step = 10 ** Math.max(0, 3 - decimals);
  const texts = [...whole].flatMap((_, at) => [
    whole.length > 1 ? whole.slice(0, at) + whole.slice(at + 1) : whole,
    whole.slice(0, at) + (whole[at + 1] ?? "") + whole[at] + whole.slice(at + 2),
  ]);
  const tenth = Math.floor(value / 10 / step) * step;
  return [...texts.map((text) => Number(text) * 1000 + part), value * 10, tenth];
}

/**
 * @param {number[]} guesses
 * @param {number} middle
 * @returns {number | undefined}
 */
function nearest(guesses, middle) {
  const far = (/** @type {number} */ guess) => Math.abs(guess - middle);
  return guesses.sort((one, two) => far(one) - far(two) || one - two)[0];
}
