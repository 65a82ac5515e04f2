import { caretGap, drums, gapCaret } from "../lib/digits.js";

/** Dresses one text input as the drums of a meter; what is typed stays in the input. */
class MeterCounter extends HTMLElement {
  #drums = document.createElement("span");
  /** @type {HTMLInputElement | null} */
  #input = null;

  connectedCallback() {
    if (this.#input) return;
    this.#input = this.querySelector("input");
    if (!this.#input) return;
    this.#drums.className = "drums";
    this.#drums.ariaHidden = "true";
    this.#input.before(this.#drums);
    this.dataset.live = "";
    for (const type of ["input", "focus", "blur"]) this.#input.addEventListener(type, this.#paint);
    this.#input.addEventListener("click", this.#aim);
    document.addEventListener("selectionchange", this.#paint);
    this.#paint();
  }

  disconnectedCallback() {
    document.removeEventListener("selectionchange", this.#paint);
  }

  get text() {
    return this.#input?.value ?? "";
  }

  set text(text) {
    if (!this.#input) return;
    this.#input.value = text;
    this.#paint();
  }

  get shape() {
    return { digits: Number(this.dataset.digits), decimals: Number(this.dataset.decimals) };
  }

  /** The earlier reading, small above; given when the page did not bring it along. */
  showBefore(/** @type {string} */ value) {
    const before = document.createElement("span");
    before.className = "drums before";
    before.ariaHidden = "true";
    const face = drums(value, this.shape) ?? [];
    before.append(...face.map((drum) => draw({ ...drum, digit: drum.digit || "0" })));
    this.querySelector(".window")?.before(before);
  }

  #paint = () => {
    if (!this.#input) return;
    const face = drums(this.#input.value, this.shape);
    this.toggleAttribute("data-odd", !face);
    this.#draw(face ?? []);
    this.#drawCaret();
  };

  /** Only what changed is drawn anew: a new digit rolls in, the others stand still. */
  #draw(/** @type {import("../lib/digits.js").Drum[]} */ face) {
    const old = [...this.#drums.children];
    // Counted from the point, so that a longer number does not turn every drum.
    const shift = old.length - face.length;
    const next = face.map((drum, at) => {
      const before = /** @type {HTMLElement | undefined} */ (old[at + shift]);
      return before?.dataset.shown === faceOf(drum) ? before : draw(drum);
    });
    this.#drums.replaceChildren(...next);
  }

  #drawCaret() {
    const input = /** @type {HTMLInputElement} */ (this.#input);
    const active = document.activeElement === input;
    const size = this.#size();
    const [from, to] = [input.selectionStart ?? 0, input.selectionEnd ?? 0].map((caret) =>
      caretGap(input.value, caret, size),
    );
    [...this.#drums.children].forEach((drum, at) => {
      drum.classList.toggle("chosen", active && from < to && at >= from && at < to);
      drum.classList.toggle("caret", active && from === to && at === Math.max(0, to - 1));
      drum.classList.toggle("caret-before", active && from === to && to === 0 && at === 0);
    });
  }

  /** A tap on a drum puts the caret behind it, whatever the invisible text below would say. */
  #aim = (/** @type {MouseEvent} */ event) => {
    const input = /** @type {HTMLInputElement} */ (this.#input);
    if (input.selectionStart !== input.selectionEnd || event.detail > 1) return;
    const middles = [...this.#drums.children].map((drum) => {
      const { left, width } = drum.getBoundingClientRect();
      return left + width / 2;
    });
    const gap = middles.filter((middle) => middle < event.clientX).length;
    const caret = gapCaret(input.value, gap, this.#size());
    input.setSelectionRange(caret, caret);
    this.#paint();
  };

  /** Drums before the point, those that do not fit included. */
  #size() {
    const whole = this.text.replace(/[.,].*$/, "");
    return Math.max(this.shape.digits, whole.length);
  }
}

/** @param {import("../lib/digits.js").Drum} drum */
const faceOf = ({ digit, kind, lead, extra }) =>
  ["drum", kind === "part" && "dec", lead && "lead", extra && "extra", digit]
    .filter(Boolean)
    .join(" ");

/** @param {import("../lib/digits.js").Drum} face */
function draw(face) {
  const drum = document.createElement("span");
  drum.dataset.shown = faceOf(face);
  drum.className = faceOf({ ...face, digit: "" });
  drum.append(Object.assign(document.createElement("i"), { textContent: face.digit }));
  return drum;
}

customElements.define("mp-counter", MeterCounter);

/** @typedef {MeterCounter} Counter */
