import { within } from "../lib/limit.js";

/**
 * Keeps a plain form on the screen, with everything in it, where it could not arrive: without a
 * network, once somebody is signed out, or where somebody else is signed in by now. Without scripts
 * it is sent as forms are.
 */
class KeptForm extends HTMLElement {
  #asking = false;
  #arrives = false;

  connectedCallback() {
    this.addEventListener("submit", (event) => this.#submitted(event));
  }

  /** @param {SubmitEvent} event */
  async #submitted(event) {
    if (this.#arrives) return;
    event.preventDefault();
    if (this.#asking) return;
    this.#asking = true;
    this.#say("");
    const form = /** @type {HTMLFormElement} */ (event.target);
    form.setAttribute("aria-busy", "true");
    const trouble = await troubleOf(form);
    form.removeAttribute("aria-busy");
    this.#asking = false;
    if (trouble) return this.#say(trouble);
    this.#arrives = true;
    form.requestSubmit(event.submitter);
    this.#arrives = false;
  }

  /** @param {string} what no-network, signed-out, somebody-else, or nothing */
  #say(what) {
    for (const words of this.querySelectorAll("[data-trouble]")) {
      if (!(words instanceof HTMLElement)) continue;
      words.hidden = words.dataset.trouble !== what;
      if (!words.hidden) words.focus();
    }
  }
}

/**
 * What would keep this form from arriving; puts today's token into it otherwise.
 * @param {HTMLFormElement} form @returns {Promise<string>}
 */
async function troubleOf(form) {
  const asked = fetch("/sync/session", { cache: "no-store", signal: within(8000) });
  const answer = await asked.catch(() => null);
  if (answer?.status === 401) return "signed-out";
  if (!answer?.ok) return "no-network";
  const { account, csrf } = await answer.json().catch(() => ({}));
  // What answers without a token is no portal of ours, but a network that wants something first.
  if (!csrf) return "no-network";
  if (String(account) !== document.body.dataset.account) return "somebody-else";
  const token = form.elements.namedItem("csrf_token");
  if (token instanceof HTMLInputElement) token.value = csrf;
  return "";
}

customElements.define("mp-kept-form", KeptForm);
