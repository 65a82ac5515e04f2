import "./elements/clean-list.js";
import "./elements/desk-keys.js";
import "./elements/desk-lease.js";
import "./elements/line-keys.js";
import "./elements/passing-note.js";
import "./elements/photo-viewer.js";
import "./elements/reason-words.js";
import { watchEvidence } from "./lib/evidence.js";

const shown = find("#item[data-submission-id]");
if (shown) watchEvidence(shown);

document.addEventListener("htmx:afterSettle", (event) => {
  const { target } = /** @type {CustomEvent} */ (event).detail;
  if (target?.id === "item" || target?.id === "desk") showOpened();
  else if (target?.matches?.(".act-form, #act-form")) showForm();
});

// Between the click and the answer the old item must not be decided in place of the new one.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { target } = /** @type {CustomEvent} */ (event).detail;
  if (target?.id === "item" || target?.id === "desk") target.inert = true;
});

// What was wrong with a form stands in the form; the desk around it is to be used again.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target } = /** @type {CustomEvent} */ (event).detail;
  const desk = find("#desk");
  if (desk && target?.id === "act-form") desk.inert = false;
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
  const item = find("#item");
  const { submissionId: id, title } = item?.dataset ?? {};
  if (title) document.title = title;
  for (const row of document.querySelectorAll(".item")) {
    const open = row instanceof HTMLElement && row.dataset.submissionId === id;
    row.classList.toggle("open", open);
    const link = row.querySelector("a");
    if (open) link?.setAttribute("aria-current", "true");
    else link?.removeAttribute("aria-current");
    if (open) row.scrollIntoView({ block: "nearest" });
  }
  (find("#acts [aria-invalid=true]") ?? find("#item-title") ?? find("#queue .item a"))?.focus();
  if (item && id) watchEvidence(item);
}

/** A form that has come is where one goes on. */
function showForm() {
  const form = find("#act-form");
  const field = form?.querySelector(
    "[aria-invalid=true], input:not([type=hidden]), textarea, select, button",
  );
  form?.closest(".act")?.scrollIntoView({ block: "start" });
  if (field instanceof HTMLElement) field.focus({ preventScroll: true });
  if (field instanceof HTMLInputElement && field.type === "text") field.select();
}

/** @param {string} selector @returns {HTMLElement|null} */
function find(selector) {
  return document.querySelector(selector);
}
