/** @type {Promise<void> | undefined} */
let coming;

/** Brings htmx, once. It is a quarter of a first visit's bytes, and most visits never need it. */
export function htmxReady() {
  if (Reflect.has(window, "htmx")) return Promise.resolve();
  coming ??= bring().catch((error) => {
    coming = undefined;
    throw error;
  });
  return coming;
}

/** Brings htmx as soon as somebody comes near something that uses it. */
export function bringHtmxWhenNear() {
  for (const type of ["pointerover", "pointerdown", "focusin"]) {
    document.addEventListener(type, near, { passive: true });
  }
  document.addEventListener("change", submitWithout);
}

function near(/** @type {Event} */ event) {
  if (/** @type {Element} */ (event.target).closest?.("[hx-get], [hx-post]")) {
    htmxReady().catch(() => {});
  }
}

/** Until htmx is here, a form that reacts to a change is an ordinary one. */
function submitWithout(/** @type {Event} */ event) {
  const form = /** @type {HTMLFormElement | null} */ (
    /** @type {Element} */ (event.target).closest("form[hx-trigger~=change]")
  );
  if (form && !Reflect.has(window, "htmx")) form.requestSubmit();
}

/** @returns {Promise<void>} */
function bring() {
  const script = document.createElement("script");
  script.src = document.querySelector("meta[name=htmx-src]")?.getAttribute("content") ?? "";
  document.head.append(script);
  return new Promise((resolve, reject) => {
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error("htmx did not come")));
  });
}
