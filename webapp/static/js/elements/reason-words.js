/** Lets the clerk reword the chosen sentence instead of writing one from nothing. */
export class ReasonWords extends HTMLElement {
  /** @type {HTMLFormElement|null} */
  #form = null;

  connectedCallback() {
    this.#form = this.closest("form");
    this.querySelector("details")?.addEventListener("toggle", this.#offer);
    this.#form?.addEventListener("change", this.#offer);
  }

  disconnectedCallback() {
    this.#form?.removeEventListener("change", this.#offer);
  }

  #offer = () => {
    const words = this.querySelector("textarea");
    if (!words || !this.querySelector("details")?.open) return;
    // What the clerk has written is never taken away.
    if (!words.value || this.#sentences.includes(words.value)) words.value = this.#chosen;
  };

  get #sentences() {
    return this.#reasons.map(({ parentElement }) => parentElement?.textContent?.trim() ?? "");
  }

  get #chosen() {
    return this.#sentences[this.#reasons.findIndex(({ checked }) => checked)] ?? "";
  }

  get #reasons() {
    const found = this.#form?.querySelectorAll("input[name=reason_code]") ?? [];
    return /** @type {HTMLInputElement[]} */ ([...found]);
  }
}

customElements.define("mp-reason-words", ReasonWords);
