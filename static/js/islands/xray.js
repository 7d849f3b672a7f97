// <pg-xray>: every layer's gradient at every epoch, like film being exposed. One fixed scale for every run.

import { film, FILM_FROM, FILM_TO } from "../colour.js";
import { powerOfTen, size } from "../format.js";
import { cells, epochAt, leftOf } from "../strip/cells.js";
import { expose, hatch } from "../strip/film.js";
import { say } from "../words.js";
import { figureTable } from "./figure-table.js";
import { fit, Island, make, token, write } from "./island.js";

const GAP = 2; // px between rows
const ROW_LEAST = 12;
const LEGEND = 168; // px
const BAR = 24; // px, the little bar beside a value

class Xray extends Island {
  start() {
    this.names = make("ul", { className: "names" });
    this.canvas = make("canvas");
    this.cursor = make("span", { className: "cursor", hidden: true });
    this.empty = make("span", { className: "empty", textContent: say("Train, and each layer's gradient is exposed here, epoch by epoch.") });
    this.plate = make("div", { className: "plate", tabIndex: 0 }, this.canvas, this.cursor, this.empty);
    this.plate.setAttribute("role", "img");
    this.values = make("ul", { className: "values" });
    this.tip = make("div", { className: "tip", hidden: true });
    this.append(this.names, this.plate, this.values, this.tip);
    document.getElementById("xray-title").after(figureTable(this, say("Gradient by layer and epoch"), () => this.#table()));
    this.redrawOn("picture records look run frame theme state hover recipe");
    this.on(this.plate, "pointermove", (event) => this.#hover(event));
    this.on(this.plate, "pointerleave", () => this.#leave());
    this.on(this.plate, "click", (event) => this.scene.look(this.#epoch(event)));
    this.on(this.plate, "keydown", (event) => this.#key(event));
    this.#legend();
  }

  /** Column names of the layers on show, input side first. */
  get columns() {
    return this.scene.layers.map((_, index) => `layer.${index + 1}.grad_norm`);
  }

  draw() {
    const { scene } = this;
    const count = scene.layers.length;
    if (!count) return;
    const row = this.#rowHeight(count);
    this.style.setProperty("--row", `${row}px`);
    this.#rows(count);
    const width = this.plate.clientWidth;
    const height = count * (row + GAP) - GAP;
    const context = fit(this.canvas, width, height);
    context.clearRect(0, 0, width, height);
    const epochs = scene.column("epoch");
    const broken = this.columns.map((name, index) => expose(context, cells(epochs, scene.column(name), scene.planned, width), index * (row + GAP), row, width));
    this.broken = broken.some((one) => one);
    this.#divergence(context, width, height);
    this.empty.hidden = scene.length > 0;
    const marked = scene.hover ?? scene.epoch;
    this.cursor.hidden = scene.length === 0;
    this.cursor.style.left = `${((marked + 0.5) * width) / (scene.planned + 1)}px`;
    this.#numbers();
    this.#describe();
  }

  #rowHeight(count) {
    const style = getComputedStyle(this);
    const most = Number(style.getPropertyValue("--strip-row-most"));
    const block = Number(style.getPropertyValue("--strip-most")) - Number.parseFloat(style.getPropertyValue("--strip-head")) - 8;
    return Math.max(ROW_LEAST, Math.min(most, Math.floor(block / count) - GAP));
  }

  #divergence(context, width, height) {
    const { scene } = this;
    if (scene.state !== "diverged") return;
    const epoch = scene.store.state.detail?.epoch ?? scene.newest;
    const from = leftOf(epoch + 1, scene.planned, width);
    if (!this.broken) hatch(context, from, 0, width - from, height);
    const text = `✕ ${say("epoch {epoch}", { epoch })}`;
    context.font = `13px ${getComputedStyle(this).fontFamily}`;
    const wide = context.measureText(text).width + 12;
    const x = Math.min(leftOf(epoch, scene.planned, width) + 6, width - wide);
    context.fillStyle = "#0E1116";
    context.fillRect(x, height / 2 - 10, wide, 20);
    context.fillStyle = "#FF5CA8";
    context.textBaseline = "middle";
    context.fillText(text, x + 6, height / 2);
  }

  #rows(count) {
    const titles = this.scene.layers.map((layer, index) => (index === count - 1 ? say("output") : `${index + 1} ${layer.activation}·${layer.fan_out}`));
    if (this.drawnRows === titles.join()) return;
    this.drawnRows = titles.join();
    this.names.replaceChildren(...titles.map((title) => make("li", { textContent: title })));
    this.values.replaceChildren(...titles.map(() => make("li", {}, make("canvas"), make("span"))));
  }

  #numbers() {
    const { scene } = this;
    const at = scene.hover === null ? scene.index : Math.min(scene.recordAt(scene.hover), scene.length - 1);
    this.columns.forEach((name, index) => {
      const [bar, text] = this.values.children[index].children;
      const value = scene.column(name)[at];
      write(text, value === undefined ? "" : size(value));
      const context = fit(bar, BAR, 8);
      context.clearRect(0, 0, BAR, 8);
      if (!(value > 0) || !Number.isFinite(value)) return;
      const share = Math.min(1, Math.max(0.04, (Math.log10(value) - FILM_FROM) / (FILM_TO - FILM_FROM)));
      context.fillStyle = token("--edge");
      context.fillRect(BAR * (1 - share), 2, BAR * share, 4);
    });
  }

  #epoch(event) {
    const box = this.canvas.getBoundingClientRect();
    return epochAt(event.clientX - box.left, this.scene.planned, box.width);
  }

  #hover(event) {
    if (!this.scene.length) return;
    const epoch = Math.min(this.#epoch(event), this.scene.newest);
    this.scene.setHover(epoch);
    this.#tip(epoch, event);
  }

  #tip(epoch, event) {
    const box = this.canvas.getBoundingClientRect();
    const layer = Math.min(this.scene.layers.length - 1, Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * this.scene.layers.length)));
    const at = this.scene.recordAt(epoch);
    const read = (name) => size(this.scene.column(`layer.${layer + 1}.${name}`)[at] ?? NaN);
    write(this.tip, say("Epoch {epoch} · {layer} · gradient {gradient} (largest {largest}) · update/weight {ratio}", {
      epoch, layer: this.names.children[layer].textContent, gradient: read("grad_norm"), largest: read("grad_max"), ratio: read("update_ratio"),
    }));
    this.tip.hidden = false;
    const own = this.getBoundingClientRect();
    const left = Math.min(event.clientX - own.left + 12, own.width - this.tip.offsetWidth);
    this.tip.style.left = `${left}px`;
    this.tip.style.top = `${-this.tip.offsetHeight - 4}px`;
  }

  #leave() {
    this.tip.hidden = true;
    this.scene.setHover(null);
  }

  #key(event) {
    const steps = { ArrowLeft: -1, ArrowRight: 1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    event.stopPropagation();
    this.scene.look(this.scene.epoch + steps[event.key]);
  }

  #legend() {
    const bar = make("canvas");
    const context = fit(bar, LEGEND, 10);
    for (let x = 0; x < LEGEND; x += 1) {
      context.fillStyle = film(FILM_FROM + ((FILM_TO - FILM_FROM) * x) / (LEGEND - 1));
      context.fillRect(x, 0, 1, 10);
    }
    document.getElementById("film-legend").replaceChildren(`${say("faint")} ${powerOfTen(FILM_FROM)}`, bar, `${powerOfTen(FILM_TO)} ${say("strong")}`);
  }

  #describe() {
    const { scene } = this;
    const last = this.columns.map((name) => scene.column(name)[scene.index]);
    if (last[0] === undefined) return this.plate.setAttribute("aria-label", say("Gradient by layer: nothing trained yet."));
    const words = { epoch: scene.epoch, first: size(last[0]), last: size(last.at(-1)) };
    this.plate.setAttribute("aria-label", say("At epoch {epoch} layer 1 gets a gradient of {first}, the output layer {last}.", words));
  }

  #table() {
    const { scene } = this;
    const head = [say("Epoch"), ...Array.from(this.names.children, (name) => name.textContent)];
    return { head, rows: Array.from(scene.column("epoch"), (epoch, at) => [epoch, ...this.columns.map((name) => size(scene.column(name)[at]))]) };
  }
}

customElements.define("pg-xray", Xray);
