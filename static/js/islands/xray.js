// <pg-xray>: every layer with parameters at every epoch, like film being exposed. One fixed scale for every run, unless fitted to one.

import { epochAt, leftOf } from "../strip/cells.js";
import { hatch } from "../strip/film.js";
import { fitted, placed, QUANTITIES, valueWords } from "../strip/quantities.js";
import { Series } from "../strip/series.js";
import { Strip } from "../strip/strip.js";
import { size } from "../format.js";
import { shortName } from "../network/trained.js";
import { say } from "../words.js";
import { figureTable } from "./figure-table.js";
import { FilmHead } from "./film-head.js";
import { fit, ink, Island, make, write } from "./island.js";
import { lightTogether } from "./layer-light.js";

const GAP = 2; // px between rows
const NAME_HEIGHT = 16; // px of a row's name
const ROW_LEAST = 12;
const MOST_NAMED = 13; // rows
const SHORT_NAME = 12; // characters that fit beside a phone's strip

class Xray extends Island {
  row = 0; // layer under the keyboard

  start() {
    this.names = make("ul", { className: "names" });
    this.flow = make("span", { className: "flow", textContent: say("gradient flows"), hidden: true });
    this.canvas = make("canvas");
    this.cursor = make("span", { className: "cursor", hidden: true });
    this.empty = make("span", { className: "empty", textContent: say("Train, and each layer's gradient is exposed here, epoch by epoch.") });
    this.plate = make("div", { className: "plate", tabIndex: 0 }, this.canvas, this.cursor, this.empty);
    this.plate.setAttribute("role", "img");
    this.plate.setAttribute("aria-label", this.empty.textContent);
    this.values = make("ul", { className: "values" });
    this.tip = make("div", { className: "tip", hidden: true });
    this.card = make("pg-histograms", { popover: "manual" });
    this.append(make("div", { className: "gutter" }, this.names, this.flow), this.plate, this.values, this.tip, this.card);
    this.strip = new Strip();
    this.series = new Series(this.scene);
    this.head = new FilmHead(this.scene, () => this.invalidate());
    const table = figureTable(this, say("Gradient by layer and epoch"), () => this.#table());
    document.getElementById("xray-title").after(table);
    this.on(document.getElementById("xray-table"), "click", () => table.click());
    this.takeAway = async (kind) => (await import("../pictures/xray.js")).takeXray(kind, this);
    this.redrawOn("picture records look run frame theme state hover recipe quantity");
    this.on(this.plate, "pointermove", (event) => this.#hover(event));
    this.on(this.plate, "pointerleave", () => this.#leave());
    this.on(this.plate, "click", (event) => this.#openAt(this.#layer(event), this.#epoch(event)));
    this.on(this.plate, "keydown", (event) => this.#key(event));
    this.on(this.names, "click", ({ target }) => this.#openAt([...this.names.children].indexOf(target.closest("li")), this.scene.epoch));
    lightTogether(this.on.bind(this), this.scene, () => [...this.names.children]);
  }

  stop() {
    this.series.close();
  }

  get quantity() {
    return QUANTITIES.find(({ name }) => name === this.scene.quantity) ?? QUANTITIES[0];
  }

  draw() {
    const { scene, quantity } = this;
    const count = scene.trained.length;
    if (!count) return;
    this.#measure(count);
    const { width, row, gap } = this.box;
    const film = this.series.of(quantity);
    this.scale = this.head.fitted ? fitted(quantity.scale, film.read(0)) : quantity.scale;
    const { from, to } = this.scale;
    const diverged = scene.state === "diverged";
    const key = [quantity.name, from, to, scene.run?.id, scene.store?.attempt, width, row, count, scene.planned, diverged, devicePixelRatio].join(" ");
    const height = count * (row + gap) - gap;
    const context = fit(this.canvas, width, height);
    const painted = this.strip.paint(context, { ...film, key, scale: this.scale, planned: scene.planned, width, row, gap });
    if (painted && diverged) this.divergence(context, width, height, this.strip.broken);
    this.head.show(quantity, this.scale, this.strip.outside, scene.theme);
    this.empty.hidden = scene.length > 0;
    this.cursor.hidden = scene.length === 0;
    this.cursor.style.transform = `translateX(${(((scene.hover ?? scene.epoch) + 0.5) * width) / (scene.planned + 1)}px)`;
    this.#numbers(quantity);
    this.#describe(quantity);
  }

  /** Width, and height of a row; asked of the layout only when something may have changed them. */
  #measure(count) {
    const titles = this.scene.trained.map((layer, index) => shortName(layer, index === count - 1));
    const key = `${this.extent.width} ${innerHeight} ${titles.join()}`;
    if (this.measured === key) return;
    this.measured = key;
    this.closest(".instrument").toggleAttribute("data-long-names", titles.some((title) => title.length > SHORT_NAME));
    this.names.replaceChildren(...titles.map((title) => make("li", {}, make("button", { type: "button", textContent: title, title: say("Histograms of this layer") }))));
    this.values.replaceChildren(...titles.map(() => make("li", {}, make("span", { className: "bar" }, make("i")), make("span"))));
    this.row = Math.min(this.row, count - 1);
    this.flow.hidden = count < 2;
    const style = getComputedStyle(this);
    const most = Number(style.getPropertyValue("--strip-row-most"));
    const block = Number(style.getPropertyValue("--strip-most")) - Number.parseFloat(style.getPropertyValue("--strip-head")) - 8;
    // More rows than can have a name each stand without gaps, and every so many has one: time must not leave the screen.
    const crowded = count > MOST_NAMED;
    const gap = crowded ? 0 : GAP;
    const row = crowded ? Math.max(2, Math.floor(Math.max(block, MOST_NAMED * (ROW_LEAST + GAP)) / count)) : Math.max(ROW_LEAST, Math.min(most, Math.floor(block / count) - gap));
    const every = crowded ? Math.ceil(NAME_HEIGHT / row) : 1;
    this.toggleAttribute("data-crowded", crowded);
    for (const list of [this.names, this.values]) [...list.children].forEach((one, index) => one.classList.toggle("unnamed", index % every > 0 && index < count - 1));
    if (every > 1) for (let index = count - 2; index > 0 && count - 1 - index < every; index--) for (const list of [this.names, this.values]) list.children[index].classList.add("unnamed");
    this.style.setProperty("--row", `${row}px`);
    this.style.setProperty("--row-gap", `${gap}px`);
    this.box = { width: this.plate.clientWidth, row, gap };
  }

  /** Where the run left the finite, and hatching from there on where no row's numbers break by themselves. */
  divergence(context, width, height, broken) {
    const { scene } = this;
    const epoch = scene.store.state.detail?.epoch ?? scene.newest;
    const from = leftOf(epoch + 1, scene.planned, width);
    if (!broken) hatch(context, from, 0, width - from, height);
    const text = `✕ ${say("epoch {epoch}", { epoch })}`;
    context.font = `${ink(13)}px ${getComputedStyle(this).fontFamily}`;
    const wide = context.measureText(text).width + 12;
    const x = Math.min(leftOf(epoch, scene.planned, width) + 6, width - wide);
    context.fillStyle = "#0E1116";
    context.fillRect(x, height / 2 - 10, wide, 20);
    context.fillStyle = "#FF5CA8";
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.fillText(text, x + 6, height / 2);
  }

  #numbers() {
    const { scale } = this;
    const found = this.series.at(this.quantity, this.scene.hover ?? this.scene.epoch);
    [...this.values.children].forEach(({ children: [bar, text] }, index) => {
      const value = found[index];
      write(text, valueWords(value, scale));
      const place = value > 0 && Number.isFinite(value) ? (placed(value, scale) - scale.from) / (scale.to - scale.from) : NaN; // 0: no bar at all
      bar.firstChild.style.transform = `scaleX(${Number.isNaN(place) ? 0 : Math.min(1, Math.max(0.04, place))})`;
    });
  }

  #epoch(event) {
    const box = this.canvas.getBoundingClientRect();
    return Math.min(this.scene.newest, epochAt(event.clientX - box.left, this.scene.planned, box.width));
  }

  #layer(event) {
    const box = this.canvas.getBoundingClientRect();
    return Math.min(this.scene.trained.length - 1, Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * this.scene.trained.length)));
  }

  #hover(event) {
    if (!this.scene.length) return;
    const epoch = this.#epoch(event);
    this.scene.setHover(epoch);
    if (!this.card.isOpen) this.#tip(epoch, this.#layer(event), event);
  }

  #tip(epoch, layer, event) {
    const { scene, quantity, scale } = this;
    const at = scene.recordAt(epoch);
    const read = (name) => size(scene.column(`layer.${scene.trained[layer].number}.${name}`)[at] ?? NaN);
    const words = { epoch, layer: this.names.children[layer].textContent, gradient: read("grad_norm"), largest: read("grad_max"), ratio: read("update_ratio") };
    let text = say("Epoch {epoch} · {layer} · gradient {gradient} (largest {largest}) · update/weight {ratio}", words);
    if (quantity.section || quantity.largest) text += ` · ${quantity.title()} ${valueWords(this.series.at(quantity, epoch)[layer], scale) || "–"}`;
    write(this.tip, text);
    this.tip.hidden = false;
    const own = this.getBoundingClientRect();
    const left = Math.max(0, Math.min(event.clientX - own.left + 12, own.width - this.tip.offsetWidth));
    this.tip.style.transform = `translate(${left}px, ${-this.tip.offsetHeight - 4}px)`;
  }

  #leave() {
    this.tip.hidden = true;
    this.scene.setHover(null);
  }

  async #openAt(layer, epoch) {
    if (!this.scene.length || layer < 0) return;
    this.row = layer;
    this.tip.hidden = true; // the card says more
    this.scene.look(epoch);
    await import("./histograms.js"); // few visits ask for it; the second time it is there
    this.card.open(layer);
  }

  /** Place of a cell in the window, for what is anchored to it: {left, top, bottom} in px. */
  cellBox(layer, epoch) {
    const box = this.canvas.getBoundingClientRect();
    const pitch = box.height / this.scene.trained.length;
    const left = box.left + ((epoch + 0.5) * box.width) / (this.scene.planned + 1);
    return { left, top: box.top + layer * pitch, bottom: box.top + (layer + 1) * pitch };
  }

  #key(event) {
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    if (event.key === "Enter") return this.#openAt(this.row, this.scene.epoch);
    if (!(event.key in steps)) return;
    event.preventDefault();
    event.stopPropagation();
    const [layers, epochs] = steps[event.key];
    this.row = Math.max(0, Math.min(this.scene.trained.length - 1, this.row + layers));
    [...this.names.children].forEach((name, index) => name.classList.toggle("lit", index === this.row));
    if (epochs) this.scene.look(this.scene.epoch + epochs);
  }

  #describe(quantity) {
    const { scene } = this;
    const found = this.series.at(quantity, scene.epoch);
    if (found[0] === undefined) return this.#label(say("{quantity} by layer: nothing measured yet.", { quantity: quantity.title() }));
    const words = { epoch: scene.epoch, layer: scene.trained[0].number, quantity: quantity.title(), first: valueWords(found[0], quantity.scale), last: valueWords(found.at(-1), quantity.scale) };
    if (quantity.name === "size") return this.#label(say("At epoch {epoch} layer {layer} gets a gradient of {first}, the output layer {last}.", words));
    this.#label(say("At epoch {epoch}, {quantity}: {first} in layer {layer}, {last} in the output layer.", words));
  }

  #label(text) {
    if (this.plate.getAttribute("aria-label") !== text) this.plate.setAttribute("aria-label", text);
  }

  #table() {
    const { quantity } = this;
    const { epochs, read } = this.series.of(quantity);
    const rows = read(0);
    const head = [say("Epoch"), ...Array.from(this.names.children, (name) => name.textContent)];
    return { head, rows: Array.from(epochs, (epoch, at) => [epoch, ...rows.map((row) => valueWords(row[at], quantity.scale))]) };
  }
}

customElements.define("pg-xray", Xray);
