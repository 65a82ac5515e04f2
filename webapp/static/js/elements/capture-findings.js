import { asks } from "../lib/findings.js";
import { fill } from "../lib/format.js";
import { offersFor } from "../lib/offers.js";
import { asJpeg } from "../lib/photo.js";
import { part } from "./capture-words.js";

/** @typedef {import("./meter-fields.js").MeterFields} MeterFields */
/** @typedef {import("./register-field.js").RegisterField} RegisterField */
/** @typedef {{register: RegisterField, finding: import("../lib/findings.js").Finding}} Judged */

/** What stands between a reading and its saving: faults, questions, a full phone. */
export class Findings {
  #root;
  /** What the person was asked already; the same answer given again means yes. */
  #asked = "";
  /** What each offer is about. @type {Map<string, Judged>} */
  #offered = new Map();

  constructor(/** @type {HTMLElement} */ root) {
    this.#root = root;
  }

  clear() {
    this.#asked = "";
    this.#show(false);
    for (const name of ["not-saved", "moved"]) part(this.#root, name).hidden = true;
  }

  /** Hard faults are said where they are, and nothing can be saved over them. */
  refuses(/** @type {MeterFields} */ fields) {
    if (fields.dayFindings.length) {
      part(fields.root, "closed").focus();
      return true;
    }
    const hard = fields.judged.filter(({ finding }) => finding.severity === "hard");
    for (const { register, finding } of hard) register.fault(register.sentence(finding));
    hard[0]?.register.point();
    return hard.length > 0;
  }

  /** What looks odd is asked once; whoever saves the same again has answered. */
  asks(/** @type {MeterFields} */ fields) {
    const about = fields.judged.filter(({ finding }) => asks(finding));
    const question = JSON.stringify(about.map(({ register, finding }) => [register.text, finding]));
    if (!about.length || question === this.#asked) return false;
    this.#asked = question;
    const told = withoutEcho(about);
    this.#list(told.map(({ register, finding }) => register.sentence(finding)));
    this.#offer(told);
    this.photographed(fields);
    this.#show(true);
    part(this.#root, "findings-title").focus({ preventScroll: true });
    // The counter above, the question below: both at once, on a small screen, too.
    about[0].register.scrollIntoView();
    return true;
  }

  /** A photo answers no question, but who has one need not be offered one. */
  photographed(/** @type {MeterFields} */ { photoBoxes }) {
    const offer = part(this.#root, "photo", "offer");
    offer.hidden ||= photoBoxes.some(({ photo }) => photo);
    part(this.#root, "not-saved").hidden = true;
  }

  /** What an offer is about, once it is chosen. */
  about(/** @type {string} */ offer) {
    return /** @type {Judged} */ (this.#offered.get(offer));
  }

  /**
   * The reading stays on the screen, and the person gets a way out.
   * @param {string} code
   * @param {boolean} withPhoto
   */
  notSaved(code, withPhoto) {
    const box = part(this.#root, "not-saved");
    part(box, "quota", "code").hidden = code !== "quota";
    part(box, "other", "code").hidden = code === "quota";
    part(box, "photo-ways").hidden = !withPhoto;
    box.hidden = false;
    box.focus();
  }

  /** Hands the photo to the phone's own places: its gallery, a message, a file. */
  async share(/** @type {{bytes: ArrayBuffer | null} | null} */ photo) {
    if (!photo?.bytes) return;
    const file = new File([asJpeg(photo.bytes)], "meter.jpg", { type: "image/jpeg" });
    if (navigator.canShare?.({ files: [file] })) {
      await navigator.share({ files: [file] }).catch(() => {});
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  #list(/** @type {string[]} */ sentences) {
    const items = sentences.map((textContent) =>
      Object.assign(document.createElement("li"), { textContent }),
    );
    part(this.#root, "finding-list").replaceChildren(...items);
  }

  #offer(/** @type {Judged[]} */ about) {
    const offers = part(this.#root, "offers");
    offers.hidden = false;
    for (const button of offers.querySelectorAll("button")) {
      const { offer = "", text } = button.dataset;
      const fitting = about.find(({ finding }) => offersFor(finding).includes(offer));
      button.hidden = !fitting;
      if (!fitting) continue;
      this.#offered.set(offer, fitting);
      if (text) button.textContent = fill(text, fitting.register.written(fitting.finding));
    }
  }

  #show(/** @type {boolean} */ open) {
    part(this.#root, "findings").hidden = !open;
    part(this.#root, "save").hidden = open;
    part(this.#root, "confirm").hidden = !open;
  }
}

/**
 * Two swapped values are one question: what the other one would say is the same once more.
 * @param {Judged[]} about
 */
function withoutEcho(about) {
  const swapped = about.find(({ finding }) => finding.words === "V13.register");
  return about.filter(({ register }) => register.facts.id !== swapped?.finding.numbers.to);
}
