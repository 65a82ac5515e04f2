/** Something that is there for a while only, such as the way back from a decision. */
export class PassingNote extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    const seconds = Number(this.dataset.seconds);
    this.#timer = window.setTimeout(() => this.remove(), seconds * 1000);
  }

  disconnectedCallback() {
    window.clearTimeout(this.#timer);
  }
}

customElements.define("mp-passing", PassingNote);
