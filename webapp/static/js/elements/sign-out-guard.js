import { countWaiting } from "../outbox/records.js";
import { forgetOthers } from "../outbox/session.js";

/** Names what still waits before somebody signs out; then clears their pages, never the outbox. */
class SignOutGuard extends HTMLElement {
  #warned = false;

  connectedCallback() {
    this.addEventListener("submit", (event) => this.leave(event));
  }

  /** @param {SubmitEvent} event */
  async leave(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!this.#warned && (await this.#warn())) return;
    // The worker is told as well, so that it drops the answers still under way.
    navigator.serviceWorker?.controller?.postMessage({ type: "signed-out" });
    await forgetOthers().catch(() => {});
    form.submit();
  }

  async #warn() {
    const count = await countWaiting(document.body.dataset.account).catch(() => 0);
    const warning = this.querySelector("[data-warning]");
    if (!count || !(warning instanceof HTMLElement)) return false;
    for (const place of warning.querySelectorAll("[data-count]")) place.textContent = String(count);
    warning.hidden = false;
    warning.focus();
    this.#warned = true;
    return true;
  }
}

customElements.define("mp-sign-out-guard", SignOutGuard);
