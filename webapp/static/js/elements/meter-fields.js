import { dayBefore, localDay } from "../lib/dates.js";
import { day } from "../lib/format.js";
import { judgeDay, judgeSiblings } from "../lib/plausibility.js";
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

  /**
   * @param {HTMLElement} root
   * @param {Meter} meter
   * @param {number} days since the server was asked
   */
  constructor(root, meter, days) {
    this.root = root;
    this.meter = meter;
    this.#outdated = days;
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

  /** The registers that are filled, or the first when none is, each with what is to be said. */
  get judged() {
    const filled = this.registers.filter((register) => register.text.trim());
    const asked = filled.length ? filled : this.registers.slice(0, 1);
    return asked.flatMap((register) => register.findings.map((finding) => ({ register, finding })));
  }

  get missing() {
    const texts = Object.fromEntries(this.registers.map(({ facts, text }) => [facts.id, text]));
    return judgeSiblings({ registers: this.registers.map(({ facts }) => facts), texts });
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

  clear() {
    for (const register of this.registers) {
      register.text = "";
    }
    for (const box of this.photoBoxes) box.show(null);
    this.note.value = "";
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

/** @param {import("../lib/plausibility.js").Register} register */
const pick = ({ id, label, unit }) => ({ id, label, unit });
