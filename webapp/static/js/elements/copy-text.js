const SHOWN_FOR = 4000;

/** Copies a figure. Without it, or where the browser forbids it, the figure can be selected. */
class CopyText extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    const button = this.querySelector("[data-copy]");
    if (!navigator.clipboard || !(button instanceof HTMLElement)) return;
    button.hidden = false;
    button.addEventListener("click", () => this.copy());
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.dataset.text ?? "");
      this.#say(true);
    } catch {
      this.#select();
    }
  }

  /** @param {boolean} copied */
  #say(copied) {
    const words = this.querySelector("[data-copied]");
    if (!(words instanceof HTMLElement)) return;
    words.hidden = !copied;
    clearTimeout(this.#timer);
    if (copied) this.#timer = setTimeout(() => this.#say(false), SHOWN_FOR);
  }

  #select() {
    const figure = this.querySelector(".figure");
    if (figure) getSelection()?.selectAllChildren(figure);
  }
}

customElements.define("mp-copy-text", CopyText);
