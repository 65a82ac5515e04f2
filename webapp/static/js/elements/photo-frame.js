import { FIRST_GUESS, grown, moved, pulled, rounded } from "../lib/frame.js";

/** @typedef {import("../lib/frame.js").Frame} Frame */

const STEP = 0.02;

/** What each button and key does to the frame. @type {Record<string, (frame: Frame) => Frame>} */
const MOVES = {
  left: (frame) => moved(frame, -STEP, 0),
  right: (frame) => moved(frame, STEP, 0),
  up: (frame) => moved(frame, 0, -STEP),
  down: (frame) => moved(frame, 0, STEP),
  wider: (frame) => grown(frame, STEP * 2, 0),
  narrower: (frame) => grown(frame, -STEP * 2, 0),
  taller: (frame) => grown(frame, 0, STEP * 2),
  lower: (frame) => grown(frame, 0, -STEP * 2),
  larger: (frame) => grown(frame, STEP * 2, STEP),
  smaller: (frame) => grown(frame, -STEP * 2, -STEP),
};

/** @type {Record<string, string>} */
const KEYS = { "+": "larger", "=": "larger", "-": "smaller" };
for (const way of ["Left", "Right", "Up", "Down"]) KEYS[`Arrow${way}`] = way.toLowerCase();

/** The frame over the photo: moved by finger, mouse, keys or buttons. */
export class PhotoFrame {
  /** @type {Frame} */
  #at = FIRST_GUESS;
  /** @type {{corner: string, from: Frame, x: number, y: number} | null} */
  #pull = null;
  #handle;
  #onChange;

  /** Null until the person has placed it: a guess of ours is no word of theirs. @type {Frame | null} */
  placed = null;

  /**
   * @param {HTMLElement} handle
   * @param {() => void} onChange
   */
  constructor(handle, onChange) {
    this.#handle = handle;
    this.#onChange = onChange;
    handle.addEventListener("pointerdown", this.#grab);
    handle.addEventListener("pointermove", this.#drag);
    handle.addEventListener("pointerup", this.#drop);
    handle.addEventListener("pointercancel", this.#drop);
    handle.addEventListener("keydown", this.#key);
  }

  get area() {
    return this.#at;
  }

  show(/** @type {Frame | null} */ frame) {
    this.placed = frame;
    this.#at = frame ?? FIRST_GUESS;
    this.#paint();
  }

  move(/** @type {string} */ way) {
    this.#set(MOVES[way](this.#at));
    this.#onChange();
  }

  #grab = (/** @type {PointerEvent} */ event) => {
    const corner = /** @type {HTMLElement} */ (event.target).dataset.corner ?? "";
    this.#pull = { corner, from: this.#at, x: event.clientX, y: event.clientY };
    this.#handle.setPointerCapture(event.pointerId);
  };

  #drag = (/** @type {PointerEvent} */ event) => {
    const stage = this.#handle.parentElement?.getBoundingClientRect();
    if (!this.#pull || !stage) return;
    const { corner, from, x, y } = this.#pull;
    const dx = (event.clientX - x) / stage.width;
    const dy = (event.clientY - y) / stage.height;
    this.#set(corner ? pulled(from, corner, dx, dy) : moved(from, dx, dy));
  };

  #drop = () => {
    const changed = this.#pull && this.#pull.from !== this.#at;
    this.#pull = null;
    if (changed) this.#onChange();
  };

  #key = (/** @type {KeyboardEvent} */ event) => {
    const way = KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    this.move(way);
  };

  #set(/** @type {Frame} */ frame) {
    this.#at = rounded(frame);
    this.placed = this.#at;
    this.#paint();
  }

  #paint() {
    const [x, y, width, height] = this.#at.map((share) => `${share * 100}%`);
    Object.assign(this.#handle.style, { left: x, top: y, width, height });
    this.#handle.classList.toggle("placed", Boolean(this.placed));
  }
}
