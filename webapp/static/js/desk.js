import "./elements/desk-keys.js";
import "./elements/photo-viewer.js";
import "./elements/reason-words.js";

document.addEventListener("htmx:afterSettle", (event) => {
  const { target } = /** @type {CustomEvent} */ (event).detail;
  if (target?.id === "item" || target?.id === "desk") showOpened();
});

// Between the click and the answer the old item must not be decided in place of the new one.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { target } = /** @type {CustomEvent} */ (event).detail;
  if (target?.id === "item" || target?.id === "desk") target.inert = true;
});

// Without an answer everything is as it was.
for (const type of ["htmx:sendError", "htmx:timeout", "htmx:swapError"]) {
  document.addEventListener(type, (event) => {
    const { target } = /** @type {CustomEvent} */ (event).detail;
    if (target instanceof HTMLElement) target.inert = false;
  });
}

// Where the place of the item is gone, the link is followed as if there were no scripts.
document.addEventListener("htmx:targetError", (event) => {
  if (event.target instanceof HTMLAnchorElement) location.assign(event.target.href);
});

/** Marks the open item in the queue and leads there, or to what is wrong with the form. */
function showOpened() {
  const { submissionId: id, title } = find("#item")?.dataset ?? {};
  if (title) document.title = title;
  for (const row of document.querySelectorAll(".item")) {
    const open = row instanceof HTMLElement && row.dataset.submissionId === id;
    row.classList.toggle("open", open);
    const link = row.querySelector("a");
    if (open) link?.setAttribute("aria-current", "true");
    else link?.removeAttribute("aria-current");
    if (open) row.scrollIntoView({ block: "nearest" });
  }
  (find("#acts [aria-invalid=true]") ?? find("#item-title") ?? find("#queue a"))?.focus();
}

/** @param {string} selector @returns {HTMLElement|null} */
const find = (selector) => document.querySelector(selector);
