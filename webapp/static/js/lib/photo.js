/**
 * A picture made ready for the way: upright, without metadata, and small. The outbox seals it.
 *
 * @typedef {import("./frame.js").Frame} Frame
 * @typedef {{bytes: ArrayBuffer, frame: Frame | null, taken_at: string | null}} Photo
 * @typedef {{side: number, quality: number, enough: number}} Step
 */

import { takenAt } from "./jpeg-exif.js";
import { advise } from "./quality.js";

/** The picture cannot be used here: "undecodable" or "too_large". */
export class Unusable extends Error {
  /** @param {"undecodable" | "too_large"} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const GOAL = 300_000;
const LIMIT = 1_500_000;
const HEAD = 262_144;
const HUGE = 8_000_000;
const HUGE_WIDTH = 2400;

/**
 * Digits need resolution: quality goes first, size only when the hard limit forces it.
 * @type {Step[]}
 */
export const STEPS = [
  { side: 1600, quality: 0.7, enough: GOAL },
  { side: 1600, quality: 0.6, enough: GOAL },
  { side: 1600, quality: 0.5, enough: LIMIT },
  { side: 1280, quality: 0.5, enough: LIMIT },
  { side: 1024, quality: 0.4, enough: LIMIT },
];

/**
 * @param {Blob} file
 * @returns {Promise<Photo>}
 */
export async function preparePhoto(file) {
  const head = await file.slice(0, HEAD).arrayBuffer();
  const bitmap = await decode(file);
  try {
    const bytes = await shrink((side, quality) => encode(bitmap, side, quality));
    return { bytes, frame: null, taken_at: takenAt(head) };
  } finally {
    bitmap.close();
  }
}

/**
 * The first step that is small enough.
 * @param {(side: number, quality: number) => Promise<ArrayBuffer>} encodeAt
 * @param {Step[]} steps
 */
export async function shrink(encodeAt, steps = STEPS) {
  for (const { side, quality, enough } of steps) {
    const bytes = await encodeAt(side, quality);
    if (bytes.byteLength <= enough) return bytes;
  }
  throw new Unusable("too_large");
}

/**
 * Never larger than it was, never longer than `side`.
 * @param {number} width
 * @param {number} height
 * @param {number} side
 */
export function fit(width, height, side) {
  const scale = Math.min(1, side / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/**
 * How well the counter inside the frame can be read.
 * @param {ArrayBuffer} bytes
 * @param {Frame} frame
 */
export async function adviseOn(bytes, [x, y, w, h]) {
  const bitmap = await createImageBitmap(asJpeg(bytes));
  const size = { width: Math.max(3, bitmap.width * w), height: Math.max(3, bitmap.height * h) };
  const { width, height } = fit(size.width, size.height, 640);
  const pen = canvas(width, height);
  pen.drawImage(
    bitmap,
    bitmap.width * x,
    bitmap.height * y,
    size.width,
    size.height,
    0,
    0,
    width,
    height,
  );
  bitmap.close();
  return advise(pen.getImageData(0, 0, width, height));
}

/** @param {ArrayBuffer} bytes */
export function asJpeg(bytes) {
  return new Blob([bytes], { type: "image/jpeg" });
}

/**
 * Very large pictures are decoded small at once: an old phone has no 200 MB to spare for them.
 * @param {Blob} file
 */
async function decode(file) {
  /** @type {ImageBitmapOptions} */
  const options = { imageOrientation: "from-image" };
  if (file.size > HUGE) Object.assign(options, { resizeWidth: HUGE_WIDTH, resizeQuality: "high" });
  try {
    return await createImageBitmap(file, options);
  } catch {
    throw new Unusable("undecodable");
  }
}

/**
 * Drawing on white drops every piece of metadata and gives a transparent picture a ground.
 * @param {ImageBitmap} bitmap
 * @param {number} side
 * @param {number} quality
 */
async function encode(bitmap, side, quality) {
  const { width, height } = fit(bitmap.width, bitmap.height, side);
  const pen = canvas(width, height);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, width, height);
  const blob = await toJpeg(pen.canvas, quality);
  return blob.arrayBuffer();
}

/**
 * @param {number} width
 * @param {number} height
 * @returns {OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D}
 */
function canvas(width, height) {
  const sheet = globalThis.OffscreenCanvas
    ? new OffscreenCanvas(width, height)
    : Object.assign(document.createElement("canvas"), { width, height });
  const pen = /** @type {CanvasRenderingContext2D | null} */ (sheet.getContext("2d"));
  if (!pen) throw new Unusable("undecodable");
  return pen;
}

/**
 * @param {OffscreenCanvas | HTMLCanvasElement} sheet
 * @param {number} quality
 * @returns {Promise<Blob>}
 */
function toJpeg(sheet, quality) {
  if ("convertToBlob" in sheet) return sheet.convertToBlob({ type: "image/jpeg", quality });
  return new Promise((resolve, reject) => {
    const take = (/** @type {Blob | null} */ blob) =>
      blob ? resolve(blob) : reject(new Unusable("undecodable"));
    sheet.toBlob(take, "image/jpeg", quality);
  });
}
