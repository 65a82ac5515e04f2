import { htmxReady } from "../lib/htmx.js";
import { listen } from "../outbox/channel.js";

const EVERY = 60_000;
const SOON = 1_500;

/** A list the server keeps: fetched anew while someone looks, on return, and after something was sent. */
class FreshList extends HTMLElement {
  #timer = 0;
  #soon = 0;
  #stop = () => {};
  #seen = () => this.refresh();

  connectedCallback() {
    this.#timer = window.setInterval(this.#seen, EVERY);
    this.#stop = listen(() => this.refreshSoon());
    document.addEventListener("visibilitychange", this.#seen);
    window.addEventListener("focus", this.#seen);
    this.addEventListener("htmx:beforeSwap", keepUnlessFresh);
  }

  disconnectedCallback() {
    window.clearInterval(this.#timer);
    window.clearTimeout(this.#soon);
    this.#stop();
    document.removeEventListener("visibilitychange", this.#seen);
    window.removeEventListener("focus", this.#seen);
  }

  refresh() {
    // A page that nobody looks at asks for nothing.
    if (document.hidden) return;
    htmxReady().then(
      () => this.dispatchEvent(new CustomEvent("fresh")),
      () => {},
    );
  }

  /** Many records may change at once; one look afterwards is enough. */
  refreshSoon() {
    window.clearTimeout(this.#soon);
    this.#soon = window.setTimeout(this.#seen, SOON);
  }
}

/** An error is no list: then the one on the screen stays. */
function keepUnlessFresh(/** @type {Event} */ event) {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.xhr.status !== 200) detail.shouldSwap = false;
}

customElements.define("mp-fresh-list", FreshList);
