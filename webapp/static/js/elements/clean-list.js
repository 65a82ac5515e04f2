/** Counts what is ticked, and what it comes to. */
export class CleanList extends HTMLElement {
  connectedCallback() {
    const all = this.#all;
    if (all) all.hidden = false;
    this.addEventListener("change", this.#change);
    this.#count();
  }

  #change = (/** @type {Event} */ { target }) => {
    const all = this.#all;
    if (all && target === all) for (const tick of this.#ticks) tick.checked = all.checked;
    this.#count();
  };

  #count() {
    const ticked = this.#ticks.filter(({ checked }) => checked);
    this.#write("[data-count]", ticked.length);
    for (const place of this.querySelectorAll("[data-sum]")) {
      const unit = place.getAttribute("data-sum") ?? "";
      const amounts = ticked.flatMap((tick) => amountsOf(tick, unit));
      place.textContent = written(amounts.reduce((sum, one) => sum + one, 0) / 1000);
    }
    const button = this.querySelector("button[type=submit]");
    if (button instanceof HTMLButtonElement) button.disabled = !ticked.length;
    if (this.#all) {
      this.#all.checked = ticked.length === this.#ticks.length;
      this.#all.indeterminate = ticked.length > 0 && !this.#all.checked;
    }
  }

  /** @param {string} selector @param {number} number */
  #write(selector, number) {
    const place = this.querySelector(selector);
    if (place) place.textContent = written(number);
  }

  get #all() {
    return /** @type {HTMLInputElement|null} */ (this.querySelector("[data-all]"));
  }

  get #ticks() {
    return /** @type {HTMLInputElement[]} */ ([
      ...this.querySelectorAll("input[name=submission_id]"),
    ]);
  }
}

/** @param {HTMLInputElement} tick @param {string} unit */
function amountsOf(tick, unit) {
  const places = tick.closest("tr")?.querySelectorAll("[data-amount]") ?? [];
  return [...places]
    .filter((place) => place.getAttribute("data-unit") === unit)
    .map((place) => Number(place.getAttribute("data-amount")));
}

/** @param {number} number as the page's language writes it */
const written = (number) =>
  new Intl.NumberFormat(document.documentElement.lang || "en", {
    useGrouping: false,
    maximumFractionDigits: 3,
  }).format(number);

customElements.define("mp-clean-list", CleanList);
