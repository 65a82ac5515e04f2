/** The one thing worth knowing of a JPEG's metadata before it is dropped: when it was taken. */

const DATE_TIME = 0x0132;
const EXIF_POINTER = 0x8769;
const DATE_TIME_ORIGINAL = 0x9003;
const OFFSET_TIME_ORIGINAL = 0x9011;
const MOST_ENTRIES = 500;

/**
 * When the shutter opened, as ISO text with the camera's offset where it wrote one; null if unsaid.
 * @param {ArrayBuffer} bytes
 */
export function takenAt(bytes) {
  try {
    const tiff = segments(bytes).find(isExif);
    return tiff ? readTaken(new DataView(bytes, tiff.at + 6, tiff.size - 6)) : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * The segments before the picture itself; each lasts at least two bytes, so this always ends.
 * @param {ArrayBuffer} bytes
 */
function segments(bytes) {
  const view = new DataView(bytes);
  /** @type {{marker: number, at: number, size: number, view: DataView}[]} */
  const found = [];
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return found;
  let at = 2;
  while (at + 4 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    const size = view.getUint16(at + 2);
    if (marker === 0xda || size < 2) break;
    if (at + 2 + size <= view.byteLength) {
      found.push({ marker, at: at + 4, size: size - 2, view });
    }
    at += 2 + size;
  }
  return found;
}

/** @param {{marker: number, at: number, size: number, view: DataView}} segment */
function isExif({ marker, at, size, view }) {
  return marker === 0xe1 && size > 14 && view.getUint32(at) === 0x45786966;
}

/** @param {DataView} tiff */
function readTaken(tiff) {
  const little = tiff.getUint16(0) === 0x4949;
  const main = entries(tiff, tiff.getUint32(4, little), little);
  const pointer = main.get(EXIF_POINTER);
  const exif = pointer ? entries(tiff, tiff.getUint32(pointer + 8, little), little) : main;
  const taken = text(tiff, exif.get(DATE_TIME_ORIGINAL) ?? main.get(DATE_TIME), little);
  return isoMoment(taken, text(tiff, exif.get(OFFSET_TIME_ORIGINAL), little));
}

/**
 * @param {DataView} tiff
 * @param {number} start
 * @param {boolean} little
 */
function entries(tiff, start, little) {
  const found = /** @type {Map<number, number>} */ (new Map());
  const count = Math.min(tiff.getUint16(start, little), MOST_ENTRIES);
  for (let at = start + 2; at < start + 2 + count * 12; at += 12) {
    found.set(tiff.getUint16(at, little), at);
  }
  return found;
}

/**
 * @param {DataView} tiff
 * @param {number | undefined} entry
 * @param {boolean} little
 */
function text(tiff, entry, little) {
  if (entry === undefined || tiff.getUint16(entry + 2, little) !== 2) return "";
  const size = Math.min(tiff.getUint32(entry + 4, little), 40);
  const from = size <= 4 ? entry + 8 : tiff.getUint32(entry + 8, little);
  let said = "";
  for (let at = from; at < from + size; at += 1) said += String.fromCharCode(tiff.getUint8(at));
  return said.replace(/\0.*$/s, "").trim();
}

/**
 * @param {string} taken
 * @param {string} offset
 */
function isoMoment(taken, offset) {
  const match = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(taken);
  if (!match) return null;
  const moment = `${match[1]}-${match[2]}-${match[3]}T${match[4]}`;
  if (Number.isNaN(Date.parse(`${moment}Z`))) return null;
  return /^[+-]\d\d:\d\d$/.test(offset) ? moment + offset : moment;
}
