/**
 * What people type on a counter, as whole thousandths and as drums.
 *
 * @typedef {{digits: number, decimals: number}} Shape
 * @typedef {"empty" | "number" | "whole" | "part"} Fault
 * @typedef {{thousandths: number, wire: string, fault: null} | {thousandths: null, wire: null, fault: Fault}} Value
 * @typedef {{digit: string, kind: "whole" | "part", lead: boolean, extra: boolean}} Drum
 */

const TYPED = /^(\d*)(?:[.,](\d*))?$/;
const VALUE = /^\d+(?:[.,]\d*)?$/;

/**
 * Reads a typed value; leading and trailing zeros are the meter's habit and never a fault.
 * @param {string} text
 * @param {Shape} shape
 * @returns {Value}
 */
export function parseValue(text, { digits, decimals }) {
  const typed = text.replace(/\s/g, "");
  if (!typed) return fault("empty");
  const match = VALUE.test(typed) && TYPED.exec(typed);
  if (!match) return fault("number");
  const whole = match[1].replace(/^0+/, "");
  const part = (match[2] ?? "").replace(/0+$/, "");
  if (whole.length > digits) return fault("whole");
  if (part.length > decimals) return fault("part");
  return {
    thousandths: Number(whole) * 1000 + Number(part.padEnd(3, "0")),
    wire: (whole || "0") + (part && `.${part}`),
    fault: null,
  };
}

/**
 * Thousandths of a decimal text from the server, or null where there is none.
 * @param {string | number | null | undefined} wire
 */
export function toThousandths(wire) {
  if (wire === null || wire === undefined || wire === "") return null;
  return Math.round(Number(wire) * 1000);
}

/**
 * The drums of a counter face; null when the text is no number and must be shown as it is.
 * @param {string} text
 * @param {Shape} shape
 * @returns {Drum[] | null}
 */
export function drums(text, { digits, decimals }) {
  const match = TYPED.exec(text.replace(/\s/g, ""));
  if (!match) return null;
  const [, whole, part = ""] = match;
  const size = Math.max(digits, whole.length);
  const before = [...whole.padStart(size, "0")].map((digit, at) => ({
    digit,
    kind: /** @type {const} */ ("whole"),
    lead: at < size - whole.length,
    extra: at < size - digits,
  }));
  const after = [...part.padEnd(decimals, " ")].map((digit, at) => ({
    digit: digit.trim(),
    kind: /** @type {const} */ ("part"),
    lead: false,
    extra: at >= decimals,
  }));
  return [...before, ...after];
}

/**
 * The gap between drums where the caret stands: 0 is left of the first drum.
 * @param {string} text
 * @param {number} caret
 * @param {number} digits
 */
export function caretGap(text, caret, digits) {
  const { point, lead } = layout(text, digits);
  return caret <= point ? lead + caret : lead + caret - 1;
}

/**
 * The place in the text that belongs to a gap between drums.
 * @param {string} text
 * @param {number} gap
 * @param {number} digits
 */
export function gapCaret(text, gap, digits) {
  const { point, lead } = layout(text, digits);
  const caret = gap <= lead + point ? gap - lead : gap - lead + 1;
  return Math.min(text.length, Math.max(0, caret));
}

/**
 * @param {string} text
 * @param {number} digits
 */
function layout(text, digits) {
  const found = text.search(/[.,]/);
  const point = found < 0 ? text.length : found;
  return { point, lead: Math.max(0, digits - point) };
}

/**
 * @param {Fault} code
 * @returns {Value}
 */
function fault(code) {
  return { thousandths: null, wire: null, fault: code };
}
