// <pg-compared-curves data-column>: one column of all runs over each other. Drag, pinch or Ctrl and the wheel zoom, Shift and a drag move.

import uPlot from "uplot";

import { chartHead } from "../compare/chart-head.js";
import { titleOf } from "../compare/columns.js";
import { drawBands, drawKey, drawLines, drawNames } from "../compare/painting.js";
import { Picture } from "../compare/picture.js";
import { at } from "../compare/resampled.js";
import { Steering } from "../compare/steering.js";
import { bandWords, inWords, nearest } from "../compare/telling.js";
import { UNITS } from "../curves/axis.js";
import { Pinch } from "../curves/pinch.js";
import { decadeTicks } from "../curves/ranges.js";
import { count, powerOfTen, readout, size } from "../format.js";
import { drawAxes, onCanvas } from "../pictures/charts.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { Island, make, write } from "./island.js";

const NAMED = 8; // lines with a name at their end
const NAMES = 148; // CSS px for those
const KEY = { wide: 176, high: 20 }; // CSS px of a name below a chart that was taken away
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
    this.steering = new Steering(this);
    this.append(chartHead(this.scene, column), this.box, this.tip);
    this.redrawOn("records look zoom runs lit theme");
    this.on(this.scene, "theme look", () => this.#unfit() && this.#drop());
    this.on(this.scene, "hover", () => this.#crosshair());
    this.on(this.box, "pointerleave", () => this.leave());
    this.on(this.box, "keydown", (event) => this.steering.key(event));
    this.on(this.box, "mousedown", (event) => event.shiftKey && event.preventDefault()); // uPlot's own listener may not
    this.on(this.box, "wheel", (event) => this.steering.wheel(event), { passive: false });
  }

  stop() {
    this.steering.stop();
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
    const [first, last] = this.places();
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

  /** From where to where the x axis goes. */
  places() {
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
    const number = (tick) => (Number.isInteger(tick) && tick >= 1000 && tick < 1_000_000 ? count(tick) : Math.abs(tick) >= 100_000 || (tick !== 0 && Math.abs(tick) < 0.001) ? size(tick) : String(Number(tick.toPrecision(4))).replace("-", "−"));
    const plot = new uPlot(
      {
        width, height,
        padding: [8, this.gutter, 0, 0],
        legend: { show: false },
        cursor: { x: false, y: false, points: { show: false }, drag: { x: true, y: false, setScale: false }, bind: { dblclick: () => null, mousedown: (u, target, select) => (event) => (event.shiftKey ? this.steering.grab(event) : select(event)) } },
        scales: {
          x: { time: false, distr: logx ? LOG : LINEAR, range: () => this.places() },
          y: { distr: log ? LOG : LINEAR, range: () => this.values },
        },
        axes: [
          { ...axis, size: 22, grid: { show: false }, space: 60, values: (_, ticks) => ticks.map((tick) => (this.grain === 1 && !Number.isInteger(tick) ? "" : number(tick))), ...(logx ? decaded : {}) },
          { ...axis, size: 52, space: 32, grid: { stroke: token("--line"), width: 1 }, values: (_, ticks) => ticks.map((tick) => (log ? powerOfTen(Math.round(Math.log10(tick))) : number(tick))), ...(log ? decaded : {}) },
        ],
        series: [{}, { paths: () => null, points: { show: false } }],
        hooks: { draw: [(u) => this.#paint(u)], setCursor: [(u) => this.#hovered(u)], setSelect: [(u) => this.steering.dragged(u)] },
      },
      [this.places(), this.values],
      this.box,
    );
    plot.over.append(this.cross);
    new Pinch(plot.over, { range: () => this.places(), planned: () => this.end, zoomed: () => this.scene.look.zoom !== null, log: () => this.scene.look.logx, show: (zoom) => this.steering.show(zoom) });
    return plot;
  }

  #font = (px) => `${px * devicePixelRatio}px ${this.family}`;

  /** The chart on another canvas, or on a sheet, every record of it. */
  sketch(canvas) {
    const keyed = this.named ? [] : this.drawn.lines.map(({ run }) => run); // what has no name at its line is named below
    const abreast = Math.max(1, Math.floor(this.room.width / KEY.wide));
    const u = onCanvas(this.plot, canvas, Math.ceil(keyed.length / abreast) * KEY.high);
    drawAxes(u, this.#font);
    this.#paint(u, true);
    keyed.forEach((run, at) => drawKey(u.ctx, run, (at % abreast) * KEY.wide, this.room.height + (Math.floor(at / abreast) + 0.5) * KEY.high, this.#font));
  }

  #paint(u, whole = false) {
    const { scene, drawn } = this;
    if (drawn.bands) drawBands(u, drawn.bands);
    else drawLines(u, drawn.lines, { lit: whole ? null : scene.lit, base: scene.base, moving: !whole && this.moving, whole });
    if (this.named && this.gutter === NAMES) drawNames(u, this.#ends(), this.#font);
    if (scene.look.delta && scene.base) this.#zero(u);
  }

  #ends() {
    const last = this.places()[1];
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
    const near = nearest(u, this.drawn?.lines ?? [], place, top);
    this.scene.light(near?.run ?? null);
    this.#tell(u, place, near, left);
  }

  #tell(u, place, near, left) {
    const unit = this.scene.look.x;
    const number = this.grain === 1 ? Math.round(place) : readout(place);
    const where = unit === "epoch" ? say("Epoch {epoch}", { epoch: number }) : `${this.grain === 1 ? count(number) : number} ${UNITS[unit].words()}`;
    const parts = [where, ...(near ? [`${near.run.name}: ${readout(near.value)}`] : []), ...bandWords(this.drawn?.bands ?? [], place)];
    this.tip.hidden = false;
    write(this.tip, parts.join(" · "));
    const from = Math.max(0, Math.min(this.extent.width - this.tip.offsetWidth, left + u.bbox.left / devicePixelRatio - this.tip.offsetWidth / 2));
    this.tip.style.transform = `translate(${from}px, ${this.box.offsetTop - 20}px)`;
  }

  #crosshair() {
    const { hover } = this.scene;
    if (!this.plot) return;
    const [first, last] = this.places();
    this.cross.hidden = hover === null || hover < first || hover > last;
    if (!this.cross.hidden) this.cross.style.transform = `translateX(${this.plot.valToPos(hover, "x")}px)`;
  }

  /** Nobody points here any more. */
  leave() {
    this.tip.hidden = true;
    this.scene.setHover(null);
    this.scene.light(null);
  }

  #describe(lines) {
    const text = inWords(titleOf(this.column), lines, this.scene.look.x);
    if (this.box.getAttribute("aria-label") !== text) this.box.setAttribute("aria-label", text);
  }
}

customElements.define("pg-compared-curves", ComparedCurves);
