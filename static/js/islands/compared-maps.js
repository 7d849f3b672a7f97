// <pg-compared-maps>: what each network answers everywhere, side by side, at one epoch for all of them.

import { MapQueue } from "../compare/map-queue.js";
import { at } from "../compare/resampled.js";
import { swatch } from "../compare/palette.js";
import { readout } from "../format.js";
import { Past } from "../instrument/past.js";
import { loadFrames } from "../live/history.js";
import { goesOn } from "../live/states.js";
import { mostOf } from "../maps/grid.js";
import { takeButtons } from "../pictures/asked.js";
import { token } from "../theme.js";
import { inPageLanguage, say } from "../words.js";
import { fit, Island, make, write } from "./island.js";

const PATIENCE = 100; // tenths of a second for maps that are on their way

/** Whether a run that is over has no key frame: a sweep's cell, or one whose details were dropped. */
const without = ({ store }) => !goesOn(store.state.state) && (store.state.frame_seq ?? -1) < 0;

class ComparedMaps extends Island {
  #maps = new Map(); // run → what is known of its map
  #pictures = new Map(); // address → promise of a picture

  start() {
    this.redrawOn("records frame look runs lit theme state");
    this.slider = make("input", { type: "range", min: "0", id: "maps-epoch" });
    this.slider.addEventListener("input", () => this.#look(Number(this.slider.value)));
    this.at = make("output", { className: "maps-at" });
    this.newest = make("button", { type: "button", className: "small", textContent: say("newest") });
    this.newest.addEventListener("click", () => this.#look(null));
    this.dataset.figure = "";
    this.takeAway = (kind) => this.#take(kind);
    const label = make("label", { className: "maps-time" }, make("span", { textContent: say("Epoch of the maps") }), this.slider);
    this.list = make("ol", { className: "compared-maps" });
    this.append(make("header", { className: "settings-head" }, make("h2", { textContent: say("Maps"), id: "maps-title" }), label, this.at, this.newest, make("span", { className: "sign-legend" }, "−1", make("i"), "+1"), ...takeButtons()), this.list);
    this.watch = new IntersectionObserver((seen) => this.#see(seen), { rootMargin: "200px" });
    for (const run of this.scene.runs) this.#maps.set(run, this.#make(run));
  }

  stop() {
    this.watch?.disconnect();
    this.queue?.close();
  }

  #make(run) {
    const canvas = make("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", run.name); // in more words once it is painted
    const [key, value, note] = [make("span"), make("span", { className: "aside" }), make("span", { className: "map-note", textContent: "…" })];
    const link = make("a", { href: run.href, textContent: run.name, dir: "auto", className: "compared-name" });
    const row = make("li", {}, make("div", { className: "small-map" }, canvas, note), make("p", { className: "map-name" }, key, link), value);
    const made = { run, row, canvas, key, value, note, past: new Past(run.bytes, run.store), sheet: document.createElement("canvas"), seen: false, painted: "" };
    row.addEventListener("pointerenter", () => this.scene.light(run));
    row.addEventListener("pointerleave", () => this.scene.light(null));
    row.made = made;
    this.watch.observe(row);
    return made;
  }

  #see(entries) {
    for (const { target, isIntersecting } of entries) target.made.seen = isIntersecting;
    if (entries.some(({ isIntersecting }) => isIntersecting)) this.invalidate();
  }

  /** The address follows once the slider rests. */
  #look(epoch) {
    this.scene.choose({ epoch }, false);
    clearTimeout(this.later);
    this.later = setTimeout(() => this.scene.write(), 300);
  }

  draw() {
    const { scene } = this;
    const shown = scene.shown.map((run) => this.#maps.get(run));
    if (shown.some(({ row }, place) => this.list.children[place] !== row) || this.list.children.length !== shown.length) this.list.replaceChildren(...shown.map(({ row }) => row));
    const { newest } = scene;
    const epoch = scene.look.epoch === null ? newest : Math.min(scene.look.epoch, newest);
    if (this.slider.max !== String(newest)) this.slider.max = String(newest);
    if (this.slider.value !== String(epoch)) this.slider.value = String(epoch);
    write(this.at, scene.look.epoch === null ? say("the newest of each") : say("epoch {epoch}", { epoch }));
    this.newest.hidden = scene.look.epoch === null;
    for (const one of shown) if (one.seen) this.#show(one);
  }

  #show(one) {
    const { run } = one;
    if (one.slot !== run.slot) one.key.replaceChildren(swatch(run.slot));
    one.slot = run.slot;
    one.row.classList.toggle("lit", this.scene.lit === run);
    if (one.picture === undefined) this.#fetch(one);
    const { epoch } = this.scene.look;
    const index = epoch === null ? run.length - 1 : at(run.column("epoch"), epoch);
    const frame = index < 0 ? null : run.store.frame(index);
    if (run.length) this.#want(one, epoch, index, frame);
    const told = epoch === null || index === run.length - 1 ? run.newest : run.column("epoch")[index];
    if (run.length) write(one.value, say("epoch {epoch} · loss {loss}", { epoch: told, loss: readout(run.column("test_loss")[index]) }));
    if (one.picture && frame) this.#paint(one, frame);
  }

  /** Ask for the key frame of the moment where it may be missing: the newest alone, or a block around an epoch. */
  #want(one, epoch, index, frame) {
    const { run } = one;
    if (epoch !== null && index < run.length - 1) return one.past.fetchAround(index);
    const newest = run.store.state.frame_seq ?? -1;
    if (newest < 0 || (frame && frame.seq >= newest) || one.asked === newest) return;
    one.asked = newest;
    loadFrames(run.bytes, run.store, newest, newest).catch(() => (one.asked = null));
  }

  async #fetch(one) {
    one.picture = null;
    const { points } = one.run;
    if (!this.#pictures.has(points)) this.#pictures.set(points, fetch(points, { headers: inPageLanguage() }).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null));
    const picture = await this.#pictures.get(points);
    const fits = picture && picture.plain && picture.shape.length === 1 && picture.weights;
    one.picture = fits ? picture : null;
    write(one.note, !fits ? say("No map can show this network.") : without(one.run) ? say("No map is kept of this run. Open it, and it is trained again.") : "");
    this.invalidate();
  }

  #paint(one, frame) {
    const { run, picture } = one;
    const { theme } = this.scene;
    const { weights, buffers = null } = frame.sections;
    const wanted = `${run.store.attempt} ${frame.seq} ${theme}`;
    if (one.painted === wanted || !weights || weights.length !== picture.weights.length) return;
    one.painted = wanted;
    this.queue ??= new MapQueue(this.dataset.worker); // no worker before somebody looks
    this.queue.paint(run, { name: run.points, picture, weights, buffers, theme }, (painting) => this.#put(one, painting));
  }

  #put(one, { side, output, values }) {
    const wide = one.canvas.parentElement.clientWidth;
    const context = fit(one.canvas, wide, wide);
    context.clearRect(0, 0, wide, wide);
    if (output) {
      Object.assign(one.sheet, { width: side, height: side });
      one.sheet.getContext("2d").putImageData(new ImageData(output, side, side), 0, 0);
      context.drawImage(one.sheet, 0, 0, wide, wide);
    } else this.#line(context, wide, values, mostOf(one.picture));
    one.canvas.setAttribute("aria-label", say("Map of {run}, {words}", { run: one.run.name, words: one.value.textContent }));
  }

  /** All maps in one file; those that nobody has scrolled to are asked for first. */
  async #take(kind) {
    const { takeMaps } = await import("../pictures/compared.js");
    const shown = this.scene.shown.map((run) => this.#maps.get(run));
    for (const one of shown) one.seen = true;
    this.invalidate();
    const { epoch } = this.scene.look;
    const indexOf = ({ run }) => (epoch === null ? run.length - 1 : at(run.column("epoch"), epoch));
    const waits = (one) => one.run.length && (one.picture ? !has(one, indexOf(one)) : one.note.textContent === "…");
    for (let turn = 0; turn < PATIENCE && shown.some(waits); turn += 1) await new Promise((done) => setTimeout(done, 100));
    const tiles = shown.map((one) => {
      const index = indexOf(one);
      const { weights, buffers = null } = (index < 0 ? null : one.run.store.frame(index))?.sections ?? {};
      return { run: one.run, words: one.value.textContent, picture: one.picture, weights, buffers };
    });
    return takeMaps(kind, { tiles, title: `${say("Maps")} · ${this.at.textContent}`, family: getComputedStyle(this).fontFamily });
  }

  /** The answers over the one input there is. */
  #line(context, wide, values, most) {
    context.strokeStyle = token("--train-curve");
    context.lineWidth = 1.75;
    context.beginPath();
    values.forEach((value, index) => context.lineTo((index / (values.length - 1)) * wide, wide * (0.5 - Math.max(-1, Math.min(1, value / (1.2 * most))) / 2)));
    context.stroke();
  }
}

/** Whether the key frame that record `index` is shown by is here, or none will come. */
function has({ run, past }, index) {
  const frame = index < 0 ? null : run.store.frame(index);
  if (index < run.length - 1) return past.covers(frame?.seq ?? 0, Math.max(0, index));
  return (frame?.seq ?? -1) >= (run.store.state.frame_seq ?? -1);
}

customElements.define("pg-compared-maps", ComparedMaps);
