/** The lease lasts five minutes; so one renewal may be lost on the way. */
const RENEW = 2 * 60 * 1000;

/**
 * Says to colleagues that this item is open here, for as long as it is. Looking alone claims
 * nothing: this element asks by itself once it stands in a page that somebody sees.
 */
export class DeskLease extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    this.#hold();
    this.#timer = window.setInterval(this.#hold, RENEW);
    document.addEventListener("visibilitychange", this.#hold);
    document.addEventListener("prerenderingchange", this.#hold);
    window.addEventListener("pagehide", this.#release);
  }

  disconnectedCallback() {
    window.clearInterval(this.#timer);
    document.removeEventListener("visibilitychange", this.#hold);
    document.removeEventListener("prerenderingchange", this.#hold);
    window.removeEventListener("pagehide", this.#release);
    this.#release();
  }

  #hold = async () => {
    const seen = document.visibilityState === "visible";
    if (!seen || /** @type {{prerendering?: boolean}} */ (document).prerendering) return;
    try {
      const answer = await this.#ask("");
      const text = answer.ok ? await answer.text() : "";
      const held = this.querySelector("#held");
      if (held && text.includes('id="held"')) held.outerHTML = text;
    } catch {
      // Without a network nobody is told; the first decision counts all the same.
    }
  };

  #release = () => {
    this.#ask("/release").catch(() => {});
  };

  /** @param {string} what */
  #ask(what) {
    const token = document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? "";
    return fetch(`${this.dataset.address}${what}`, {
      method: "POST",
      headers: { "HX-Request": "true", "X-CSRFToken": token },
      redirect: "manual",
      keepalive: true,
    });
  }
}

customElements.define("mp-desk-lease", DeskLease);
