import { moment } from "./words.js";

/** Says how old a page is that comes from this phone and not from the network. */
class AgeNote extends HTMLElement {
  connectedCallback() {
    const { cachedAt } = this.dataset;
    const age = this.querySelector("[data-age]");
    if (!cachedAt || !age) return;
    age.textContent = moment(cachedAt);
    this.hidden = false;
  }
}

customElements.define("mp-age-note", AgeNote);
