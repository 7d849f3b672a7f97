// <pg-compared-curves data-column>: one column of all runs over each other. Drag, pinch or Ctrl and the wheel zoom, Shift and a drag move.

import uPlot from "uplot";

import { columnsOf, titleOf } from "../compare/columns.js";
import { drawBands, drawLines, drawNames } from "../compare/painting.js";
import { Picture } from "../compare/picture.js";
import { at, valueAt } from "../compare/resampled.js";
import { scaled, shifted } from "../compare/zooming.js";
import { UNITS } from "../curves/axis.js";
import { Pinch } from "../curves/pinch.js";
import { decadeTicks, zoomed } from "../curves/ranges.js";
import { powerOfTen, readout, size } from "../format.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { Island, make, write } from "./island.js";

const NAMED = 8; // lines with a name at their end
const NAMES = 148; // CSS px for those
const SETTLE = 160; // ms after the last movement: then it is drawn in full
const NEAR = 14; // px between pointer and the line that is lit
const [LINEAR, LOG] = [1, 3]; // uPlot's names

class ComparedCurves extends Island {
  start() {
    const { column } = this.dataset;
    this.column = column;
    this.picture = new Picture(this.scene, column);
    this.box = make("div", { className: "compared-plot", tabIndex: 0 });
    this.box.setAttribute("role", "img");
    this.cross = make("span", { className: "compared-cross", hidden: true });
    this.tip = make("div", { className: "tip", hidden: true });
    this.append(make("header", { className: "compared-head" }, this.#chooser(), this.#remover()), this.box, this.tip);
    this.redrawOn("records look runs lit theme");
    this.on(this.scene, "theme look", () => this.#unfit() && this.#drop());
    this.on(this.scene, "hover", () => this.#crosshair());
    this.on(this.box, "pointerleave", () => this.#leave());
    this.on(this.box, "keydown", (event) => this.#key(event));
    this.on(this.box, "wheel", (event) => this.#wheel(event), { passive: false });
  }

  stop() {
    clearTimeout(this.settling);
    this.#drop();
  }

  #drop() {
    this.plot?.destroy();
    this.plot = null;
  }

  /** Whether the plot was made for other scales or colours. */
  #unfit() {
    const { logx, logy } = this.scene.look;
    const made = `${logx} ${logy} ${this.scene.theme}`;
    const changed = this.made !== made;
    this.made = made;
    return changed;
  }

  #chooser() {
    const select = make("select", { className: "plain-select" });
    select.setAttribute("aria-label", say("What this chart shows"));
    for (const { title, columns } of columnsOf(this.scene.runs.map(({ store }) => store.schema))) {
      const group = make("optgroup", { label: title });
      group.append(...columns.map((value) => make("option", { value, textContent: titleOf(value), selected: value === this.column })));
      select.append(group);
    }
    if (![...select.options].some(({ value }) => value === this.column)) select.prepend(make("option", { value: this.column, textContent: this.column, selected: true }));
    select.addEventListener("change", () => this.scene.choose({ columns: this.scene.look.columns.map((one) => (one === this.column ? select.value : one)) }));
    return select;
  }

  #remover() {
    const button = make("button", { type: "button", className: "small quiet", textContent: "×", title: say("Take this chart away"), hidden: this.scene.look.columns.length < 2 });
    button.setAttribute("aria-label", say("Take this chart away"));
    button.addEventListener("click", () => this.scene.choose({ columns: this.scene.look.columns.filter((one) => one !== this.column) }));
    return button;
  }

  // -- drawing ---------------------------------------------------------------------------------------------------------

  get #size() {
    if (this.sized !== this.extent) [this.sized, this.room] = [this.extent, { width: this.box.clientWidth, height: this.box.clientHeight }];
    return this.room;
  }

  draw() {
    const { width, height } = this.#size;
    if (width < 60 || height < 40) return;
    const { scene } = this;
    const { mode } = scene;
    this.grain = UNITS[scene.look.x].grain;
    const lines = this.picture.lines(() => this.invalidate());
    this.end = this.picture.end(lines, this.grain);
    const [first, last] = this.#places();
    this.drawn = mode === "lines" ? { lines } : { lines: [], bands: this.picture.bands(lines, [first, last]) };
    this.values = this.picture.range(mode === "lines" ? this.drawn : { ...this.drawn, lines: mode === "groups" ? [] : lines }, [first, last], scene.look.logy && !scene.look.delta);
    this.named = mode === "lines" ? lines.length <= NAMED : this.drawn.bands.length <= NAMED;
    const gutter = this.named && width > 480 ? NAMES : 20;
    if (this.gutter !== gutter) this.#drop();
    this.gutter = gutter;
    this.plot ??= this.#build(width, height);
    if (this.plot.width !== width || this.plot.height !== height) this.plot.setSize({ width, height });
    this.plot.batch(() => this.plot.setData([[first, last], this.values]));
    this.#crosshair();
    this.#describe(lines);
  }

  #places() {
    const [first, last] = this.scene.look.zoom ?? [0, this.end];
    return this.scene.look.logx ? [Math.max(this.grain, first), Math.max(2 * this.grain, last)] : [first, last];
  }

  #build(width, height) {
    this.#unfit();
    const { logx, logy, delta } = this.scene.look;
    const log = logy && !delta;
    this.family = getComputedStyle(this).fontFamily;
    const axis = { stroke: token("--muted"), font: `12px ${this.family}`, ticks: { show: false }, gap: 4 };
    const decaded = { splits: (u, side, low, high) => decadeTicks(low, high, side === 1 && height < 150 ? 2 : 5) };
    const number = (tick) => (Math.abs(tick) >= 100_000 || (tick !== 0 && Math.abs(tick) < 0.001) ? size(tick) : String(Number(tick.toPrecision(4))).replace("-", "−"));
    const plot = new uPlot(
      {
        width, height,
        padding: [8, this.gutter, 0, 0],
        legend: { show: false },
        cursor: { x: false, y: false, points: { show: false }, drag: { x: true, y: false, setScale: false }, bind: { dblclick: () => null, mousedown: (u, target, select) => (event) => (event.shiftKey ? this.#grab(event) : select(event)) } },
        scales: {
          x: { time: false, distr: logx ? LOG : LINEAR, range: () => this.#places() },
          y: { distr: log ? LOG : LINEAR, range: () => this.values },
        },
        axes: [
          { ...axis, size: 22, grid: { show: false }, space: 60, values: (_, ticks) => ticks.map((tick) => (this.grain === 1 && !Number.isInteger(tick) ? "" : number(tick))), ...(logx ? decaded : {}) },
          { ...axis, size: 52, space: 32, grid: { stroke: token("--line"), width: 1 }, values: (_, ticks) => ticks.map((tick) => (log ? powerOfTen(Math.round(Math.log10(tick))) : number(tick))), ...(log ? decaded : {}) },
        ],
        series: [{}, { paths: () => null, points: { show: false } }],
        hooks: { draw: [(u) => this.#paint(u)], setCursor: [(u) => this.#hovered(u)], setSelect: [(u) => this.#dragged(u)] },
      },
      [this.#places(), this.values],
      this.box,
    );
    plot.over.append(this.cross);
    new Pinch(plot.over, { range: () => this.#places(), planned: () => this.end, zoomed: () => this.scene.look.zoom !== null, log: () => this.scene.look.logx, show: (zoom) => this.#show(zoom) });
    return plot;
  }

  #font = (px) => `${px * devicePixelRatio}px ${this.family}`;

  #paint(u) {
    const { scene, drawn } = this;
    if (drawn.bands) drawBands(u, drawn.bands);
    else drawLines(u, drawn.lines, { lit: scene.lit, base: scene.base, moving: this.moving });
    if (this.named && this.gutter === NAMES) drawNames(u, this.#ends(), this.#font);
    if (scene.look.delta && scene.base) this.#zero(u);
  }

  #ends() {
    const last = this.#places()[1];
    if (!this.drawn.bands) return this.drawn.lines.map(({ run, slot, line: { x, y } }) => ({ name: run.name, slot, value: y[Math.max(0, at(x, last))] }));
    return this.drawn.bands.map(({ name, short, slot, middle }) => ({ name: short || name || say("median"), slot, value: middle.findLast(Number.isFinite) ?? NaN }));
  }

  #zero(u) {
    u.ctx.fillStyle = token("--edge");
    u.ctx.fillRect(u.bbox.left, Math.round(u.valToPos(0, "y", true)), u.bbox.width, devicePixelRatio);
  }

  // -- the crosshair ---------------------------------------------------------------------------------------------------

  #hovered(u) {
    const { left, top } = u.cursor;
    if (left < 0 || this.moving || !this.matches(":hover")) return;
    const place = u.posToVal(left, "x");
    this.scene.setHover(place);
    const near = this.#near(u, place, top);
    this.scene.light(near?.run ?? null);
    this.#tell(u, place, near, left);
  }

  #near(u, place, top) {
    let found = null;
    for (const { run, line } of this.drawn?.lines ?? []) {
      const value = valueAt(line, place);
      const away = Math.abs(u.valToPos(value, "y") - top);
      if (away <= NEAR && (!found || away < found.away)) found = { run, value, away };
    }
    return found;
  }

  #tell(u, place, near, left) {
    const unit = this.scene.look.x;
    const number = this.grain === 1 ? Math.round(place) : readout(place);
    const where = unit === "epoch" ? say("Epoch {epoch}", { epoch: number }) : `${number} ${UNITS[unit].words()}`;
    const parts = [where, ...(near ? [`${near.run.name}: ${readout(near.value)}`] : []), ...this.#bandWords(place)];
    this.tip.hidden = false;
    write(this.tip, parts.join(" · "));
    const from = Math.max(0, Math.min(this.extent.width - this.tip.offsetWidth, left + u.bbox.left / devicePixelRatio - this.tip.offsetWidth / 2));
    this.tip.style.transform = `translate(${from}px, ${this.box.offsetTop - 20}px)`;
  }

  #bandWords(place) {
    return (this.drawn?.bands ?? []).slice(0, 4).flatMap(({ name, short, grid, middle, low, high, count }) => {
      const index = at(grid, place);
      if (!(count[index] > 0)) return [];
      return [`${short || name || say("median")} ${readout(middle[index])} (${readout(low[index])} … ${readout(high[index])}, ${count[index]})`];
    });
  }

  #crosshair() {
    const { hover } = this.scene;
    if (!this.plot) return;
    const [first, last] = this.#places();
    this.cross.hidden = hover === null || hover < first || hover > last;
    if (!this.cross.hidden) this.cross.style.transform = `translateX(${this.plot.valToPos(hover, "x")}px)`;
  }

  #leave() {
    this.tip.hidden = true;
    this.scene.setHover(null);
    this.scene.light(null);
  }

  // -- zooming ---------------------------------------------------------------------------------------------------------

  get #reach() {
    return { end: this.end, grain: this.grain, log: this.scene.look.logx };
  }

  /** Show a range of the x axis, or null: all of it. While it moves it is drawn in a hurry, and in full once it rests. */
  #show(zoom) {
    for (const chart of this.parentElement.querySelectorAll("pg-compared-curves")) chart.moving = true;
    this.#leave();
    this.scene.choose({ zoom }, false);
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      for (const chart of this.parentElement?.querySelectorAll("pg-compared-curves") ?? []) chart.moving = false;
      this.scene.write();
      this.scene.tell("look");
    }, SETTLE);
  }

  #dragged(u) {
    const { left, width } = u.select;
    if (!width) return;
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    const found = zoomed(...[left, left + width].map((px) => u.posToVal(px, "x") / this.grain), this.end / this.grain);
    if (found) this.#show(found.map((place) => place * this.grain));
  }

  #grab(event) {
    event.preventDefault();
    const { width } = this.plot.over.getBoundingClientRect();
    let before = event.clientX;
    const move = ({ clientX }) => {
      this.#show(shifted(this.#places(), (before - clientX) / width, this.#reach));
      before = clientX;
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", () => removeEventListener("pointermove", move), { once: true });
  }

  #wheel(event) {
    if (!this.plot) return;
    const { left, width } = this.plot.over.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.#show(scaled(this.#places(), (event.clientX - left) / width, 1.002 ** event.deltaY, this.#reach));
    } else if (this.scene.look.zoom && Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this.#show(shifted(this.#places(), event.deltaX / width, this.#reach));
    }
  }

  #key(event) {
    const range = this.#places();
    const { hover, look } = this.scene;
    const step = (range[1] - range[0]) / 100;
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (way && event.shiftKey) this.#show(look.zoom && shifted(range, way / 10, this.#reach));
    else if (way) this.scene.setHover(Math.max(range[0], Math.min(range[1], (hover ?? range[way > 0 ? 0 : 1]) + way * Math.max(step, this.grain))));
    else if (event.key === "+" || event.key === "-") this.#show(scaled(range, hover === null ? 0.5 : (hover - range[0]) / (range[1] - range[0]), event.key === "+" ? 0.8 : 1.25, this.#reach));
    else if (event.key === "Escape") this.#show(null);
    else return;
    event.preventDefault();
  }

  // -- in words --------------------------------------------------------------------------------------------------------

  #describe(lines) {
    const ends = lines.map(({ run, line }) => ({ name: run.name, value: line.y.at(-1) })).filter(({ value }) => Number.isFinite(value)).sort((a, b) => a.value - b.value);
    const words = { column: titleOf(this.column), count: lines.length, unit: UNITS[this.scene.look.x].words() };
    let text = say("{column}: nothing to draw yet.", words);
    if (ends.length) Object.assign(words, { low: readout(ends[0].value), high: readout(ends.at(-1).value), best: ends[0].name, worst: ends.at(-1).name });
    if (ends.length) text = say("{column} of {count} runs over {unit}. They end between {low} ({best}) and {high} ({worst}).", words);
    if (this.box.getAttribute("aria-label") !== text) this.box.setAttribute("aria-label", text);
  }
}

customElements.define("pg-compared-curves", ComparedCurves);
