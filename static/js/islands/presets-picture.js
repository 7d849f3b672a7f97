// <pg-preset-picture data-key="deep-sigmoid">: what comes of a preset, as the set-up trained it: the final map, the X-ray small.
// Without a picture the plates stay empty. Needs no instrument.

import { film } from "../colour.js";
import { onTheme, theme, token } from "../theme.js";
import { decode, fromBase64 } from "../thumbs/decode.js";
import { drawMap } from "../thumbs/draw.js";
import { fit, make } from "./island.js";

const PER_DECADE = 16; // playground/training/rehearsal.py
const [NOTHING, BROKEN] = [-128, 127];
const shown = new Set();
let pictures = null; // one request for all of the page's, when the first one comes into sight

class PresetPicture extends HTMLElement {
  connectedCallback() {
    shown.add(this);
    near.observe(this);
  }

  disconnectedCallback() {
    shown.delete(this);
    near.unobserve(this);
  }

  async load() {
    pictures ??= fetch("/experiments/pictures").then((answer) => (answer.ok ? answer.json() : {}));
    const found = (await pictures)[this.dataset.key];
    if (!found || this.map) return;
    this.map = decode(fromBase64(found.picture));
    this.film = { rows: found.rows, cells: new Int8Array(fromBase64(found.strip).buffer) };
    this.canvases = [this.children[0].appendChild(make("canvas")), this.children[1].appendChild(make("canvas"))];
    this.draw();
  }

  draw() {
    if (!this.map) return;
    const [map, strip] = this.children;
    const parts = (name) => token(name).match(/[\d.]+/g).slice(0, 3).map(Number);
    const colours = { theme: theme(), third: parts("--third"), hatch: parts("--hatch"), plate: token("--surface"), ink: token("--train-curve") };
    const side = map.clientWidth;
    if (!side) return;
    drawMap(fit(this.canvases[0], side, side), side, this.map, colours);
    drawFilm(fit(this.canvases[1], strip.clientWidth, strip.clientHeight), strip.clientWidth, strip.clientHeight, this.film);
  }
}

/** Every layer a row, every column a stretch of epochs; exactly nothing stays dark, and so does what broke but for its colour. */
function drawFilm(context, width, height, { rows, cells }) {
  const columns = cells.length / rows;
  const gap = rows > 1 ? 1 : 0;
  const tall = (height - gap * (rows - 1)) / rows;
  const hatch = token("--hatch");
  cells.forEach((cell, index) => {
    if (cell === NOTHING) return;
    const [row, column] = [Math.floor(index / columns), index % columns];
    context.fillStyle = cell === BROKEN ? hatch : film(cell / PER_DECADE);
    context.fillRect((column * width) / columns, row * (tall + gap), width / columns + 0.5, tall);
  });
}

const near = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) if (isIntersecting) target.map ? target.draw() : target.load();
}, { rootMargin: "200px" });
const redraw = () => shown.forEach((one) => one.draw());
onTheme(redraw);

customElements.define("pg-preset-picture", PresetPicture);
