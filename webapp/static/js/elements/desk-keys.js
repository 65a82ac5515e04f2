/** Which control a key presses; the controls themselves say what they do. */
const VERDICTS = {
  ...{ a: "accept", c: "correct", p: "return", r: "reject", s: "skip" },
  ...{ o: "rollover", x: "exchange", m: "other-meter", e: "estimate", h: "hand-over" },
};
const PHOTO = { z: "zoom", t: "turn" };
/** Nobody sees in less what looks odd: a key that comes sooner was meant for the item before. */
const TOO_SOON = 300;
/** Two presses within this time are one press that bounced: they must not decide two items. */
const BOUNCE = 500;

/** The desk's keyboard: one key a decision, and ways through the queue. */
export class DeskKeys extends HTMLElement {
  #decidedAt = Number.NEGATIVE_INFINITY;

  connectedCallback() {
    document.addEventListener("keydown", this.#press);
    document.addEventListener("click", this.#click, true);
    document.addEventListener("toggle", opened, true);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#press);
    document.removeEventListener("click", this.#click, true);
    document.removeEventListener("toggle", opened, true);
  }

  #press = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || this.#help?.open) return;
    if (event.key === "Escape") return back();
    if (!this.hasAttribute("data-on") || event.repeat || isTyping(event.target)) return;
    if (this.#act(event.key.toLowerCase(), event)) event.preventDefault();
  };

  /** @param {string} key @param {KeyboardEvent} event */
  #act(key, event) {
    if (key === "?") return this.#ask();
    if (key === "u") return press("[data-verdict=undo]");
    if (key in VERDICTS) return this.#decide(VERDICTS[/** @type {"a"} */ (key)], event.timeStamp);
    if (key in PHOTO) {
      const photo = event.shiftKey ? "[data-before]" : "[data-led]";
      return press(`${photo} [data-act=${PHOTO[/** @type {"z"} */ (key)]}]`);
    }
    if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
    return false;
  }

  /** @param {string} verdict @param {number} at */
  #decide(verdict, at) {
    // With another row in focus it would not be clear which one is meant: that one is opened first.
    const row = document.activeElement?.closest(".item");
    if (row && !row.classList.contains("open")) return false;
    // Whoever has begun a form means that one; a slip must not accept what is being corrected.
    if (verdict === "accept" && find(".act[open]")) return false;
    if (verdict === "accept" && !seen(at)) return true;
    return press(`[data-verdict=${verdict}]`);
  }

  #click = (/** @type {MouseEvent} */ event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("[data-keys-help]")) this.#ask();
    if (event.target.closest("[data-verdict=accept]")) this.#accept(event);
  };

  /** @param {Event} event the second click of a double click would fall on the next item */
  #accept(event) {
    const bounced = event.timeStamp - this.#decidedAt < BOUNCE;
    this.#decidedAt = event.timeStamp;
    if (bounced) event.preventDefault();
  }

  #ask() {
    this.#help?.showModal();
    return true;
  }

  get #help() {
    return this.querySelector("dialog");
  }
}

/** @param {{target: EventTarget|null}} event a form that opens is where one goes on */
function opened({ target }) {
  if (!(target instanceof HTMLDetailsElement) || !target.open || !target.matches(".act")) return;
  // Not by a shared name: while one desk is swapped for another, that would close the new form.
  for (const other of document.querySelectorAll(".act[open]")) {
    if (other !== target) other.removeAttribute("open");
  }
  const first = target.querySelector(".counter-input, input[type=radio]:checked");
  // Whoever is in the form already is not led back to its beginning.
  if (target.querySelector("form")?.contains(document.activeElement)) return;
  if (first instanceof HTMLInputElement) {
    target.scrollIntoView({ block: "nearest" });
    first.focus({ preventScroll: true });
    if (first.type === "text") first.select();
  }
}

/** Out of a form, or from the item back to its row in the queue. */
function back() {
  const form = /** @type {HTMLDetailsElement|null} */ (
    document.querySelector(".act[open]") ?? document.querySelector(".more[open]")
  );
  if (!form) return find(".item.open a, .item a")?.focus();
  form.open = false;
  form.querySelector("summary")?.focus();
}

/**
 * Whether what looks odd has been there to be seen; if not, it is said why nothing happens.
 * @param {number} at when the key was pressed
 */
function seen(at) {
  if (!find("#acts[data-flagged]")) return true;
  const item = find("#item");
  const ready = item?.dataset.ready !== undefined;
  const note = find("#not-yet");
  if (note) note.hidden = ready;
  return ready && at - Number(item?.dataset.shownAt) > TOO_SOON;
}

/** @param {number} by rows to move on in the queue */
function step(by) {
  const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".item a")]);
  const from = document.activeElement?.closest(".item") ?? find(".item.open");
  const at = links.findIndex((link) => from?.contains(link));
  const next = at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by));
  links[next]?.focus();
  return links.length > 0;
}

/** @param {string} selector */
function press(selector) {
  const control = find(selector);
  if (!control || control.closest("[inert]") || control.matches(":disabled")) return false;
  const more = control.closest(".more");
  if (more instanceof HTMLDetailsElement) more.open = true;
  control.click();
  // At once and not with the event, for the next key may follow close behind.
  const act = control.closest(".act");
  if (control.matches("summary") && act) opened({ target: act });
  return true;
}

/** @param {EventTarget|null} target */
function isTyping(target) {
  return (
    target instanceof HTMLElement &&
    target.matches("input:not([type=radio]), textarea, select, [contenteditable]")
  );
}

/** @param {string} selector @returns {HTMLElement|null} */
const find = (selector) => document.querySelector(selector);

customElements.define("mp-desk-keys", DeskKeys);
