import { adviseOn, asJpeg, preparePhoto, Unusable } from "../lib/photo.js";
import { part, say } from "./capture-words.js";
import { PhotoFrame } from "./photo-frame.js";

/** @typedef {import("../outbox/types.js").Photo} Photo */
/** @typedef {import("../lib/frame.js").Frame} Frame */

/**
 * Takes one photo: a file input until it is woken, then preview, frame and advice.
 * Says `mp-photo-opening` before the camera may close the app, `mp-photo-change` after each change.
 */
export class PhotoBox extends HTMLElement {
  /** @type {Photo | null} */
  #photo = null;
  /** @type {Promise<boolean>} */
  #ready = Promise.resolve(true);
  /** @type {PhotoFrame | null} */
  #frame = null;
  #address = "";
  #awake = false;

  disconnectedCallback() {
    this.#forgetAddress();
  }

  /** Takes the file input over; without this it stays what it is. */
  wake() {
    if (this.#awake) return;
    this.#awake = true;
    this.dataset.live = "";
    this.#frame = new PhotoFrame(part(this, "frame"), this.#framed);
    for (const type of ["pointerdown", "click", "focus"]) {
      this.#input.addEventListener(type, () => this.#tell("mp-photo-opening"));
    }
    this.#input.addEventListener("change", this.#chosen);
    this.addEventListener("click", this.#act);
    part(this, "gallery", "act").hidden = false;
  }

  /** Resolves when no picture is in the making; false if the one that was had to be refused. */
  get ready() {
    return this.#ready;
  }

  /** @returns {Photo | null} */
  get photo() {
    return this.#photo && { ...this.#photo, frame: this.#frame?.placed ?? null };
  }

  /** Shows a photo that was kept, or none. */
  show(/** @type {Photo | null} */ photo) {
    this.#photo = photo?.bytes ? photo : null;
    this.#input.value = "";
    this.#refuse("");
    this.#frame?.show(/** @type {Frame | null} */ (this.#photo?.frame ?? null));
    this.#paint();
    this.#advise();
  }

  /** Opens the camera, in answer to a tap. */
  open() {
    this.#input.click();
  }

  /** Leads the eye and the keyboard to what is wrong with the picture. */
  point() {
    this.#input.focus();
    this.scrollIntoView({ block: "center" });
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input[type=file]"));
  }

  #chosen = () => {
    const file = this.#input.files?.[0];
    if (file) this.#ready = this.#prepare(file);
  };

  async #prepare(/** @type {File} */ file) {
    const busy = part(this, "busy");
    busy.hidden = false;
    try {
      this.show(await preparePhoto(file));
      return true;
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      this.show(null);
      this.#refuse(say(`photo.${error.code}`));
      return false;
    } finally {
      busy.hidden = true;
      // A refusal holds up the save that waited for it, not the next one.
      this.#ready = Promise.resolve(true);
      this.#tell("mp-photo-change");
    }
  }

  #framed = () => {
    this.#tell("mp-photo-change");
    this.#advise();
  };

  #act = (/** @type {MouseEvent} */ event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    const { act, move } = button?.dataset ?? {};
    if (move) this.#frame?.move(move);
    if (act === "retake") this.#input.click();
    if (act === "gallery") this.#openGallery();
    if (act === "drop") {
      this.show(null);
      this.#tell("mp-photo-change");
      this.#input.focus();
    }
  };

  /** `capture` opens the camera at once; without it the phone offers its pictures. */
  #openGallery() {
    this.#input.removeAttribute("capture");
    this.#input.click();
    this.#input.setAttribute("capture", "environment");
  }

  #paint() {
    this.#forgetAddress();
    const bytes = this.#photo?.bytes;
    if (bytes) this.#address = URL.createObjectURL(asJpeg(bytes));
    const picture = /** @type {HTMLImageElement} */ (part(this, "picture"));
    if (bytes) picture.src = this.#address;
    else picture.removeAttribute("src");
    for (const name of ["stage", "after"]) part(this, name).hidden = !bytes;
    part(this, "shutter").hidden = Boolean(bytes);
    part(this, "gallery", "act").hidden = Boolean(bytes);
  }

  async #advise() {
    const photo = this.#photo;
    if (!photo?.bytes || !this.#frame) return;
    const advice = await adviseOn(photo.bytes, this.#frame.area).catch(() => null);
    if (this.#photo !== photo) return;
    part(this, "advice").textContent = advice ? say(`advice.${advice}`) : "";
    part(this, "after").dataset.advice = advice ?? "";
  }

  #refuse(/** @type {string} */ sentence) {
    const error = part(this, "error");
    error.hidden = !sentence;
    /** @type {HTMLElement} */ (error.lastElementChild).textContent = sentence;
  }

  #forgetAddress() {
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = "";
  }

  #tell(/** @type {string} */ type) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true }));
  }
}

customElements.define("mp-photo", PhotoBox);
