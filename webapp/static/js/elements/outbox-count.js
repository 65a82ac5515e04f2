import { listen } from "../outbox/channel.js";
import { countWaiting } from "../outbox/records.js";
import { knownAccount } from "../outbox/session.js";

/** How many readings wait on this phone; not there at all when none do. */
class OutboxCount extends HTMLElement {
  #stop = () => {};

  connectedCallback() {
    this.#stop = listen(() => this.count());
    this.count();
  }

  disconnectedCallback() {
    this.#stop();
  }

  async count() {
    // While nobody is known, everybody's count: better too many than a forgotten one.
    const count = await countWaiting(document.body.dataset.account ?? (await knownAccount()));
    (this.querySelector("[data-count]") ?? this).textContent = String(count);
    this.hidden = count === 0;
  }
}

customElements.define("mp-outbox-count", OutboxCount);
