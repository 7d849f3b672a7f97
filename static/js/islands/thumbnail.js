// <pg-thumbnail data-name="circles">: a few points of a data set, from its real generator.

import { EXTENT } from "../maps/grid.js";
import { drawPoint } from "../maps/points.js";
import { token } from "../theme.js";
import { fit, Island } from "./island.js";

let samples = null; // one request for all thumbnails of the page

class Thumbnail extends Island {
  async start() {
    this.redrawOn("theme");
    samples ??= fetch("/data/thumbnails").then((answer) => answer.json());
    this.sample = (await samples)[this.dataset.name];
    this.invalidate();
  }

  draw() {
    const side = this.clientWidth;
    if (!this.sample || side < 10) return;
    this.canvas ??= this.appendChild(document.createElement("canvas"));
    const context = fit(this.canvas, side, side);
    context.clearRect(0, 0, side, side);
    const { points, targets, task, columns, shape } = this.sample;
    if (shape.length > 1) return this.#shaped(context, side, shape);
    const place = placing(points, targets, columns, task);
    const most = Math.max(1e-9, ...targets.map(Math.abs));
    const colours = { halo: token("--bg"), third: token("--third"), theme: this.scene.theme };
    points.forEach((point, index) => {
      const [x, y] = place(point, targets[index]);
      drawPoint(context, 3 + x * (side - 6), 3 + y * (side - 6), 1.4, { target: targets[index], hollow: false, task, most }, colours);
    });
  }

  /** Sequences and pictures, whose painters come once their kind of data is looked at. */
  async #shaped(context, side, shape) {
    const paint = shape.length === 3 ? (await import("../thumbs/pictures.js")).drawPictures : (await import("../thumbs/sequences.js")).drawSequences;
    context.clearRect(0, 0, side, side); // two drawings may have waited
    paint(context, side, this.sample, { theme: this.scene.theme, ink: token("--text") });
  }
}

/** Function (point, target) → place in the unit square: the plane as it is, one input against its target, else the last two columns. */
function placing(points, targets, columns, task) {
  const scale = (values) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return (value) => (value - low) / (high - low || 1);
  };
  if (String(columns) === "x1,x2") {
    const most = Math.max(EXTENT, ...points.flat().map(Math.abs));
    return ([x, y]) => [(x + most) / (2 * most), (most - y) / (2 * most)];
  }
  if (columns.length === 1) {
    const [sx, sy] = [scale(points.map(([x]) => x)), scale(targets)];
    return ([x], target) => [sx(x), 1 - sy(target)];
  }
  const [a, b] = [columns.length - 2, columns.length - 1];
  const [sa, sb] = [scale(points.map((p) => p[a])), scale(points.map((p) => p[b]))];
  return (point) => [sa(point[a]), 1 - sb(point[b])];
}

customElements.define("pg-thumbnail", Thumbnail);
