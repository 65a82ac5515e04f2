const CLOSE = 2.5;
const MIDDLE = { x: 0.5, y: 0.5 };

/** @typedef {{x: number, y: number}} Spot  a place on the photo, as shares of its sides */

/** A photo to look into closely: zoom to a spot, drag it about, turn it upright. */
export class PhotoViewer extends HTMLElement {
  #turns = 0;
  #zoomed = false;
  /** @type {Spot} what stands in the middle while it is zoomed */
  #spot = MIDDLE;
  /** @type {{x: number, y: number, spot: Spot, moved: boolean}|null} */
  #drag = null;

  connectedCallback() {
    const tools = /** @type {HTMLElement} */ (this.querySelector("[data-part=tools]"));
    tools.hidden = false;
    tools.addEventListener("click", this.#use);
    this.#spot = framed(this.querySelector("rect"));
    const stage = this.#stage;
    stage.addEventListener("click", this.#look);
    stage.addEventListener("pointerdown", this.#grab);
    stage.addEventListener("pointermove", this.#move);
    stage.addEventListener("dragstart", (event) => event.preventDefault());
  }

  zoom() {
    this.#zoomed = !this.#zoomed;
    this.#paint();
  }

  turn() {
    this.#turns += 1;
    this.#paint();
  }

  #use = (/** @type {Event} */ { target }) => {
    const tool = target instanceof Element && target.closest("[data-act]");
    if (!tool) return;
    if (tool.getAttribute("data-act") === "zoom") this.zoom();
    else this.turn();
  };

  /** A click zooms to where it points, unless it ended a drag or opens the photo elsewhere. */
  #look = (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const dragged = this.#drag?.moved;
    this.#drag = null;
    if (dragged) return;
    // A click made by a key points nowhere.
    if (!this.#zoomed && event.detail) this.#spot = this.#pointed(event);
    this.zoom();
  };

  #grab = (/** @type {PointerEvent} */ { clientX: x, clientY: y }) => {
    this.#drag = { x, y, spot: this.#spot, moved: false };
  };

  #move = (/** @type {PointerEvent} */ { clientX, clientY, buttons }) => {
    if (!this.#drag || !this.#zoomed || !buttons) return;
    const way = this.#onPhoto(this.#drag.x - clientX, this.#drag.y - clientY);
    this.#drag.moved ||= Math.hypot(way.x, way.y) > 0.01;
    this.#spot = moved(this.#drag.spot, way);
    this.#paint();
  };

  /** @param {MouseEvent} event */
  #pointed({ clientX, clientY }) {
    const { left, top, width, height } = this.#stage.getBoundingClientRect();
    const way = this.#onPhoto(clientX - left - width / 2, clientY - top - height / 2);
    return moved(MIDDLE, way);
  }

  /** @param {number} x @param {number} y a way on the screen, as shares of the photo's sides */
  #onPhoto(x, y) {
    for (let turn = this.#turns % 4; turn > 0; turn--) [x, y] = [y, -x];
    const { offsetWidth, offsetHeight } = this.#photo;
    return { x: x / this.#scale / offsetWidth, y: y / this.#scale / offsetHeight };
  }

  get #scale() {
    if (this.#zoomed) return CLOSE;
    if (this.#turns % 2 === 0) return 1;
    // Lying on its side it must still fit its place.
    const { offsetWidth, offsetHeight } = this.#photo;
    const { clientWidth, clientHeight } = this.#stage;
    return Math.min(1, clientWidth / offsetHeight, clientHeight / offsetWidth);
  }

  #paint() {
    const { x, y } = this.#zoomed ? this.#spot : MIDDLE;
    const move = `translate(${(0.5 - x) * 100}%, ${(0.5 - y) * 100}%)`;
    this.#photo.style.transform = `rotate(${this.#turns * 90}deg) scale(${this.#scale}) ${move}`;
    this.toggleAttribute("data-zoomed", this.#zoomed);
    this.querySelector("[data-act=zoom]")?.setAttribute("aria-pressed", String(this.#zoomed));
  }

  get #stage() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-part=stage]"));
  }

  get #photo() {
    return /** @type {HTMLElement} */ (this.querySelector(".photo"));
  }
}

/** @param {Spot} spot @param {Spot} by */
const moved = (spot, by) => ({ x: within(spot.x + by.x), y: within(spot.y + by.y) });

const within = (/** @type {number} */ share) => Math.min(1, Math.max(0, share));

/** @param {Element|null} frame the middle of what the customer framed */
function framed(frame) {
  if (!frame) return MIDDLE;
  const [x, y, width, height] = ["x", "y", "width", "height"].map(
    (side) => Number.parseFloat(frame.getAttribute(side) ?? "") / 100,
  );
  return { x: x + width / 2, y: y + height / 2 };
}

customElements.define("mp-photo-viewer", PhotoViewer);
