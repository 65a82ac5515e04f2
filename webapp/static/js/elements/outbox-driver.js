import { listen } from "../outbox/channel.js";
import { getFact } from "../outbox/database.js";
import { persist } from "../outbox/device.js";
import { drain, nextTry } from "../outbox/drain.js";
import { countWaiting } from "../outbox/records.js";
import { knownAccount, meet } from "../outbox/session.js";

/** Sends what waits whenever there may be a chance; stands once on every page. */
class OutboxDriver extends HTMLElement {
  #stop = () => {};
  #timer = 0;

  connectedCallback() {
    addEventListener("online", this);
    addEventListener("pageshow", this);
    document.addEventListener("visibilitychange", this);
    document.addEventListener("mp-drain", this);
    this.#stop = listen(() => this.#plan());
    this.drain(document.querySelector("mp-outbox-list") ? "look" : "start");
    this.#greet();
    this.#introduce();
  }

  disconnectedCallback() {
    removeEventListener("online", this);
    removeEventListener("pageshow", this);
    document.removeEventListener("visibilitychange", this);
    document.removeEventListener("mp-drain", this);
    this.#stop();
    clearTimeout(this.#timer);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event instanceof CustomEvent) return this.drain("button");
    if (document.visibilityState === "hidden") return leaveToTheBrowser();
    // A first pageshow is the start, which has been taken care of.
    if (event instanceof PageTransitionEvent && !event.persisted) return;
    if (event.type === "pageshow") this.#leaveWhatIsNoLongerTheirs();
    this.drain(event.type);
  }

  /** @param {string} reason */
  async drain(reason) {
    const outcome = await drain({ reason }).catch(() => "no-storage");
    const event = { bubbles: true, detail: { outcome, reason } };
    this.dispatchEvent(new CustomEvent("mp-drained", event));
    // Whoever pressed while another tab was sending still wishes it when that has ended.
    if (outcome === "busy" && reason === "button") setTimeout(() => this.drain(reason), 1000);
    this.#plan();
  }

  /** The next try at the moment the queue names, give or take a little. */
  async #plan() {
    const due = await nextTry().catch(() => null);
    clearTimeout(this.#timer);
    if (due === null) return;
    persist().catch(() => {});
    const wait = Math.max(2000, due - Date.now()) + Math.random() * 1000;
    this.#timer = setTimeout(() => this.drain("timer"), wait);
  }

  /** The browser's own "back" shows a page as it was, even after its person has signed out. */
  async #leaveWhatIsNoLongerTheirs() {
    const { account } = document.body.dataset;
    if (!account || (await knownAccount().catch(() => account)) === account) return;
    document.body.hidden = true;
    location.reload();
  }

  /** Tells the worker who is here, so that it fetches what they need without a network. */
  async #greet() {
    const { account } = document.body.dataset;
    if (!account) return;
    await meet(account).catch(() => {});
    const registration = await navigator.serviceWorker?.ready;
    registration?.active?.postMessage({ type: "signed-in", account });
  }

  /** Fills the names into a shell, which comes without any. */
  async #introduce() {
    if (document.body.dataset.account || !/^\/(capture|outbox)$/.test(location.pathname)) return;
    const session = await getFact("session").catch(() => null);
    for (const place of document.querySelectorAll("[data-fill]")) {
      const name = session?.[place.getAttribute("data-fill") ?? ""];
      if (name) place.textContent = name;
    }
  }
}

/** Background Sync where there is one: each time under a new name, for a used one stays silent. */
async function leaveToTheBrowser() {
  const registration = /** @type {any} */ (await navigator.serviceWorker?.getRegistration());
  if (!registration?.sync || !(await countWaiting())) return;
  await registration.sync.register(`outbox-${crypto.randomUUID()}`).catch(() => {});
}

customElements.define("mp-outbox-driver", OutboxDriver);
