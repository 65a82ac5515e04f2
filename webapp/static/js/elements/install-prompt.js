import { listen } from "../outbox/channel.js";
import { countWaiting } from "../outbox/records.js";
import { show } from "./words.js";

/** @type {(Event & {prompt: () => Promise<void>})|null} */
let offer = null;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = /** @type {any} */ (event);
  for (const element of document.querySelectorAll("mp-install-prompt")) {
    /** @type {InstallPrompt} */ (element).refresh();
  }
});

/** Offers to install, but first what waits has to leave: on iPhones the app has its own memory. */
class InstallPrompt extends HTMLElement {
  #stop = () => {};

  connectedCallback() {
    this.querySelector("[data-install]")?.addEventListener("click", () => this.install());
    this.#stop = listen(() => this.refresh());
    this.refresh();
  }

  disconnectedCallback() {
    this.#stop();
  }

  async install() {
    await offer?.prompt();
    offer = null;
    this.refresh();
  }

  async refresh() {
    const way = offer ? "offered" : isAppleTab() && "by-hand";
    this.hidden = !way || !this.firstElementChild;
    if (way) show(this, [(await countWaiting()) ? "waiting" : way]);
  }
}

const isAppleTab = () => "standalone" in navigator && !navigator.standalone;

customElements.define("mp-install-prompt", InstallPrompt);
