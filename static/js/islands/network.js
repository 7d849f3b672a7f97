// <pg-network>: inputs, layers and output as columns of neurons, each with its own little map, joined by their links.

import { indexOf } from "../instrument/edits.js";
import { TILE } from "../maps/colouring.js";
import { columnCount, linked, throughTime } from "../network/columns.js";
import { curveOf, trace } from "../network/curve.js";
import { drawBundle, drawInputPicture, pictureEnd } from "../network/input-picture.js";
import { drawInputTiles } from "../network/input-tiles.js";
import { Pointing } from "../network/pointing.js";
import { boxesOf, drawStreams } from "../network/streams.js";
import { gradientStroke, neuronSide, unitsShown, weightStroke } from "../network/widths.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { fit, Island, make, write } from "./island.js";

const [AROUND, INPUT_HEAD, HEADS] = [32, 28, 56]; // px: paddings; above the inputs; above a layer's units

class Network extends Island {
  start() {
    this.links = this.querySelector("canvas.links");
    this.legend = document.getElementById("links-legend");
    this.pointing = new Pointing(this);
    this.redrawOn("picture frame look run theme links edits trial picked view");
    this.on(this.scene, "painted", () => this.#tiles());
    this.takeAway = async (kind) => (await import("../pictures/network.js")).takeNetwork(kind, this);
    this.on(document.body, "htmx:afterSettle", ({ target }) => target.closest("pg-closer") || this.#rebuild());
    this.on(this.closest("section"), "change", ({ target }) => {
      if (target.name === "links") this.scene.showLinks(target.value);
    });
    this.on(this.scene, "picture", () => this.#rebuild());
    this.on(this, "pointerover", ({ target }) => this.#point(target.closest(".neuron[data-unit]")));
    this.on(this, "pointerleave", () => this.#point(null));
    this.on(this, "focusin", ({ target }) => this.#point(target.closest(".neuron[data-unit]")));
    this.on(this, "scroll", () => this.invalidate());
  }

  #rebuild() {
    this.built = null;
    this.invalidate();
  }

  draw() {
    const { picture } = this.scene;
    if (!picture) return;
    const size = `${this.extent.width} ${this.extent.height}`;
    if (this.size !== size) this.built = null;
    this.size = size;
    if (this.built !== picture) {
      this.#measure(picture);
      this.#build(picture);
      this.#tiles();
    }
    this.#inputs();
    if (picture.shape.length > 1) this.#exampleTiles();
    this.#draw();
  }

  /** The little maps once more, from `painting`, in the colours that hold now. */
  paintTiles(painting) {
    this.#inputs();
    if (this.scene.picture.shape.length > 1 && this.examples) this.#drawExamples();
    this.#tiles(painting);
  }

  #inputs() {
    drawInputTiles(this, this.scene);
    drawInputPicture(this, this.scene);
  }

  #build(picture) {
    this.built = picture;
    this.ends = null;
    this.scene.pick(null);
    this.cells = picture.layers.map((layer, stage) => {
      const last = stage === picture.layers.length - 1;
      const box = this.querySelector(last ? '.neurons[data-stage="output"]' : `.neurons[data-stage="${stage + 1}"]`);
      if (!box) return [];
      const count = columnCount(layer);
      const units = unitsShown(count).map((unit) => (unit === null ? this.#more(count - 10) : this.#neuron(stage, unit, last)));
      box.replaceChildren(...units);
      return units.filter((cell) => cell.dataset.unit !== undefined);
    });
  }

  /** How large the neurons can be: the fullest column has to fit the panel. */
  #measure(picture) {
    const height = this.extent.height - AROUND;
    const hidden = picture.layers.map((layer) => [Math.min(11, columnCount(layer)), height - HEADS]);
    const { side, gap } = neuronSide([[this.querySelectorAll(".inputs .neuron").length, height - INPUT_HEAD], ...hidden]);
    const columns = this.querySelector(".columns");
    this.removeAttribute("data-tight");
    const desk = innerWidth >= 640; // fingers need the gaps: a phone scrolls
    this.toggleAttribute("data-tight", desk && columns.scrollWidth > this.extent.width); // closer columns first, scrolling after that
    this.style.setProperty("--neuron", `${side}px`);
    this.style.setProperty("--neuron-gap", `${gap}px`);
  }

  #neuron(stage, unit, last) {
    const canvas = make("canvas", { width: TILE, height: TILE });
    const cell = make("button", { type: "button", className: "neuron", dataset: { stage, unit } }, canvas);
    const layer = this.scene.layers[stage];
    const map = layer.out_shape?.length === 3;
    if (map || throughTime(layer)) {
      const place = { layer: stage + 1, unit: unit + 1 };
      cell.setAttribute("aria-label", map ? say("Layer {layer}, feature map {unit}, of the first test example", place) : say("Layer {layer}, unit {unit}, at each step of the first test example", place));
      cell.title = cell.getAttribute("aria-label");
      return cell;
    }
    cell.setAttribute("aria-label", last ? say("Output {unit}: show in the map", { unit: unit + 1 }) : say("Layer {layer}, unit {unit}: show in the map", { layer: stage + 1, unit: unit + 1 }));
    cell.setAttribute("aria-description", say("Up and down: its bias and links. Enter: change the value."));
    return cell;
  }

  #more(count) {
    return make("span", { className: "neuron more", textContent: say("… {count} more", { count }) });
  }

  /** What stands in place of maps where the inputs are a picture or a sequence. */
  async #exampleTiles() {
    this.examples ??= await import("../network/example-tiles.js");
    if (this.built === this.scene.picture) this.#drawExamples();
  }

  #drawExamples() {
    this.examples.drawExampleTiles(this.cells, this.scene);
    if (this.scene.picture.shape.length === 2) this.examples.drawSteps(this, this.scene);
  }

  #tiles(painting = this.scene.painting) {
    const { picture } = this.scene;
    if (!this.cells || this.built !== picture || painting?.picture !== picture || !painting.tiles.length) return;
    for (const cell of this.cells.flat()) {
      const tile = painting.tiles[cell.dataset.stage]?.[cell.dataset.unit];
      if (tile) cell.firstChild.getContext("2d").putImageData(new ImageData(tile, TILE, TILE), 0, 0);
    }
  }

  #draw() {
    const { scene } = this;
    const columns = this.querySelector(".columns");
    if (!this.ends) {
      this.room = [columns.offsetWidth, columns.offsetHeight];
      const origin = columns.getBoundingClientRect();
      this.ends = this.#places(origin);
      this.boxes = boxesOf(this, scene.picture, origin);
      this.pictureEnd = pictureEnd(this, origin);
    }
    const [width, height] = this.room;
    const context = fit(this.links, width, height);
    context.clearRect(0, 0, width, height);
    this.paint(context, scene.theme);
    const gradients = scene.links === "gradients";
    const { picked } = scene;
    const shown = picked?.from != null ? this.#strokeOf(picked, scene.theme) : null;
    if (shown) this.#picked(context, shown.width, shown.colour);
    this.#legend(gradients);
    this.toggleAttribute("data-gradients", gradients);
  }

  /** Draw all links, in the colours of a theme. */
  paint(context, theme) {
    const { scene } = this;
    if (this.pictureEnd && this.ends[1].length) drawBundle(context, this.pictureEnd, this.ends[1]);
    drawStreams(context, this.boxes, scene.picture, (stage) => linked(scene.picture, stage) || (stage === 0 && this.pictureEnd && this.ends[1].length));
    for (const link of this.everyLink()) this.#link(context, link.curve, this.#strokeOf(link, theme), scene.links === "gradients");
  }

  /** How a link is drawn: {width, colour}. */
  #strokeOf(link, theme) {
    const { scene } = this;
    const gradients = scene.links === "gradients";
    const values = gradients ? scene.frame?.sections.gradients : scene.weights;
    return (gradients ? gradientStroke : weightStroke)(values?.[indexOf(scene.layers, link)] ?? 0, theme);
  }

  /** Every link drawn: {stage, from, to, curve}. */
  *everyLink() {
    for (let stage = 0; stage < this.scene.layers.length; stage += 1) {
      if (!linked(this.scene.picture, stage)) continue;
      for (const from of this.ends?.[stage] ?? []) for (const to of this.ends[stage + 1]) yield { stage, from: from.unit, to: to.unit, curve: curveOf(from, to) };
    }
  }

  /** Where the parameter that is told of stands: its curve, or for a bias its neuron's left edge; null if it is not drawn. */
  placeOf({ stage, from, to }) {
    const end = this.ends?.[stage + 1]?.find((one) => one.unit === to);
    if (!end || from === null) return end ? { at: [end.left, end.y] } : null;
    const start = this.ends[stage].find((one) => one.unit === from);
    return start ? { curve: curveOf(start, end) } : null;
  }

  /** The link that is told of, once more over the others, with a rim. */
  #picked(context, width, colour) {
    const place = this.scene.picked && this.placeOf(this.scene.picked);
    if (!place?.curve) return;
    for (const [wide, ink] of [[width + 7, token("--link")], [width + 3, token("--surface")], [width, colour]]) {
      context.strokeStyle = ink;
      context.lineWidth = wide;
      trace(context, place.curve);
      context.stroke();
    }
  }

  /** Where links end, by stage: asked of the layout once, not at every epoch. */
  #places(origin) {
    return [this.#inputEnds(origin), ...this.cells.map((cells) => cells.map((cell) => this.#ends(cell, Number(cell.dataset.unit), origin)))];
  }

  #inputEnds(origin) {
    const features = this.scene.picture.features;
    return features.map((name, unit) => this.#ends(this.querySelector(`.inputs .tile[data-feature="${CSS.escape(name)}"]`), unit, origin)).filter(Boolean);
  }

  #ends(element, unit, origin) {
    if (!element) return null;
    const box = element.getBoundingClientRect();
    return { unit, left: box.left - origin.left, right: box.right - origin.left, y: box.top + box.height / 2 - origin.top };
  }

  #link(context, curve, { width, colour }, back) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    trace(context, curve);
    context.stroke();
    if (!back || width < 1.5) return;
    const [x, y] = curve;
    context.fillStyle = colour; // arrowheads on the left: gradients flow back
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + 5 + width, y - 3 - width / 2);
    context.lineTo(x + 5 + width, y + 3 + width / 2);
    context.fill();
  }

  #legend(gradients) {
    write(this.legend, gradients ? say("Gradients, flowing back ← · thickness on the film's scale") : say("Blue +, orange − · thickness = weight"));
  }

  #point(cell) {
    if (this.pointed === cell) return;
    this.pointed?.classList.remove("shown");
    this.pointed = cell;
    cell?.classList.add("shown");
    this.scene.show(cell ? { stage: Number(cell.dataset.stage), unit: Number(cell.dataset.unit) } : null);
  }
}

customElements.define("pg-network", Network);
