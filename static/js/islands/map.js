// <pg-map>: what the network answers everywhere on the plane, on a slice of more inputs or along a line, with the points it should
// get right; or the answers to a dozen test examples; or, for classes, how often each was called what.

import { kindShown } from "../examples/kinds.js";
import { featureName, percent, readout, size } from "../format.js";
import { middle, mostOf, placeOf, gridPoints, viewOf } from "../maps/grid.js";
import { drawPoint } from "../maps/points.js";
import { called } from "../maps/colouring.js";
import { forward, inputsOf } from "../network/forward.js";
import { token } from "../theme.js";
import { joined, say } from "../words.js";
import { figureTable } from "./figure-table.js";
import { fit, ink, Island, make, write } from "./island.js";
import { MapLegend } from "./map-legend.js";
import { MapTools } from "./map-tools.js";

const SPLITS = [["test", true], ["train", false]]; // hollow below, filled above
const SAMPLES = 7; // rows and columns of the table's grid

const LATER = {
  // What shows anything but a map, fetched when it is first to be seen.
  confusion: async (box) => new (await import("./confusion.js")).Confusion(box),
  examples: async (box) => new (await import("./examples.js")).Examples(box),
  fit: () => import("../examples/fit.js"),
};

class DecisionMap extends Island {
  start() {
    this.canvas = this.querySelector("canvas");
    this.sheet = document.createElement("canvas");
    this.legend = new MapLegend(document.getElementById("map-legend"));
    this.tools = new MapTools(this.scene, document.getElementById("map-tools"));
    this.note = make("p", { className: "slice-note", hidden: true }) // beside the map, never on its points;
    const table = figureTable(this, say("Output of the network"), () => this.#table());
    this.tools.offer(table.textContent, () => table.click());
    this.takeAway = async (kind) => (await import("../pictures/map.js")).takeMap(kind, this);
    this.tools.offerFiles("pg-map", { png: say("PNG, the picture"), svg: say("SVG, for print") });
    const drawn = document.querySelector("pg-network"); // a file that replays a run has none
    if (drawn) this.tools.offerFiles("pg-network", { png: say("PNG of the network"), svg: say("SVG of the network") });
    this.batch = drawn ? this.tools.offerFiles("pg-batch-step", { png: say("PNG of the last batch"), svg: say("SVG of the last batch") }) : [];
    this.append(table);
    this.after(this.note);
    this.redrawOn("picture painted shown look run theme view frame drawing");
  }

  draw() {
    const { scene } = this;
    if (!scene.picture) return;
    const { picture } = scene;
    const kind = kindShown(picture, scene.view.kind);
    const [counted, dozen] = [kind === "confusion", kind === "examples"];
    const cards = dozen && picture.classes.length > 0;
    if (!this.#has(counted ? "confusion" : cards ? "examples" : dozen ? "fit" : null)) return;
    const view = viewOf(picture, scene.view.axes);
    this.canvas.hidden = counted || cards;
    this.tools.show(picture, view, kind);
    for (const button of this.batch) button.hidden = !scene.probe;
    this.confusion?.show(counted ? picture : null, scene.frame?.sections.confusion, scene);
    const side = Math.floor(Math.min(this.extent.width, this.extent.height));
    const room = `${this.extent.width} ${this.extent.height}`;
    if (this.room !== room) this.examples?.resized();
    this.room = room;
    this.examples?.show(cards ? picture : null, scene);
    if (!this.canvas.hidden && side > 40) {
      Object.assign(this, { side, dozen });
      this.paint(fit(this.canvas, side, side), side, view, scene.painting, true);
    }
    this.#note(picture, view, kind, cards);
    this.legend.show(picture, view, kind === "map" ? "" : kind, scene.theme);
    this.#describe(view, kind);
  }

  /** Draw what the canvas shows. `quick`: the points lie ready on a sheet of their own. */
  paint(context, side, view, painting, quick = false) {
    const { scene } = this;
    if (this.dozen) this.fit.drawFit(context, side, { picture: scene.picture, found: this.fit.fitted(scene), view: scene.view });
    else if (view.axes.length === 2) this.#plane(context, side, view, painting, quick);
    else this.#line(context, side, view, painting);
  }

  /** Is this part of LATER here? If not, it is fetched and we draw again. */
  #has(part) {
    if (!part || this[part]) return true;
    LATER[part](this).then((made) => {
      this[part] ??= made;
      this.invalidate();
    });
    return false;
  }

  /** One line below the figure: how to read it. */
  #note(picture, view, kind, cards) {
    this.note.hidden = kind === "map" && picture.columns.length <= 2;
    this.note.setAttribute("aria-hidden", String(kind === "confusion")); // the table has it as its caption
    if (kind === "map" && !picture.weights) {
      this.note.hidden = false;
      return write(this.note, say("This network is too large to draw."));
    }
    if (kind === "confusion") write(this.note, this.confusion.caption.textContent);
    else if (kind === "examples") write(this.note, cards ? this.examples.sentence : say("What it is →, what the network says ↑; right answers lie on the line"));
    else if (!this.note.hidden) write(this.note, say("{across} →, {up} ↑; slice: others at their mean", { across: featureName(picture.columns[view.axes[0]]), up: featureName(picture.columns[view.axes[1]]) }));
  }

  #plane(context, side, view, painting, quick) {
    const { picture, shown } = this.scene;
    context.fillStyle = token("--raised");
    context.fillRect(0, 0, side, side);
    const ours = painting?.picture === picture && String(painting.axes) === String(this.scene.view.axes);
    const grid = ours && painting.output ? (shown ? painting.grids[shown.stage]?.[shown.unit] : painting.output) : null;
    if (grid) {
      if (this.sheet.width !== painting.side) Object.assign(this.sheet, { width: painting.side, height: painting.side });
      this.sheet.getContext("2d").putImageData(new ImageData(grid, painting.side, painting.side), 0, 0);
      context.imageSmoothingEnabled = !this.scene.view.discretize;
      context.imageSmoothingQuality = "medium";
      context.drawImage(this.sheet, 0, 0, side, side);
    }
    const place = (point) => placeOf(view, point).map((share) => share * side);
    if (quick) context.drawImage(this.#pointSheet(place, side), 0, 0, side, side);
    else this.#points(context, place, radiusIn(side));
    if (this.scene.pen) this.scene.pen(context, place);
  }

  /** All points on a sheet of their own: they stay while the map behind them learns. */
  #pointSheet(place, side) {
    const { picture, theme, view, drawing } = this.scene;
    const key = [theme, side, view.train, view.test, view.axes, devicePixelRatio].join(" ");
    if (this.drawn === key && this.pointsOf === (drawing ?? picture)) return this.points;
    Object.assign(this, { drawn: key, pointsOf: drawing ?? picture });
    this.points ??= document.createElement("canvas");
    const context = fit(this.points, side, side);
    context.clearRect(0, 0, side, side);
    this.#points(context, place, radiusIn(side));
    return this.points;
  }

  /** Points of both sets where they are wanted; `place(point, target)` is where each stands; `bold`: the sign alone as colour. */
  #points(context, place, radius, bold = false) {
    const { picture, theme, view, drawing } = this.scene; // points that are being drawn are ahead of the picture
    const colours = { halo: token("--surface"), third: token("--third"), theme };
    const most = mostOf(picture);
    for (const [split, hollow] of SPLITS) {
      if (!view[split] || (split === "test" && picture.test_is_train)) continue; // hollow ones would lie under the same points
      const { points, targets } = (drawing ?? picture)[split];
      points.forEach((point, index) => {
        const target = targets[index];
        drawPoint(context, ...place(point, target), radius, { target: bold ? most * Math.sign(target) : target, hollow, task: picture.task, most }, colours);
      });
    }
  }

  /** The values that a line over one input spans: as far below 0 as above. */
  most(own) {
    return this.scene.shown && own ? 1.1 * Math.max(1, ...own.map(Math.abs).filter(Number.isFinite)) : 1.2 * mostOf(this.scene.picture);
  }

  /** What a line over one input shows: the output's values, or a unit's. */
  own(painting) {
    const { picture, shown } = this.scene;
    return painting?.picture === picture ? painting.lines?.[shown?.stage ?? painting.lines.length - 1]?.[shown?.unit ?? 0] : null;
  }

  #line(context, side, { low, high }, painting) {
    const { shown } = this.scene;
    const own = this.own(painting);
    const most = this.most(own);
    const place = (x, y) => [((x - low[0]) / (high[0] - low[0])) * side, ((most - y) / (2 * most)) * side];
    context.fillStyle = token("--surface");
    context.fillRect(0, 0, side, side);
    context.fillStyle = token("--line");
    context.fillRect(0, side / 2, side, 1);
    context.fillRect(place(0, 0)[0], 0, 1, side);
    if (!shown) this.#points(context, ([x], target) => place(x, target), 3.5, true); // how high it stands says the rest
    if (!own) return;
    context.beginPath();
    own.forEach((y, index) => Number.isFinite(y) && context.lineTo(...place(middle(index, own.length, low[0], high[0]), Math.max(-1e6, Math.min(1e6, y)))));
    context.strokeStyle = token("--train-curve");
    context.lineWidth = 2;
    context.stroke();
  }

  #describe(view, kind) {
    const { scene } = this;
    const { picture } = scene;
    const regression = picture.task === "regression";
    const value = scene.column(scene.metricName)[scene.index];
    const epoch = scene.epoch;
    const what = kind === "confusion" ? say("Confusion matrix at epoch {epoch}.", { epoch }) : kind === "examples" ? say("Answers to test examples at epoch {epoch}.", { epoch }) : view.axes.length === 1 ? say("The network's line through the points at epoch {epoch}.", { epoch }) : say("Map of the network's output at epoch {epoch}.", { epoch });
    const found = value === undefined ? say("Untrained.") : regression ? `R² ${readout(value)}.` : picture.test_is_train ? say("{share} of the points are right.", { share: percent(value) }) : say("{share} of test points are right.", { share: percent(value) });
    const text = joined(what, kind === "confusion" ? this.confusion.sentence || found : found);
    if (this.canvas.getAttribute("aria-label") !== text) this.canvas.setAttribute("aria-label", text);
    const { shown } = scene;
    write(document.getElementById("output-title"), shown ? say("Layer {layer}, unit {unit}", { layer: shown.stage + 1, unit: shown.unit + 1 }) : say("Output"));
  }

  /** The map in words: the network's answer at a few places, evenly spread. */
  #table() {
    const { scene } = this;
    const { picture, weights } = scene;
    const kind = kindShown(picture, scene.view.kind);
    if (kind === "confusion") return this.confusion.rows();
    if (kind === "examples") return picture.classes.length ? this.examples.rows() : this.#fitRows();
    if (!weights) return { head: [say("This network is too large to draw.")], rows: [] };
    const view = viewOf(picture, scene.view.axes);
    const outputs = forward(picture.layers, weights, inputsOf(picture, gridPoints(view, SAMPLES)), scene.buffers).at(-1);
    const answer = (at) => this.#answer(picture, outputs, at);
    const names = view.axes.map((axis) => featureName(picture.columns[axis]));
    const across = Array.from({ length: SAMPLES }, (_, index) => size(middle(index, SAMPLES, view.low[0], view.high[0])));
    if (view.axes.length === 1) return { head: [names[0], say("Output")], rows: across.map((x, at) => [x, answer(at)]) };
    const down = Array.from({ length: SAMPLES }, (_, row) => size(middle(SAMPLES - 1 - row, SAMPLES, view.low[1], view.high[1])));
    return { head: [`${names[1]} ↓ ${names[0]} →`, ...across], rows: down.map((y, row) => [y, ...across.map((_, column) => answer(row * SAMPLES + column))]) };
  }

  #fitRows() {
    const found = this.fit.fitted(this.scene).test;
    return { head: [say("Test example"), say("is"), say("network says")], rows: found.map(([is, said], at) => [at + 1, readout(is), readout(said)]) };
  }

  #answer({ task, classes, link, layers }, outputs, at) {
    if (task === "regression") return readout(outputs[0][at]);
    if (outputs.length > 1) return classes[called(outputs, at, layers.at(-1).activation).best];
    const threshold = link.kind === "logit" ? 0 : (link.low + link.high) / 2;
    return classes[outputs[0][at] > threshold ? 1 : 0];
  }
}

function radiusIn(side) {
  return side < 240 && ink(1) === 1 ? 2.5 : ink(3.5, 1.7);
}

customElements.define("pg-map", DecisionMap);
