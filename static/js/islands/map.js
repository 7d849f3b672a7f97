// <pg-map>: what the network answers everywhere on the plane (or along the line), with the points it should get right.
// Data of more than two inputs show the confusion matrix instead.

import { divergingTable, signed } from "../colour.js";
import { percent, readout, size } from "../format.js";
import { dimensions, EXTENT, lineRange, mostOf } from "../maps/grid.js";
import { drawPoint } from "../maps/points.js";
import { say } from "../words.js";
import { fit, Island, make, token, write } from "./island.js";

class DecisionMap extends Island {
  start() {
    this.canvas = this.querySelector("canvas");
    this.legend = document.getElementById("map-legend");
    this.sheet = document.createElement("canvas");
    this.redrawOn("picture painted shown look run theme");
  }

  draw() {
    const { scene } = this;
    if (!scene.picture) return;
    const dimension = dimensions(scene.picture);
    this.canvas.hidden = dimension === 0;
    this.#confusion(dimension === 0);
    const side = Math.floor(Math.min(this.clientWidth, this.clientHeight));
    if (dimension && side > 40) {
      const context = fit(this.canvas, side, side);
      if (dimension === 2) this.#plane(context, side);
      else this.#line(context, side);
    }
    this.#legend(dimension);
    this.#describe(dimension);
  }

  #plane(context, side) {
    const { picture, painting, shown } = this.scene;
    context.fillStyle = token("--raised");
    context.fillRect(0, 0, side, side);
    const grid = painting?.picture === picture && painting.side ? (shown ? painting.grids[shown.stage]?.[shown.unit] : painting.output) : null;
    if (grid) {
      Object.assign(this.sheet, { width: painting.side, height: painting.rows });
      this.sheet.getContext("2d").putImageData(new ImageData(grid, painting.side, painting.rows), 0, 0);
      context.imageSmoothingEnabled = true;
      context.imageSmoothingQuality = "high";
      context.drawImage(this.sheet, 0, 0, side, side);
    }
    const place = ([x, y]) => [((x + EXTENT) / (2 * EXTENT)) * side, ((EXTENT - y) / (2 * EXTENT)) * side];
    context.drawImage(this.#pointSheet(place, side), 0, 0, side, side);
  }

  /** All points on a sheet of their own: they stay while the map behind them learns. */
  #pointSheet(place, side) {
    const { picture, theme } = this.scene;
    const drawn = this.drawn ?? {};
    if (drawn.picture === picture && drawn.theme === theme && drawn.side === side) return this.points;
    this.drawn = { picture, theme, side };
    this.points ??= document.createElement("canvas");
    const context = fit(this.points, side, side);
    context.clearRect(0, 0, side, side);
    this.#points(context, place, side);
    return this.points;
  }

  #points(context, place, side) {
    const { picture, theme } = this.scene;
    const colours = { halo: token("--surface"), third: token("--third"), theme };
    const radius = side < 240 ? 2.5 : 3.5;
    const most = mostOf(picture);
    for (const [split, hollow] of [["test", true], ["train", false]]) {
      picture[split].points.forEach((point, index) => {
        const target = picture[split].targets[index];
        drawPoint(context, ...place(point), radius, { target, hollow, task: picture.task, most }, colours);
      });
    }
  }

  #line(context, side) {
    const { picture, painting } = this.scene;
    const most = 1.2 * mostOf(picture);
    const range = lineRange(picture);
    const place = (x, y) => [((x + range) / (2 * range)) * side, ((most - y) / (2 * most)) * side];
    context.fillStyle = token("--surface");
    context.fillRect(0, 0, side, side);
    context.strokeStyle = token("--line");
    context.strokeRect(0, side / 2, side, 0);
    for (const [split, hollow] of [["test", true], ["train", false]]) {
      picture[split].points.forEach(([x], index) => {
        const target = picture[split].targets[index];
        drawPoint(context, ...place(x, target), 3.5, { target, hollow, task: picture.task, most }, { halo: token("--surface"), theme: this.scene.theme });
      });
    }
    if (painting?.picture !== picture || !painting.line) return;
    context.beginPath();
    painting.line.forEach((y, index) => context.lineTo(...place(-range + ((index + 0.5) * 2 * range) / painting.side, Math.max(-1e6, Math.min(1e6, y)))));
    context.strokeStyle = token("--train-curve");
    context.lineWidth = 2;
    context.stroke();
  }

  #confusion(wanted) {
    this.table?.remove();
    this.table = null;
    if (!wanted) return;
    const { frame, picture } = this.scene;
    const counts = frame?.sections.confusion;
    const classes = picture.classes;
    const head = make("tr", {}, make("th", { textContent: say("is ↓ called →") }), ...classes.map((name) => make("th", { textContent: name, scope: "col" })));
    const rows = classes.map((name, row) => {
      const total = classes.reduce((sum, _, column) => sum + (counts?.[row * classes.length + column] ?? 0), 0);
      const cells = classes.map((_, column) => {
        const count = counts?.[row * classes.length + column];
        const cell = make("td", { textContent: count === undefined ? "–" : String(count), className: total && count > total / 2 ? "strong" : "" });
        if (total) cell.style.background = signed(((row === column ? 1 : -1) * count) / total, this.scene.theme);
        return cell;
      });
      return make("tr", {}, make("th", { textContent: name, scope: "row" }), ...cells);
    });
    this.table = make("table", { className: "confusion" }, make("caption", { textContent: say("Test points, counted") }), make("thead", {}, head), make("tbody", {}, ...rows));
    this.append(this.table);
  }

  #legend(dimension) {
    const key = `${dimension} ${this.scene.theme} ${this.scene.picture.task} ${mostOf(this.scene.picture)}`;
    if (this.legend.dataset.key === key || !dimension) return;
    this.legend.dataset.key = key;
    const most = size(mostOf(this.scene.picture));
    const bar = document.createElement("canvas");
    const context = fit(bar, 144, 10);
    const table = divergingTable(this.scene.theme);
    for (let x = 0; x < 144; x += 1) {
      const pixel = table[Math.round((x * 255) / 143)];
      context.fillStyle = `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`;
      context.fillRect(x, 0, 1, 10);
    }
    this.legend.replaceChildren(`−${most}`, bar, `+${most}`);
  }

  #describe(dimension) {
    const { scene } = this;
    const metric = scene.picture.task === "regression" ? "test_r2" : "test_accuracy";
    const value = scene.column(metric)[scene.index];
    const what = dimension ? say("Map of the network's output at epoch {epoch}.", { epoch: scene.epoch }) : say("Confusion matrix at epoch {epoch}.", { epoch: scene.epoch });
    const found = value === undefined ? say("Untrained.") : metric === "test_r2" ? `R² ${readout(value)}.` : say("{share} of test points are right.", { share: percent(value) });
    this.setAttribute("aria-label", `${what} ${found}`);
    write(document.getElementById("output-title"), this.scene.shown ? say("Layer {layer}, unit {unit}", { layer: scene.shown.stage + 1, unit: scene.shown.unit + 1 }) : say("Output"));
  }
}

customElements.define("pg-map", DecisionMap);
