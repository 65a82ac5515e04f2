const EVERY = 5_000;

/** A part of a desk page that asks whether it is still true, for as long as somebody looks at it. */
class DeskFresh extends HTMLElement {
  #timer = 0;
  #ask = () => {
    // Whoever is on the way to a control within keeps it; it is asked again soon.
    if (!document.hidden && !this.querySelector("form:focus-within")) {
      this.dispatchEvent(new CustomEvent("fresh"));
    }
  };

  connectedCallback() {
    this.#timer = window.setInterval(this.#ask, EVERY);
    document.addEventListener("visibilitychange", this.#ask);
    this.addEventListener("htmx:beforeSwap", keepUnlessFresh);
  }

  disconnectedCallback() {
    window.clearInterval(this.#timer);
    document.removeEventListener("visibilitychange", this.#ask);
  }
}

/** An error is no customer: then what is on the screen stays. */
function keepUnlessFresh(/** @type {Event} */ event) {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.xhr.status !== 200) detail.shouldSwap = false;
}

customElements.define("mp-desk-fresh", DeskFresh);
