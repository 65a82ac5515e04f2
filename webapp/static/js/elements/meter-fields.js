import { dayBefore, localDay } from "../lib/dates.js";
import { day, month } from "../lib/format.js";
import { judgeMeter } from "../lib/plausibility.js";
import { judgeDay } from "../lib/windows.js";
import "./photo-box.js";
import "./register-field.js";
import { part, say, sayFinding } from "./capture-words.js";
import { lang } from "./words.js";

/** @typedef {import("../outbox/types.js").Meter} Meter */
/** @typedef {import("../outbox/types.js").OutboxRecord} OutboxRecord */
/** @typedef {import("./register-field.js").RegisterField} RegisterField */
/** @typedef {import("./photo-box.js").PhotoBox} PhotoBox */

/** One meter's part of the form, brought by the server or made from the blank one. */
export class MeterFields {
  #today = localDay(new Date());
  #outdated;
  #meters;

  /**
   * @param {HTMLElement} root
   * @param {Meter} meter
   * @param {{days: number, meters: Meter[]}} known days since the server was asked, and all meters
   */
  constructor(root, meter, { days, meters }) {
    this.root = root;
    this.meter = meter;
    this.#outdated = days;
    this.#meters = meters;
  }

  /** Readies the fields, once they stand in the page. */
  wake() {
    for (const register of this.registers) register.days = this.#outdated;
    this.#mainPhoto.wake();
    for (const details of this.#ownPhotos) {
      details.hidden = false;
      /** @type {PhotoBox} */ (details.querySelector("mp-photo")).wake();
    }
    this.#showWindow();
    this.#showEstimated();
  }

  get registers() {
    return /** @type {RegisterField[]} */ ([...this.root.querySelectorAll("mp-register")]);
  }

  get photoBoxes() {
    return /** @type {PhotoBox[]} */ ([...this.root.querySelectorAll("mp-photo")]);
  }

  get note() {
    return /** @type {HTMLTextAreaElement} */ (this.root.querySelector("textarea"));
  }

  /** The faults of the day: there is nothing the person could type against them. */
  get dayFindings() {
    return judgeDay({ window: this.meter.window, day: this.#today, today: this.#today });
  }

  /** What is to be said of what is filled in, or of the first register when nothing is. */
  get judged() {
    const { meter } = this;
    const texts = Object.fromEntries(this.registers.map(({ facts, text }) => [facts.id, text]));
    if (this.isEmpty) {
      const [first] = this.registers;
      return first.findings.map((finding) => ({ register: first, finding }));
    }
    const known = { meters: this.#meters, day: this.#today, days: this.#outdated };
    return judgeMeter({ meter, texts, ...known }).map(({ register, finding }) => ({
      register: /** @type {RegisterField} */ (this.register(register.id)),
      finding,
    }));
  }

  get isEmpty() {
    return !this.registers.some(({ text }) => text.trim());
  }

  register(/** @type {string} */ id) {
    return this.registers.find(({ facts }) => facts.id === id);
  }

  /** What the screen shows now, as a record keeps it. */
  read() {
    const registers = this.registers.map((register) => ({
      ...pick(register.facts),
      value: register.text,
      photo: register.photoBox?.photo ?? null,
    }));
    return { registers, note: this.note.value, photo: this.#mainPhoto.photo };
  }

  /** The same, ready for the way: values as on the wire, empty registers left out. */
  finished() {
    const { registers, note, photo } = this.read();
    const wires = new Map(this.registers.map(({ facts, wire }) => [facts.id, wire]));
    const values = registers.map((register) => ({
      ...register,
      value: wires.get(register.id) ?? "",
    }));
    return {
      registers: values.filter(({ value }) => value),
      note: note.trim(),
      photo,
    };
  }

  /** Shows an unfinished reading again. */
  show(/** @type {OutboxRecord} */ record) {
    for (const register of this.registers) {
      const kept = record.registers.find(({ id }) => id === register.facts.id);
      register.text = kept?.value ?? "";
      register.photoBox?.show(kept?.photo ?? null);
    }
    this.note.value = record.note;
    if (record.note) part(this.root, "remark").toggleAttribute("open", true);
    this.#mainPhoto.show(record.photo);
  }

  clear(registers = this.registers) {
    for (const register of registers) register.text = "";
    for (const box of this.photoBoxes) box.show(null);
    this.note.value = "";
  }

  /** A value that belongs to another meter, with its photo and the note; it is no longer here. */
  giveAway(/** @type {RegisterField} */ register) {
    const boxes = this.photoBoxes.filter(({ photo }) => photo);
    const own = register.photoBox?.photo;
    const moved = { text: register.text, photo: own ?? boxes[0]?.photo, note: this.note.value };
    this.clear([register]);
    return moved;
  }

  /**
   * A value that was typed for another meter.
   * @param {string} id
   * @param {ReturnType<MeterFields["giveAway"]>} moved
   */
  receive(id, { text, photo, note }) {
    const register = this.register(id);
    if (photo) this.#mainPhoto.show(photo);
    if (note) this.note.value = note;
    if (!register) return;
    register.text = text;
    register.scrollIntoView();
  }

  /** Two values, each under the other's name. */
  swap(/** @type {import("./capture-findings.js").Judged} */ { register, finding }) {
    const other = this.register(String(finding.numbers.to));
    if (!other) return;
    [register.text, other.text] = [other.text, register.text];
  }

  get #mainPhoto() {
    const boxes = this.photoBoxes;
    const main = boxes.find((box) => !box.closest("mp-register"));
    return /** @type {PhotoBox} */ (main);
  }

  get #ownPhotos() {
    const several = this.registers.length > 1;
    return several ? [...this.root.querySelectorAll("details")].filter(isOwnPhoto) : [];
  }

  #showWindow() {
    const [fault] = this.dayFindings;
    part(this.root, "closed").hidden = !fault;
    this.#mainPhoto.hidden = Boolean(fault);
    if (fault) {
      const next = typeof fault.numbers.next === "string" ? this.#written(fault.numbers.next) : "";
      part(this.root, "closed-words").textContent = sayFinding(fault.words, { next });
    }
    const { to } = this.meter.window;
    part(this.root, "until").hidden = Boolean(fault) || !to;
    if (to)
      part(this.root, "until").textContent = say("until", { day: this.#written(dayBefore(to)) });
  }

  /** V18: since when nobody has read it, and that a reading puts the estimates right. */
  #showEstimated() {
    const estimated = this.meter.registers.filter(({ rules }) => rules?.estimate);
    const [since] = estimated.map(({ rules }) => rules?.last_actual?.date ?? "").sort();
    part(this.root, "estimated").hidden = !since || this.dayFindings.length > 0;
    if (since)
      part(this.root, "estimated-words").textContent = say("V18", { since: month(since, lang()) });
  }

  #written(/** @type {string} */ iso) {
    return day(iso, lang(), this.#today);
  }
}

/**
 * The meters the server's page brought along, with their fields.
 * @param {ParentNode} page
 */
export function metersOf(page) {
  const found = [...page.querySelectorAll("fieldset[data-meter]")].map((root) => {
    const fields = /** @type {HTMLElement} */ (root);
    const registers = [...root.querySelectorAll("mp-register")].map((register) =>
      JSON.parse(/** @type {HTMLElement} */ (register).dataset.register ?? ""),
    );
    return [{ ...JSON.parse(fields.dataset.meter ?? ""), registers }, fields];
  });
  return /** @type {Map<Meter, HTMLElement>} */ (new Map(/** @type {any} */ (found)));
}

/**
 * One more meter from the blank one. Ids go in as attributes, so nothing of them is read as markup.
 * @param {HTMLTemplateElement} blank
 * @param {Meter} meter
 */
export function makeFields(blank, meter) {
  const page = /** @type {DocumentFragment} */ (document.importNode(blank.content, true));
  const root = /** @type {HTMLElement} */ (page.querySelector("fieldset"));
  part(root, "name").textContent = `${meter.name} ${meter.serial}`;
  part(root, "address").textContent = meter.address;
  const first = /** @type {RegisterField} */ (root.querySelector("mp-register"));
  const copies = meter.registers.map((register) => {
    const copy = /** @type {RegisterField} */ (first.cloneNode(true));
    replaceIn(copy, "REGISTER", register.id);
    copy.fill(register);
    return copy;
  });
  first.replaceWith(...copies);
  replaceIn(root, "METER", meter.id);
  return root;
}

/**
 * @param {HTMLElement} root
 * @param {string} place
 * @param {string} id
 */
function replaceIn(root, place, id) {
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes(place)) {
        attribute.value = attribute.value.replaceAll(place, id);
      }
    }
  }
}

/** @param {HTMLElement} details */
const isOwnPhoto = ({ dataset }) => dataset.part === "own-photo";

/** @param {import("../lib/expected.js").Register} register */
const pick = ({ id, label, unit }) => ({ id, label, unit });
