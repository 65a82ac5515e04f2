/**
 * The frame around the counter, as fractions of the upright picture: [x, y, width, height].
 *
 * @typedef {[number, number, number, number]} Frame
 */

const LEAST = 0.08;

/** @type {Frame} */
export const FIRST_GUESS = [0.14, 0.36, 0.72, 0.26];

/**
 * The frame moved, but never out of the picture.
 * @param {Frame} frame
 * @param {number} dx
 * @param {number} dy
 * @returns {Frame}
 */
export function moved([x, y, width, height], dx, dy) {
  return [between(0, x + dx, 1 - width), between(0, y + dy, 1 - height), width, height];
}

/**
 * The frame with one corner pulled; the opposite corner stays where it is.
 * @param {Frame} frame
 * @param {string} corner "nw", "ne", "sw" or "se"
 * @param {number} dx
 * @param {number} dy
 * @returns {Frame}
 */
export function pulled([x, y, width, height], corner, dx, dy) {
  const left = corner.includes("w") ? between(0, x + dx, x + width - LEAST) : x;
  const top = corner.includes("n") ? between(0, y + dy, y + height - LEAST) : y;
  const right = corner.includes("e") ? between(x + LEAST, x + width + dx, 1) : x + width;
  const bottom = corner.includes("s") ? between(y + LEAST, y + height + dy, 1) : y + height;
  return [left, top, right - left, bottom - top];
}

/**
 * The frame grown (or shrunk) around its middle.
 * @param {Frame} frame
 * @param {number} dw
 * @param {number} dh
 * @returns {Frame}
 */
export function grown([x, y, width, height], dw, dh) {
  const w = between(LEAST, width + dw, 1);
  const h = between(LEAST, height + dh, 1);
  return moved([x + (width - w) / 2, y + (height - h) / 2, w, h], 0, 0);
}

/**
 * Four decimals are finer than a pixel and keep the record short.
 * @param {Frame} frame
 * @returns {Frame}
 */
export function rounded(frame) {
  return /** @type {Frame} */ (frame.map((part) => Math.round(part * 10_000) / 10_000));
}

/**
 * @param {number} least
 * @param {number} value
 * @param {number} most
 */
function between(least, value, most) {
  return Math.min(most, Math.max(least, value));
}
