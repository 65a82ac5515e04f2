import { daysBetween, localDay } from "../lib/dates.js";
import { DraftKeeper, takenAt } from "../lib/draft.js";
import { firstMeter, roundOf } from "../lib/round.js";
import { storageWorks } from "../outbox/device.js";
import { drain } from "../outbox/drain.js";
import { loadMeters } from "../outbox/meters.js";
import * as records from "../outbox/records.js";
import { Findings } from "./capture-findings.js";
import { SavedFace } from "./capture-saved.js";
import { part, say } from "./capture-words.js";
import { MeterFields, makeFields, metersOf } from "./meter-fields.js";

/** @typedef {import("../outbox/types.js").Meter} Meter */
/** @typedef {import("../outbox/types.js").OutboxRecord} OutboxRecord */

/** Reading a meter: works on what the phone knows, and keeps what is typed from the first key on. */
class Capture extends HTMLElement {
  #account = "";
  #days = 0;
  /** @type {Map<Meter, HTMLElement | null>} */
  #meters = new Map();
  /** @type {MeterFields | null} */
  #fields = null;
  /** @type {DraftKeeper | null} */
  #keeper = null;
  /** @type {OutboxRecord | null} */
  #unfinished = null;
  #busy = false;
  #findings = new Findings(this);
  #savedFace = new SavedFace(this);

  async connectedCallback() {
    if (this.#fields) return;
    const onPage = metersOf(this);
    if (!(await storageWorks())) return this.#stayPlain(onPage.size > 0);
    if (onPage.size) this.#know(document.body.dataset.account ?? "", onPage);
    else await this.#askPhone();
    if (!this.#meters.size) return this.#face("no-meters");
    this.#listen();
    await this.#begin();
  }

  disconnectedCallback() {
    this.#keeper?.stop();
    document.removeEventListener("visibilitychange", this.#keep);
  }

  /** No place to keep anything: the server's form still sends at once, the shell can only say so. */
  #stayPlain(/** @type {boolean} */ onServersPage) {
    if (onServersPage) part(this, "plain").hidden = false;
    else this.#face("no-storage");
  }

  async #askPhone() {
    const known = await loadMeters();
    if (!known) return;
    this.#days = daysBetween(known.fetched_at, localDay(new Date()));
    this.#know(known.account, new Map(known.meters.map((meter) => [meter, null])));
  }

  /**
   * @param {string} account
   * @param {Map<Meter, HTMLElement | null>} meters
   */
  #know(account, meters) {
    this.#account = account;
    this.#meters = meters;
  }

  #listen() {
    this.#form.addEventListener("submit", this.#submitted);
    this.addEventListener("input", this.#changed);
    this.addEventListener("mp-photo-opening", this.#keep);
    this.addEventListener("mp-photo-change", this.#keep);
    this.addEventListener("click", this.#act);
    this.#select.addEventListener("change", this.#chosen);
    document.addEventListener("visibilitychange", this.#keep);
  }

  async #begin() {
    const asked = new URLSearchParams(location.search);
    const edited = await this.#mine(asked.get("edit"));
    part(this, "on-its-way-already").hidden = !asked.get("edit") || Boolean(edited);
    const begun = edited ?? (await records.openDraft(this.#account));
    const meters = [...this.#meters.keys()];
    const { left } = await this.#round();
    const serial = edited ? null : (asked.get("meter") ?? this.dataset.chosen ?? null);
    const meter = firstMeter({ meters, serial, begun, left });
    this.#fillSelect(meters);
    const fits = begun?.meter.id === meter.id;
    this.#open(meter, fits ? begun : null);
    this.#offerUnfinished(fits ? null : begun);
    this.dataset.live = ""; // only now is the page down to the one meter that is read
  }

  /** A record of this account, opened for editing. */
  async #mine(/** @type {string | null} */ id) {
    const known = (await records.summaries()).find((record) => record.id === id);
    return known?.account === this.#account ? records.reopen(known.id) : null;
  }

  async #round() {
    const mine = (await records.summaries()).filter(({ account }) => account === this.#account);
    return roundOf([...this.#meters.keys()], mine, localDay(new Date()));
  }

  /**
   * @param {Meter} meter
   * @param {OutboxRecord | null} record
   */
  #open(meter, record) {
    const root = this.#meters.get(meter) ?? makeFields(part(this, "blank"), meter);
    this.#meters.set(meter, root);
    part(this, "meters").replaceChildren(root);
    const meters = [...this.#meters.keys()];
    this.#fields = new MeterFields(root, meter, { days: this.#days, meters });
    this.#fields.wake();
    this.#keeper?.stop();
    this.#keeper = record && this.#keeperOf(record);
    if (record) this.#fields.show(record);
    this.#select.value = meter.id;
    this.#findings.clear();
    this.#face("form");
    this.#showProgress();
  }

  #keeperOf(/** @type {OutboxRecord} */ record) {
    const fields = /** @type {MeterFields} */ (this.#fields);
    return new DraftKeeper(record, records, () => fields.read());
  }

  /** The draft is made by the first touch, not by looking. */
  get #draft() {
    const meter = /** @type {MeterFields} */ (this.#fields).meter;
    this.#keeper ??= this.#keeperOf(records.newDraft({ account: this.#account, meter }));
    return this.#keeper;
  }

  #changed = (/** @type {Event} */ event) => {
    if (!this.#form.contains(/** @type {Node} */ (event.target))) return;
    this.#findings.clear();
    this.#draft.later();
  };

  #keep = (/** @type {Event} */ event) => {
    if (event.type === "mp-photo-change" && this.#fields) this.#findings.photographed(this.#fields);
    if (event.type !== "visibilitychange") this.#draft.now();
    else if (document.hidden && !this.#busy) this.#keeper?.now();
  };

  #chosen = async () => {
    await this.#keeper?.now();
    const meter = [...this.#meters.keys()].find(({ id }) => id === this.#select.value);
    if (meter) await this.#turnTo(meter);
  };

  /** To another meter, with what was begun there. */
  async #turnTo(/** @type {Meter} */ meter) {
    const drafts = (await records.summaries()).filter((record) => record.state === "draft");
    const mine = drafts.filter(({ account }) => account === this.#account);
    const begun = mine.filter((record) => record.meter.id === meter.id).pop();
    history.replaceState(null, "", `?meter=${encodeURIComponent(meter.serial)}`);
    this.#offerUnfinished(null);
    this.#open(meter, begun ? await records.reopen(begun.id) : null);
    scrollTo(0, 0);
  }

  #offerUnfinished(/** @type {OutboxRecord | null} */ record) {
    const known = [...this.#meters.keys()].find(({ id }) => id === record?.meter.id);
    this.#unfinished = known ? record : null;
    part(this, "unfinished").hidden = !known;
    if (known) part(this, "unfinished-name").textContent = `${known.name} ${known.serial}`;
  }

  #act = (/** @type {MouseEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target).closest("button, a");
    const {
      act,
      offer,
      part: name,
      note,
    } = /** @type {HTMLElement | null} */ (target)?.dataset ?? {};
    if (act === "continue") this.#turnToRecord(this.#unfinished);
    if (act === "save-without") this.#saveWithoutPhoto();
    if (act === "share") this.#findings.share(this.#fields?.read().photo ?? null);
    if (offer && note) this.#saveWithNote(note);
    else if (offer) this.#take(offer);
    if (name === "next" && this.#savedFace.next) {
      event.preventDefault();
      this.#turnTo(this.#savedFace.next).then(() => this.#fields?.root.focus());
    }
  };

  #turnToRecord(/** @type {OutboxRecord | null} */ record) {
    const meter = [...this.#meters.keys()].find(({ id }) => id === record?.meter.id);
    if (meter) this.#turnTo(meter);
  }

  /** What the person says it really is; saving stays theirs to do. */
  async #take(/** @type {string} */ offer) {
    if (offer === "photo") return this.#fields?.photoBoxes[0].open();
    const about = this.#findings.about(offer);
    this.#findings.clear();
    const fields = /** @type {MeterFields} */ (this.#fields);
    if (offer === "mistyped" || offer === "fill_in") return about.register.point();
    if (offer === "other_meter") await this.#moveTo(about);
    if (offer === "other_register") fields.swap(about);
    if (offer === "suggested") about.register.number = Number(about.finding.numbers.suggested);
    this.#draft.later();
    /** @type {HTMLElement} */ (this.#form.querySelector("[type=submit]")).focus();
  }

  /** The value and its photo go to the meter they belong to; what else was typed stays. */
  async #moveTo(/** @type {import("./capture-findings.js").Judged} */ { register, finding }) {
    const { meter: id, to } = finding.numbers;
    const meter = [...this.#meters.keys()].find((known) => known.id === id);
    if (!meter) return;
    const [left, keeper] = [/** @type {MeterFields} */ (this.#fields), this.#draft];
    const moved = left.giveAway(register);
    await keeper.now();
    await this.#turnTo(meter);
    this.#fields?.receive(String(to), moved);
    const { name, serial } = meter;
    part(this, "moved").hidden = false;
    part(this, "moved-words").textContent = say("moved", { name, serial });
    await this.#draft.now();
    if (left.isEmpty) await records.remove(keeper.record.id);
  }

  #saveWithNote(/** @type {string} */ sentence) {
    const { note } = /** @type {MeterFields} */ (this.#fields);
    const said = note.value.replace(sentence, "").trim();
    note.value = [said, sentence].filter(Boolean).join(" ");
    this.#save();
  }

  #saveWithoutPhoto() {
    for (const box of this.#fields?.photoBoxes ?? []) box.show(null);
    this.#save();
  }

  #submitted = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    this.#save();
  };

  async #save() {
    const fields = this.#fields;
    if (this.#busy || !fields || this.#findings.refuses(fields)) return;
    this.#setBusy(true);
    try {
      if (await this.#photosRefused(fields)) return;
      if (this.#findings.asks(fields)) return;
      const content = fields.finished();
      const captured_at = takenAt(this.#draft.record, content.photo);
      const record = await this.#draft.finish({ ...content, captured_at });
      await this.#saved(fields, record);
    } catch (error) {
      if (!(error instanceof records.NotSaved)) throw error;
      this.#findings.notSaved(
        error.code,
        fields.photoBoxes.some(({ photo }) => photo),
      );
    } finally {
      this.#setBusy(false);
    }
  }

  /** A picture still in the making is waited for; a refused one is the person's to decide on. */
  async #photosRefused(/** @type {MeterFields} */ { photoBoxes }) {
    const ready = await Promise.all(photoBoxes.map((box) => box.ready));
    const refused = photoBoxes[ready.indexOf(false)];
    refused?.point();
    return Boolean(refused);
  }

  /**
   * @param {MeterFields} fields
   * @param {OutboxRecord} record
   */
  async #saved(fields, record) {
    this.#keeper = null;
    fields.clear();
    const sent = drain({ reason: "saved" }).catch(() => null);
    this.#savedFace.show(record, await this.#round());
    this.#face("saved");
    this.#savedFace.focus();
    sent.then(() => this.#savedFace.hear(record.id));
  }

  #setBusy(/** @type {boolean} */ busy) {
    this.#busy = busy;
    this.#form.ariaBusy = String(busy);
  }

  #fillSelect(/** @type {Meter[]} */ meters) {
    const options = meters.map(({ id, name, serial }) => new Option(`${name} ${serial}`, id));
    this.#select.replaceChildren(...options);
    part(this, "which").hidden = false;
    part(this, "show").hidden = true;
  }

  async #showProgress() {
    const { all, done } = await this.#round();
    part(this, "so-far").hidden = all < 2;
    part(this, "so-far").textContent = say("progress", { n: Math.min(done + 1, all), all });
  }

  #face(/** @type {string} */ name) {
    for (const face of /** @type {NodeListOf<HTMLElement>} */ (
      this.querySelectorAll("[data-face]")
    )) {
      face.hidden = face.dataset.face !== name;
    }
    part(this, "which").hidden = name !== "form";
    if (name === "saved") this.#offerUnfinished(null);
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form[data-face]"));
  }

  get #select() {
    return /** @type {HTMLSelectElement} */ (this.querySelector("select"));
  }
}

customElements.define("mp-capture", Capture);
