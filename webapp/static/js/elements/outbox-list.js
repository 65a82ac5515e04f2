import { listen } from "../outbox/channel.js";
import { getFact } from "../outbox/database.js";
import { isStub, isUnsent } from "../outbox/decisions.js";
import { storageFacts, storageWorks } from "../outbox/device.js";
import { exportFile } from "../outbox/export.js";
import { remove, retry, summaries } from "../outbox/records.js";
import { knownAccount } from "../outbox/session.js";
import { rowOf } from "./outbox-row.js";
import { isYesterday, moment, show } from "./words.js";

/** @import { OutboxRecord } from "../outbox/types.js" */
/** @typedef {{signature: string, row: HTMLElement}} Shown */

/** Everything that is on this phone: one row a record, with its state and its next step. */
class OutboxList extends HTMLElement {
  /** @type {Map<string, Shown>} */
  #shown = new Map();
  /** @type {string|null} */
  #viewer = null;
  #outcome = "";
  #lost = false;
  #stale = false;
  #busy = false;
  #stop = () => {};

  connectedCallback() {
    this.addEventListener("click", this);
    document.addEventListener("mp-drained", this);
    this.#stop = listen((type) => {
      this.#lost ||= type === "lost" && this.#holdsUnsent();
      this.refresh();
    });
    this.refresh();
  }

  disconnectedCallback() {
    document.removeEventListener("mp-drained", this);
    this.#stop();
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event instanceof CustomEvent) return this.#hear(event.detail);
    const pressed = event.target instanceof Element && event.target.closest("[data-act]");
    if (!pressed) return;
    const id = pressed.closest("[data-id]")?.getAttribute("data-id") ?? "";
    this.#act(pressed.getAttribute("data-act"), id);
  }

  /** One at a time, and once more for whatever changed meanwhile: the last one shows the truth. */
  async refresh() {
    this.#stale = true;
    if (this.#busy) return;
    this.#busy = true;
    while (this.#stale) {
      this.#stale = false;
      await this.#look().catch(() => show(this, ["no-storage"]));
    }
    this.#busy = false;
  }

  async #look() {
    if (!(await storageWorks())) return show(this, ["no-storage"]);
    this.#viewer = document.body.dataset.account ?? (await knownAccount());
    const rest = (await getFact("trouble"))?.until ?? 0;
    const records = (await summaries()).filter(this.#concerns).sort(unsentFirst);
    this.#render(records.map((record) => paused(record, rest)));
    await this.#head(records);
  }

  /** What others have sent is over, and theirs to see; what they have not sent stands here locked. */
  #concerns = (/** @type {OutboxRecord} */ record) =>
    record.account === this.#viewer || !isStub(record);

  /** @param {string|null} act @param {string} id */
  async #act(act, id) {
    if (act === "export") await this.#export();
    if (act === "delete") await remove(id);
    if (act !== "send") return;
    if (id) await retry(id);
    this.dispatchEvent(new CustomEvent("mp-drain", { bubbles: true }));
  }

  async #export() {
    if (!this.#viewer) return;
    const { name, blob } = await exportFile(this.#viewer);
    const href = URL.createObjectURL(blob);
    Object.assign(document.createElement("a"), { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  }

  /** @param {{outcome: string, reason: string}} drained only the button asked for an answer */
  #hear({ outcome, reason }) {
    if (reason === "button") this.#outcome = outcome;
    this.refresh();
  }

  #holdsUnsent() {
    const states = [...this.#shown.values()].map(({ row }) => row.dataset.state);
    return states.some((state) => state !== "received" && state !== "decided");
  }

  /** @param {OutboxRecord[]} records */
  #render(records) {
    const template = this.querySelector("template");
    const list = this.querySelector("[data-rows]");
    if (!template || !list) return;
    const before = this.#shown;
    this.#shown = new Map(
      records.map((record) => [record.id, this.#row(template, record, before)]),
    );
    const rows = [...this.#shown.values()].map(({ row }) => row);
    // Untouched rows stay in place, so that nobody loses the focus or an open question.
    if (rows.some((row, at) => list.children[at] !== row) || list.children.length > rows.length) {
      list.replaceChildren(...rows);
    }
  }

  /**
   * @param {HTMLTemplateElement} template @param {OutboxRecord} record
   * @param {Map<string, Shown>} before
   * @returns {Shown}
   */
  #row(template, record, before) {
    const signature = JSON.stringify([record, this.#viewer]);
    const known = before.get(record.id);
    if (known?.signature === signature) return known;
    return { signature, row: rowOf(template, record, record.account !== this.#viewer) };
  }

  /** @param {OutboxRecord[]} records */
  async #head(records) {
    const { oldest, persisted } = await storageFacts();
    const mine = records.some((record) => isUnsent(record) && record.account === this.#viewer);
    const moving = records.filter(({ state }) => state === "waiting" || state === "sending");
    for (const place of this.querySelectorAll("[data-count]")) {
      place.textContent = String(moving.length);
    }
    for (const place of this.querySelectorAll("[data-oldest]")) {
      place.textContent = oldest && moment(oldest);
    }
    show(this, [
      records.length ? "any" : "empty",
      ...[oldest && "unsent", moving.length > 0 && "waiting", mine && "mine"],
      oldest && !persisted && isYesterday(oldest) && "old",
      this.#lost && "lost",
      oldest && !this.#viewer && "sign-in",
      this.#outcome,
    ]);
  }
}

/** @param {OutboxRecord} record @param {number} rest the whole queue's pause is each one's too */
const paused = (record, rest) => ({ ...record, next_try_at: Math.max(record.next_try_at, rest) });

/** @param {OutboxRecord} one @param {OutboxRecord} other what waits, oldest first; then the newest */
function unsentFirst(one, other) {
  if (isStub(one) !== isStub(other)) return isStub(one) ? 1 : -1;
  const order = one.created_at < other.created_at ? -1 : 1;
  return isStub(one) ? -order : order;
}

customElements.define("mp-outbox-list", OutboxList);
