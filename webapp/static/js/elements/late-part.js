/** A part of a page that comes after it; with no network, what stands there meanwhile stays. */
class LatePart extends HTMLElement {
  async connectedCallback() {
    const answer = await fetch(this.dataset.src ?? "").catch(() => undefined);
    // Of whoever is no longer signed in, the sign-in page would come instead.
    if (answer?.ok && !answer.redirected) this.innerHTML = await answer.text();
  }
}

customElements.define("mp-late-part", LatePart);
