// <pg-thumb data-picture="base64">: a run's map and curves, small. It needs no instrument and listens to the theme alone.

import { onTheme, theme, token } from "../theme.js";
import { decode, fromBase64, NONE } from "../thumbs/decode.js";
import { drawCurves, drawMap } from "../thumbs/draw.js";
import { fit, make } from "./island.js";

const shown = new Set();

class Thumb extends HTMLElement {
  connectedCallback() {
    if (!this.dataset.picture) return;
    this.picture ??= decode(fromBase64(this.dataset.picture));
    this.map ??= this.querySelector(".thumb-map").appendChild(make("canvas"));
    this.curve ??= this.querySelector(".thumb-curve").appendChild(make("canvas"));
    this.classList.toggle("mapless", this.picture.kind === NONE);
    shown.add(this);
    near.observe(this);
  }

  disconnectedCallback() {
    shown.delete(this);
    near.unobserve(this);
  }

  draw() {
    const { map, curve, picture } = this;
    const parts = (name) => token(name).match(/[\d.]+/g).slice(0, 3).map(Number);
    const colours = {
      theme: theme(), third: parts("--third"), hatch: parts("--hatch"), plate: token("--surface"), ink: token("--train-curve"),
      train: token("--train-curve"), test: token("--test-curve"), rule: token("--line"), bad: token("--bad"),
    };
    const side = map.parentElement.clientWidth;
    if (side && picture.kind !== NONE) drawMap(fit(map, side, side), side, picture, colours);
    const { clientWidth: width, clientHeight: height } = curve.parentElement;
    if (width) drawCurves(fit(curve, width, height), width, height, picture, colours);
  }
}

// Drawn when it comes near the window, and again when its size changes the curve's room.
const near = new IntersectionObserver((entries) => entries.filter((one) => one.isIntersecting).forEach(({ target }) => target.draw()), { rootMargin: "200px" });
const redraw = () => shown.forEach((one) => one.draw());
onTheme(redraw);
addEventListener("resize", redraw);

customElements.define("pg-thumb", Thumb);
