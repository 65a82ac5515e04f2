// First, so that the others find what the shell page becomes.
import "./elements/shell-page.js";

import "./elements/age-note.js";
import "./elements/capture-form.js";
import "./elements/fresh-list.js";
import "./elements/install-prompt.js";
import "./elements/meter-counter.js";
import "./elements/outbox-count.js";
import "./elements/outbox-driver.js";
import "./elements/outbox-list.js";
import "./elements/photo-box.js";
import "./elements/sign-out-guard.js";
import "./elements/update-offer.js";
import { bringHtmxWhenNear } from "./lib/htmx.js";

// Without module workers the page alone sends, and says that it cannot open without a network.
const registered = navigator.serviceWorker?.register("/sw.js", { type: "module" });
Promise.resolve(registered ?? Promise.reject()).catch(() => {
  document.documentElement.classList.add("no-worker");
});

bringHtmxWhenNear();

// Without a network a part of a page does not come; the whole page may be on this phone.
document.addEventListener("htmx:sendError", (event) => {
  const { elt } = /** @type {CustomEvent} */ (event).detail;
  if (elt instanceof HTMLFormElement && elt.method === "get") elt.submit();
  if (elt instanceof HTMLAnchorElement) location.assign(elt.href);
});

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name=csrf-token]")?.getAttribute("content");
  if (token) /** @type {CustomEvent} */ (event).detail.headers["X-CSRFToken"] = token;
});
