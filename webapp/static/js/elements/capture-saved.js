import { toThousandths } from "../lib/digits.js";
import { quantity } from "../lib/format.js";
import { summaries } from "../outbox/records.js";
import { part, say } from "./capture-words.js";
import { lang } from "./words.js";

/** @typedef {import("../outbox/types.js").OutboxRecord} OutboxRecord */
/** @typedef {import("../outbox/types.js").Meter} Meter */

/** The face after saving: what was kept, what happens to it, and which meter is next. */
export class SavedFace {
  /** @type {Meter | null} */
  next = null;
  #root;

  constructor(/** @type {HTMLElement} */ root) {
    this.#root = root;
  }

  /**
   * @param {OutboxRecord} record
   * @param {{all: number, done: number, left: Meter[]}} round
   */
  show(record, { all, done, left }) {
    const { name, serial } = record.meter;
    const values = record.registers.map(written).join(", ");
    part(this.#root, "kept").textContent = say("kept", { name, serial, values });
    const photos = [record, ...record.registers].some(({ photo }) => photo);
    part(this.#root, "no-photo").hidden = photos;
    this.next = left[0] ?? null;
    part(this.#root, "more").hidden = !this.next;
    part(this.#root, "all-read").hidden = Boolean(this.next) || all < 2;
    part(this.#root, "progress").textContent = say("progress", { n: done, all });
    if (this.next) this.#offer(this.next);
  }

  focus() {
    part(this.#root, "saved-title").focus();
    scrollTo(0, 0);
  }

  /** Once it is with the company, say so. */
  async hear(/** @type {string} */ id) {
    const record = (await summaries()).find((known) => known.id === id);
    if (!record?.receipt) return;
    part(this.#root, "on-its-way").textContent = say("receipt", { receipt: record.receipt });
  }

  #offer(/** @type {Meter} */ { name, serial }) {
    const link = /** @type {HTMLAnchorElement} */ (part(this.#root, "next"));
    link.href = `/capture?meter=${encodeURIComponent(serial)}`;
    /** @type {HTMLElement} */ (link.lastElementChild).textContent = say("next", { name, serial });
  }
}

/** @param {{value: string, unit?: string, label?: string}} register */
function written({ value, unit = "", label = "" }) {
  return `${label} ${quantity(toThousandths(value) ?? 0, lang())} ${unit}`.trim();
}
