/** How htmx is to behave, wherever it comes from: nothing evaluated, nothing kept, 422 shown. */
const CONFIG = {
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: true, error: true },
  ],
};

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

/** Tells htmx how to behave, and brings it as soon as somebody comes near something that uses it. */
export function bringHtmxWhenNear() {
  // Before the page is complete, which is when an htmx that came with it starts; a later one, too.
  const meta = Object.assign(document.createElement("meta"), { name: "htmx-config" });
  meta.content = JSON.stringify(CONFIG);
  document.head.append(meta);
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
