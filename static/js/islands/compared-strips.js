// <pg-compared-strips>: the gradient X-rays of all runs, one below the other, on one scale and one axis of epochs.

import { at } from "../compare/resampled.js";
import { swatch } from "../compare/palette.js";
import { size } from "../format.js";
import { takeButtons } from "../pictures/asked.js";
import { epochAt, leftOf } from "../strip/cells.js";
import { drawLegend, LEGEND } from "../strip/legend.js";
import { QUANTITIES, recordValues } from "../strip/quantities.js";
import { Strip } from "../strip/strip.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { fit, Island, make, write } from "./island.js";

const GAP = 1; // px between rows
const ROWS = { few: 12, many: 7 }; // px a row, up to FEW runs and above
const FEW = 8;

class ComparedStrips extends Island {
  #strips = new Map(); // run → {row, canvas, cursor, strip, seen}

  start() {
    this.redrawOn("records look runs hover lit theme state");
    this.quantities = QUANTITIES.filter(({ column }) => column); // those every record has; the others lie in key frames
    const select = make("select", { className: "plain-select" });
    select.setAttribute("aria-label", say("Quantity"));
    select.append(...this.quantities.map(({ name, title }) => make("option", { value: name, textContent: title(), selected: name === this.scene.look.quantity })));
    select.addEventListener("change", () => this.scene.choose({ quantity: select.value }));
    this.legend = make("canvas");
    this.dataset.figure = "";
    this.takeAway = (kind) => this.#take(kind);
    this.tip = make("p", { className: "aside strip-tip", textContent: " " });
    this.list = make("ol", { className: "compared-strips" });
    this.append(make("header", { className: "settings-head" }, make("h2", { textContent: say("Gradient X-rays"), id: "strips-title" }), select, this.legend, ...takeButtons(), this.tip), this.list);
    this.watch = new IntersectionObserver((seen) => this.#see(seen), { rootMargin: "200px" });
    for (const run of this.scene.runs) this.#strips.set(run, this.#make(run));
  }

  stop() {
    this.watch?.disconnect();
  }

  #make(run) {
    const canvas = make("canvas");
    const cursor = make("span", { className: "compared-cross", hidden: true });
    const plate = make("div", { className: "plate", tabIndex: 0 }, canvas, cursor);
    plate.setAttribute("role", "img");
    plate.setAttribute("aria-label", run.name); // in more words once it is seen
    const key = make("span", { className: "strip-key" });
    const row = make("li", {}, make("span", { className: "strip-name" }, key, make("span", { textContent: run.name, dir: "auto" })), plate);
    const made = { row, plate, canvas, cursor, key, strip: new Strip(), seen: false, run };
    plate.addEventListener("pointermove", (event) => this.#hover(made, event));
    plate.addEventListener("pointerleave", () => this.#leave());
    plate.addEventListener("click", (event) => this.scene.choose({ epoch: this.#epoch(made, event) }));
    plate.addEventListener("keydown", (event) => this.#key(made, event));
    row.made = made;
    this.watch.observe(row);
    return made;
  }

  #see(entries) {
    for (const { target, isIntersecting } of entries) target.made.seen = isIntersecting;
    if (entries.some(({ isIntersecting }) => isIntersecting)) this.invalidate();
  }

  get quantity() {
    return this.quantities.find(({ name }) => name === this.scene.look.quantity) ?? this.quantities[0];
  }

  async #take(kind) {
    const { takeStrips } = await import("../pictures/compared.js");
    const { scene, quantity } = this;
    const rows = { row: scene.shown.length > FEW ? ROWS.many : ROWS.few, gap: GAP };
    return takeStrips(kind, { scene, quantity, rows, width: Math.max(320, this.list.querySelector(".plate")?.clientWidth ?? 0), family: getComputedStyle(this).fontFamily });
  }

  draw() {
    const { scene } = this;
    const shown = scene.shown.map((run) => this.#strips.get(run));
    if (shown.some(({ row }, place) => this.list.children[place] !== row) || this.list.children.length !== shown.length) this.list.replaceChildren(...shown.map(({ row }) => row));
    const { quantity } = this;
    const outside = { low: false, high: false };
    for (const one of shown) {
      if (one.seen) this.#paint(one, quantity, shown.length);
      else this.#keepRoom(one, shown.length); // as high as it will be: nothing moves when somebody scrolls to it
      outside.low ||= one.strip.outside.low;
      outside.high ||= one.strip.outside.high;
    }
    const width = LEGEND.width;
    drawLegend(fit(this.legend, width + 2 * LEGEND.margin, LEGEND.height), quantity.scale, outside, { text: token("--text-2"), font: `12px ${getComputedStyle(this).fontFamily}`, width });
  }

  #heightOf(run, count) {
    return run.layers.length * ((count > FEW ? ROWS.many : ROWS.few) + GAP) - GAP;
  }

  #keepRoom({ run, canvas }, count) {
    const high = `${this.#heightOf(run, count)}px`;
    if (canvas.style.height !== high) canvas.style.height = high;
  }

  #paint(one, quantity, count) {
    const { run, plate, canvas, key } = one;
    const { scene } = this;
    if (one.slot !== run.slot) key.replaceChildren(swatch(run.slot));
    one.slot = run.slot;
    one.row.classList.toggle("lit", scene.lit === run);
    if (one.extent !== this.extent) [one.extent, one.width] = [this.extent, plate.clientWidth];
    const { width } = one;
    if (width < 20) return;
    const row = count > FEW ? ROWS.many : ROWS.few;
    const numbers = run.layers.map(([number]) => number);
    const { planned } = scene;
    const film = { epochs: run.column("epoch"), grows: true, read: (begin) => recordValues(quantity, numbers, (name) => run.column(name), begin) };
    const context = fit(canvas, width, this.#heightOf(run, count));
    one.strip.paint(context, { ...film, key: [quantity.name, run.store.attempt, width, row, planned, devicePixelRatio].join(), scale: quantity.scale, planned, width, row, gap: GAP });
    this.#cursor(one);
    this.#describe(one, quantity);
  }

  /** The crosshair's epoch on this run, whatever the charts' axis counts. */
  #cursor(one) {
    const { scene } = this;
    const epoch = scene.hover === null ? scene.look.epoch : one.run.axis(scene.look.x).epochAt(scene.hover);
    one.cursor.hidden = epoch === null;
    if (epoch !== null) one.cursor.style.transform = `translateX(${leftOf(Math.min(epoch, scene.planned) + 0.5, scene.planned, one.width)}px)`;
  }

  #epoch({ canvas, run }, event) {
    const box = canvas.getBoundingClientRect();
    return Math.min(run.newest, epochAt(event.clientX - box.left, this.scene.planned, box.width));
  }

  #hover(one, event) {
    if (!one.run.length) return;
    const box = one.canvas.getBoundingClientRect();
    const epoch = this.#epoch(one, event);
    const layer = Math.max(0, Math.min(one.run.layers.length - 1, Math.floor(((event.clientY - box.top) / box.height) * one.run.layers.length)));
    const [number, title] = one.run.layers[layer];
    const index = at(one.run.column("epoch"), epoch);
    const read = (name) => size(one.run.column(`layer.${number}.${name}`)[index] ?? NaN);
    write(this.tip, say("{run} · epoch {epoch} · {layer} · gradient {gradient} · update/weight {ratio}", { run: one.run.name, epoch, layer: title, gradient: read("grad_norm"), ratio: read("update_ratio") }));
    this.scene.light(one.run);
    this.scene.setHover(one.run.axis(this.scene.look.x).place(epoch));
  }

  #leave() {
    write(this.tip, " ");
    this.scene.light(null);
    this.scene.setHover(null);
  }

  #key(one, { key }) {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (way) this.scene.choose({ epoch: Math.max(0, Math.min(this.scene.newest, (this.scene.look.epoch ?? one.run.newest) + way)) });
  }

  #describe({ run, plate }, quantity) {
    const ends = recordValues(quantity, run.layers.map(([number]) => number), (name) => run.column(name), Math.max(0, run.length - 1)).map(([value]) => value);
    const words = { run: run.name, epoch: run.newest, quantity: quantity.title(), first: size(ends[0] ?? NaN), last: size(ends.at(-1) ?? NaN) };
    const text = run.length ? say("{run} at epoch {epoch}: {quantity} {first} in the first layer, {last} in the last.", words) : say("{run}: nothing measured yet.", words);
    if (plate.getAttribute("aria-label") !== text) plate.setAttribute("aria-label", text);
  }
}

customElements.define("pg-compared-strips", ComparedStrips);
