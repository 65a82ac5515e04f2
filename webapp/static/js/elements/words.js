const DAY = 86_400_000;

/** The page's language; plain English writes 31 Oct and 18:04, here as on the server. */
export function lang() {
  const { lang } = document.documentElement;
  return !lang || lang === "en" ? "en-GB" : lang;
}

/**
 * A moment as people say it: today by the clock alone, earlier ones with their day.
 * @param {string|number} when
 */
export function moment(when) {
  const date = new Date(when);
  const today = new Date().toDateString() === date.toDateString();
  const day = /** @type {const} */ ({ day: "numeric", month: "short" });
  const clock = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit" });
  return new Intl.DateTimeFormat(lang(), { ...(today ? {} : day), ...clock }).format(date);
}

/** @param {string} when whether it is more than a day ago */
export const isYesterday = (when) => Date.now() - Date.parse(when) > DAY;

/** @param {number} bytes */
export const size = (bytes) =>
  new Intl.NumberFormat(lang(), { style: "unit", unit: "kilobyte" }).format(
    Math.ceil(bytes / 1000),
  );

/** @param {string} value decimal text with a point */
export const decimal = (value) =>
  new Intl.NumberFormat(lang(), { maximumFractionDigits: 6, useGrouping: false }).format(
    Number(value),
  );

/**
 * Shows the parts of `host` that are meant for one of `cases`, and hides the others.
 * @param {HTMLElement} host
 * @param {(string|false|null|undefined)[]} cases
 */
export function show(host, cases) {
  for (const part of host.querySelectorAll("[data-when]")) {
    if (part instanceof HTMLElement) part.hidden = !cases.includes(part.dataset.when ?? "");
  }
}
