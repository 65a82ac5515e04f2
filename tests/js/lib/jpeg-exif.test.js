import assert from "node:assert/strict";
import { test } from "node:test";
import { takenAt } from "../../../webapp/static/js/lib/jpeg-exif.js";

const ascii = (text) => [...text].map((letter) => letter.charCodeAt(0));
const word = (little) => (n) => (little ? [n & 255, n >> 8] : [n >> 8, n & 255]);
const long = (little) => (n) => (little ? [...word(true)(n), 0, 0] : [0, 0, ...word(false)(n)]);

/** A JPEG head with one Exif block: a pointer, then the two tags of the moment. */
function jpeg({ little = false, taken = "2026:10:31 07:15:00", offset = "", pointer = 26 } = {}) {
  const w = word(little);
  const l = long(little);
  const texts = 26 + 2 + 24 + 4;
  const tiff = [
    ...(little ? ascii("II") : ascii("MM")),
    ...w(42),
    ...l(8),
    ...w(1),
    ...w(0x8769),
    ...w(4),
    ...l(1),
    ...l(pointer),
    ...l(0),
    ...w(2),
    ...w(0x9003),
    ...w(2),
    ...l(20),
    ...l(texts),
    ...w(0x9011),
    ...w(2),
    ...l(offset.length + 1),
    ...l(texts + 20),
    ...l(0),
    ...ascii(taken),
    0,
    ...ascii(offset),
    0,
    0,
    0,
    0,
    0,
  ];
  const exif = [...ascii("Exif"), 0, 0, ...tiff];
  const size = [0xff, 0xc0, 0, 8, 8, 0x0c, 0, 0x10, 0, 3];
  return new Uint8Array([
    0xff,
    0xd8,
    0xff,
    0xe1,
    ...word(false)(exif.length + 2),
    ...exif,
    ...size,
    0xff,
    0xda,
  ]).buffer;
}

test("the moment in both byte orders, with and without the camera's offset", () => {
  assert.equal(takenAt(jpeg()), "2026-10-31T07:15:00");
  assert.equal(takenAt(jpeg({ little: true, offset: "+01:00" })), "2026-10-31T07:15:00+01:00");
});

test("nonsense is no moment", () => {
  assert.equal(takenAt(jpeg({ taken: "0000:00:00 00:00:00" })), null);
  assert.equal(takenAt(jpeg({ taken: "yesterday morning.." })), null);
  assert.equal(takenAt(jpeg({ pointer: 60_000 })), null);
  assert.equal(takenAt(new Uint8Array([1, 2, 3]).buffer), null);
  assert.equal(takenAt(new ArrayBuffer(0)), null);
});

test("a head cut off anywhere is read without a crash", () => {
  const whole = jpeg();
  for (let size = 0; size < whole.byteLength - 12; size += 1) {
    assert.equal(takenAt(whole.slice(0, size)), null);
  }
});
