import { daysBetween, localDay } from "../lib/dates.js";
import { parseValue, toThousandths } from "../lib/digits.js";
import { anchorOf, bandAfter, bandPosition, difference } from "../lib/expected.js";
import { asks } from "../lib/findings.js";
import { day, quantity } from "../lib/format.js";
import { judgeValue } from "../lib/plausibility.js";
import "./meter-counter.js";
import { part, say, sayFinding } from "./capture-words.js";
import { lang } from "./words.js";

/** @typedef {import("../lib/expected.js").Register} Register */
/** @typedef {import("../lib/findings.js").Finding} Finding */
/** @typedef {import("./photo-box.js").PhotoBox} PhotoBox */

const PAUSE = 700;

/** One register: its counter, what was used since, and whether that is usual. */
export class RegisterField extends HTMLElement {
  /** Days since the server worked out the band. */
  days = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #speaking;

  connectedCallback() {
    this.addEventListener("input", this.#typed);
    this.addEventListener("change", this.#typed);
    if (this.#input.value) this.#typed();
  }

  get facts() {
    return /** @type {Register} */ (JSON.parse(this.dataset.register ?? "null"));
  }

  get text() {
    return this.#input.value;
  }

  set text(text) {
    this.#counter.text = text;
    this.#typed();
  }

  /** Types a value, in thousandths, as the reader's language writes it. */
  set number(/** @type {number} */ thousandths) {
    this.text = quantity(thousandths, lang());
  }

  /** The value as it goes on the wire, "" while it is no value. */
  get wire() {
    return parseValue(this.text, this.facts).wire ?? "";
  }

  get findings() {
    const { facts: register, text, days } = this;
    return judgeValue({ register, text, days, day: localDay(new Date()) });
  }

  /** @returns {PhotoBox | null} */
  get photoBox() {
    return this.querySelector("mp-photo");
  }

  /** Writes the register into a blank one; the server's page brings its own. */
  fill(/** @type {Register} */ register) {
    this.dataset.register = JSON.stringify(register);
    const { label, unit, digits, decimals, last } = register;
    const question = label ? say("question.label", { label }) : say("question");
    part(this, "question").textContent = question;
    part(this, "unit").textContent = unit;
    Object.assign(this.#counter.dataset, { digits, decimals });
    if (!last) return;
    part(this, "caption").replaceChildren(...caption(last));
    this.#counter.showBefore(last.value);
  }

  /** Says what is wrong at the field itself; "" takes it back. */
  fault(/** @type {string} */ sentence) {
    const error = part(this, "error");
    error.hidden = !sentence;
    /** @type {HTMLElement} */ (error.lastElementChild).textContent = sentence;
    this.#input.toggleAttribute("aria-invalid", false);
    if (sentence) this.#input.setAttribute("aria-invalid", "true");
  }

  point() {
    this.#input.focus();
    this.#input.select();
  }

  /** A finding in words. */
  sentence(/** @type {Finding} */ finding) {
    return sayFinding(finding.words, this.written(finding));
  }

  /** A finding's numbers as people write them. */
  written(/** @type {Finding} */ { numbers }) {
    const written = Object.entries(numbers).map(([name, number]) => [
      name,
      this.#written(name, number, Number(numbers.last ?? 0)),
    ]);
    return Object.fromEntries(written);
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector(".counter-input"));
  }

  get #counter() {
    return /** @type {import("./meter-counter.js").Counter} */ (this.querySelector("mp-counter"));
  }

  #typed = () => {
    const [finding] = this.findings;
    const wrong = finding?.severity === "hard" && finding.words !== "V01.empty";
    this.fault(wrong ? this.sentence(finding) : "");
    this.#showUse(finding);
  };

  #showUse(/** @type {Finding | undefined} */ finding) {
    const anchor = anchorOf(this.facts);
    const value = parseValue(this.text, this.facts).thousandths;
    const known = value !== null && anchor !== null && !this.#isBegun(anchor.value);
    part(this, "use").hidden = !known;
    if (!known) return this.#speak("");
    const since = difference(toThousandths(anchor.value) ?? 0, value);
    const amount = finding?.code === "V08" ? Number(finding.numbers.used) : since;
    const used = `${this.#quantity(amount, true)} ${this.facts.unit}`;
    part(this, "used").textContent = used;
    part(this, "span").textContent = span(anchor.date);
    const verdict = this.#showVerdict(value, finding);
    this.#speak([`${used} ${span(anchor.date)}`, verdict].filter(Boolean).join(", "));
  }

  /** Half a number is lower than the last one, and nobody is to be frightened by that. */
  #isBegun(/** @type {string} */ last) {
    const whole = (/** @type {string} */ value) => value.split(".")[0].length;
    return document.activeElement === this.#input && whole(this.wire) < whole(last);
  }

  /**
   * @param {number} value
   * @param {Finding | undefined} finding
   */
  #showVerdict(value, finding) {
    const { band } = this.facts;
    const chip = part(this, "verdict");
    const words = finding?.words ?? (band ? "usual" : "");
    const { low, high } = band ? bandAfter(band, this.days) : { low: value, high: value };
    const base = toThousandths(anchorOf(this.facts)?.value) ?? 0;
    const usual = { low: this.#rough(low - base), high: this.#rough(high - base) };
    chip.textContent = words && say(words, usual);
    chip.hidden = !words;
    chip.className = `chip ${finding && asks(finding) ? "waiting" : "good"}`;
    const bar = /** @type {SVGElement} */ (this.querySelector(".band"));
    bar.toggleAttribute("hidden", !band);
    const mark = /** @type {SVGElement} */ (bar.querySelector(".here"));
    mark.removeAttribute("hidden");
    mark.setAttribute("x", `${bandPosition(low, high, value) / 10}%`);
    return chip.textContent;
  }

  /** Spoken after a pause, or a screen reader would talk over every key. */
  #speak(/** @type {string} */ sentence) {
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => {
      part(this, "spoken").textContent = sentence;
    }, PAUSE);
  }

  /**
   * @param {string} name
   * @param {number | string} number
   * @param {number} last
   */
  #written(name, number, last) {
    if (typeof number === "string" || name === "n" || name === "days") return number;
    const { unit } = this.facts;
    if (name === "low" || name === "high") return `${this.#rough(number - last)} ${unit}`;
    const isUse = ["used", "rolled", "most", "expected"].includes(name);
    const written = isUse ? this.#quantity(Math.max(0, number)) : quantity(number, lang());
    return `${written} ${unit}`;
  }

  /** What is usual is a guess: it has no more digits than that, here as at the desk. */
  #rough(/** @type {number} */ thousandths) {
    return this.#quantity(Math.max(0, Math.round(thousandths / 100) * 100));
  }

  /**
   * What was used, in the unit that is billed: some meters count only every so-and-so-manieth.
   * @param {number} thousandths
   */
  #quantity(thousandths, signed = false) {
    return quantity(thousandths * Number(this.facts.multiplier ?? 1), lang(), signed);
  }
}

/** @param {string} date */
function span(date) {
  const days = daysBetween(date, localDay(new Date()));
  return days > 0 ? say("span", { n: days }) : say("span.today");
}

/** @param {import("../lib/expected.js").Last} last */
function caption({ value, date, kind_words }) {
  const spoken = document.createElement("span");
  spoken.className = "quietly";
  spoken.textContent = say("caption", { value });
  const words = [day(date, lang(), localDay(new Date())), kind_words].filter(Boolean);
  return [spoken, ` ${words.join(", ")}`];
}

customElements.define("mp-register", RegisterField);
