/**
 * Is this picture good enough to read? Advice only: nothing here may stop a reading.
 *
 * @typedef {{data: Uint8ClampedArray | number[], width: number, height: number}} Pixels
 * @typedef {"dark" | "bright" | "blurred" | "fine"} Advice
 */

const DARK = 45;
const BRIGHT = 225;
const BLURRED = 40;

/**
 * What the person could do better, the most helpful thing first.
 * @param {Pixels} pixels
 * @returns {Advice}
 */
export function advise(pixels) {
  const grey = luminance(pixels);
  const light = mean(grey);
  if (light < DARK) return "dark";
  if (light > BRIGHT) return "bright";
  return sharpness(grey, pixels.width, pixels.height) < BLURRED ? "blurred" : "fine";
}

/**
 * @param {Pixels} pixels
 * @returns {Float32Array}
 */
export function luminance({ data, width, height }) {
  const grey = new Float32Array(width * height);
  for (let at = 0; at < grey.length; at += 1) {
    grey[at] = 0.299 * data[at * 4] + 0.587 * data[at * 4 + 1] + 0.114 * data[at * 4 + 2];
  }
  return grey;
}

/**
 * Variance of the Laplacian: edges make it large, blur makes it small.
 * @param {Float32Array} grey
 * @param {number} width
 * @param {number} height
 */
export function sharpness(grey, width, height) {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const edge = grey[at - 1] + grey[at + 1] + grey[at - width] + grey[at + width] - 4 * grey[at];
      sum += edge;
      squares += edge * edge;
      count += 1;
    }
  }
  return count ? squares / count - (sum / count) ** 2 : 0;
}

/** @param {Float32Array} grey */
function mean(grey) {
  return grey.length ? grey.reduce((sum, value) => sum + value, 0) / grey.length : 0;
}
