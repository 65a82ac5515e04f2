const CLOSE = 2.5;
/** A frame is brought to nearly the width of its place, whatever the photo: so two compare. */
const OF_THE_WIDTH = 0.88;
const CLOSEST = 8;
const MIDDLE = { x: 0.5, y: 0.5 };

/** @typedef {{x: number, y: number}} Spot  a place on the photo, as shares of its sides */

/** A photo to look into closely: zoom to a spot, drag it about, turn it upright. */
export class PhotoViewer extends HTMLElement {
  #turns = 0;
  #zoomed = false;
  #close = CLOSE;
  /** @type {Map<number, PointerEvent>} fingers on the photo */
  #fingers = new Map();
  #spread = 0;
  /** @type {Spot} what stands in the middle while it is zoomed */
  #spot = MIDDLE;
  /** @type {{x: number, y: number, spot: Spot, moved: boolean}|null} */
  #drag = null;

  connectedCallback() {
    const tools = /** @type {HTMLElement} */ (this.querySelector("[data-part=tools]"));
    tools.hidden = false;
    tools.addEventListener("click", this.#use);
    const frame = frameOf(this.querySelector("rect"));
    this.#spot = frame.middle;
    if (frame.width) this.#close = between(1.5, OF_THE_WIDTH / frame.width, CLOSEST);
    const stage = this.#stage;
    stage.addEventListener("click", this.#look);
    stage.addEventListener("pointerdown", this.#grab);
    stage.addEventListener("pointermove", this.#move);
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
      stage.addEventListener(end, this.#lift);
    }
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

  #grab = (/** @type {PointerEvent} */ event) => {
    const { clientX: x, clientY: y } = event;
    this.#fingers.set(event.pointerId, event);
    this.#spread = this.#distance;
    this.#drag = { x, y, spot: this.#spot, moved: false };
  };

  #lift = (/** @type {Event} */ event) => {
    this.#fingers.delete(/** @type {PointerEvent} */ (event).pointerId);
    this.#spread = this.#distance;
  };

  /** Two fingers draw it nearer or push it away. */
  #pinch(/** @type {PointerEvent} */ event) {
    this.#fingers.set(event.pointerId, event);
    const now = this.#distance;
    if (this.#spread && this.#drag) {
      this.#close = between(1, (this.#zoomed ? this.#close : 1) * (now / this.#spread), CLOSEST);
      this.#zoomed = this.#close > 1;
      this.#drag.moved = true;
      this.#paint();
    }
    this.#spread = now;
  }

  get #distance() {
    const [one, other] = [...this.#fingers.values()];
    return one && other ? Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) : 0;
  }

  #move = (/** @type {PointerEvent} */ event) => {
    const { clientX, clientY, buttons } = event;
    if (this.#fingers.size > 1) return this.#pinch(event);
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
    if (this.#zoomed) return this.#close;
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

const within = (/** @type {number} */ share) => between(0, share, 1);

/** @param {number} least @param {number} value @param {number} most */
const between = (least, value, most) => Math.min(most, Math.max(least, value));

/** @param {Element|null} frame what the customer framed: its middle, and its share of the width */
function frameOf(frame) {
  if (!frame) return { middle: MIDDLE, width: 0 };
  const [x, y, width, height] = ["x", "y", "width", "height"].map(
    (side) => Number.parseFloat(frame.getAttribute(side) ?? "") / 100,
  );
  return { middle: { x: x + width / 2, y: y + height / 2 }, width };
}

customElements.define("mp-photo-viewer", PhotoViewer);
