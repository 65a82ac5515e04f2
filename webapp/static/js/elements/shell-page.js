/** The page that opens without a network: it becomes the one whose address was asked for. */
class ShellPage extends HTMLElement {
  connectedCallback() {
    const { pathname } = location;
    const template = this.#template(pathname) ?? this.#template("");
    if (!template) return;
    document.title = `${template.dataset.title} – Meterpost`;
    document.querySelector(`#tabs a[href="${pathname}"]`)?.setAttribute("aria-current", "page");
    this.replaceWith(document.importNode(template.content, true));
  }

  /** @param {string} path @returns {HTMLTemplateElement|null} */
  #template(path) {
    return this.querySelector(`:scope > template[data-path="${path}"]`);
  }
}

customElements.define("mp-shell", ShellPage);
