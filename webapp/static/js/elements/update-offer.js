/** Offers a new version when one is ready; the person decides when to take it. */
class UpdateOffer extends HTMLElement {
  async connectedCallback() {
    const registration = await navigator.serviceWorker?.ready;
    if (!registration) return;
    this.#offer(registration);
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", () => this.#offer(registration));
    });
  }

  /** @param {ServiceWorkerRegistration} registration */
  #offer({ waiting }) {
    if (!waiting) return;
    this.hidden = false;
    this.querySelector("[data-update]")?.addEventListener("click", () => take(waiting));
  }
}

/** @param {ServiceWorker} waiting */
function take(waiting) {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
  waiting.postMessage({ type: "update" });
}

customElements.define("mp-update-offer", UpdateOffer);
