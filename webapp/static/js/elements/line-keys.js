/** Nobody reads a line in less: a figure that comes sooner was meant for the line before. */
const TOO_SOON = 500;

/** One key for each control of a statement's line; the controls themselves say which. */
export class LineKeys extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this.#press);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#press);
  }

  #press = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (!this.hasAttribute("data-on") || isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    if (/[0-9]/.test(key) && event.timeStamp < TOO_SOON) return;
    const control = /^[a-z0-9/]$/.test(key)
      ? document.querySelector(`[data-line-key="${key}"]`)
      : null;
    if (!(control instanceof HTMLElement)) return;
    event.preventDefault();
    if (control instanceof HTMLInputElement) control.select();
    else control.click();
    control.focus();
  };
}

/** @param {EventTarget|null} target */
function isTyping(target) {
  return (
    target instanceof HTMLElement &&
    (target.matches("input:not([type=checkbox], [type=radio]), textarea, select") ||
      target.isContentEditable)
  );
}

customElements.define("mp-line-keys", LineKeys);
