// <pg-curves>: train and test loss (or metric) over the epochs. Ghosts of earlier runs stay behind, ★ is the best epoch, ✕ ends a broken line.

import uPlot from "uplot";

import { Axis, UNITS } from "../curves/axis.js";
import { Clock } from "../curves/clock.js";
import { CurveData } from "../curves/data.js";
import { Extremes } from "../curves/extremes.js";
import { endInSight, leftAt, once } from "../curves/leaving.js";
import { beyond, cross, ghostAt, ghostName, ghosts, labels, marker, star } from "../curves/painting.js";
import { Pinch } from "../curves/pinch.js";
import { decades, decadeTicks, linearLimit, linearLoss, linearMetric, zoomed } from "../curves/ranges.js";
import { count, powerOfTen, readout, size } from "../format.js";
import { token } from "../theme.js";
import { joined, say } from "../words.js";
import { beside } from "../instrument/ghosts.js";
import { CurveFiles } from "./curve-files.js";
import { CurveTools } from "./curve-tools.js";
import { figureTable } from "./figure-table.js";
import { ink, Island, make, write } from "./island.js";

const LABEL_GUTTER = 80; // CSS px right of the plot, for the direct labels
const [LINEAR, LOG] = [1, 3]; // uPlot's names

class Curves extends Island {
  zoom = null; // [first, last] place on the axis in sight, or null: all of it

  start() {
    this.redrawOn("records run look hover theme picture state recipe curve ghosts");
    this.on(this.scene, "theme curve", () => this.#rebuild());
    this.on(this.scene, "run", () => this.#show(null));
    this.files = new CurveFiles(this.scene);
    this.takeAway = (kind) => this.files.take(kind, this);
    const table = figureTable(this, say("Loss by epoch"), () => this.files.table());
    this.axis = new Axis("epoch", (name) => this.scene.column(name));
    this.tools = new CurveTools(this, () => this.#rebuild(), { axis: () => this.#show(null), whole: () => this.#show(null), csv: () => this.files.csv(), table: () => table.click(), compare: () => location.assign(beside(this.scene)), comparable: () => beside(this.scene) !== null });
    this.tip = make("div", { className: "tip", hidden: true });
    this.append(table, this.tip);
    this.data = new CurveData();
    this.clock = new Clock();
    this.extremes = new Extremes(); // of the lines on show
    this.losses = new Extremes(); // of the test loss, which is told of whatever is on show
    this.ended = once(endInSight);
    this.left = once(leftAt);
    this.on(this, "pointerleave", () => this.#leave());
    this.on(this, "dblclick", () => this.#show(null));
    this.on(document, "keydown", ({ key }) => key === "Escape" && this.zoom && this.#show(null));
  }

  stop() {
    this.plot?.destroy();
    this.plot = null;
  }

  draw() {
    const { width, height } = this.extent;
    if (width < 50 || height < 40) return;
    const lines = this.#names().join();
    if (this.lines !== lines) this.stop(); // another number of lines is another chart
    this.lines = lines;
    this.plot ??= this.#build(width, height);
    if (this.plot.width !== width || this.plot.height !== height) this.plot.setSize({ width, height });
    const { scene } = this;
    const { smooth, logX, logY } = this.tools.choices;
    const names = this.#names();
    if (this.tools.choices.x === "seconds") this.clock.follow(scene.run, scene.length, () => this.invalidate());
    this.axis = new Axis(this.tools.choices.x, (name) => (name === "seconds" ? this.clock.column(scene.run, scene.column("epoch")) : scene.column(name)));
    if (scene.run) scene.run.seconds = this.axis.unit === "seconds" ? this.axis.x : null; // its ghost may need them
    this.tools.tell(this.axis.unit !== this.tools.choices.x && scene.length > 0);
    this.broken = brokenAt(scene);
    const run = `${scene.run?.id} ${scene.store?.attempt}`;
    this.extremes.update([run, ...names].join(" "), names.map((name) => scene.column(name)));
    this.losses.update(run, [scene.column("test_loss")]);
    this.best = this.extremes.lines.at(-1)[scene.curve === "metric" ? "mostAt" : "leastAt"];
    const { unit, x } = this.axis;
    const key = [run, unit, ...names, smooth, logX, logY].join(" ");
    const grown = this.data.update({ key, names, x, column: (name) => scene.column(name), smooth, fromOne: logX, positive: logY, limit: logY ? Infinity : linearLimit(scene.column("test_loss")[0]) });
    const anew = grown || this.planned !== scene.planned || this.haunted !== scene.ghosts;
    // In a batch uPlot draws at once instead of in a task of its own: the time is then on the bill of who asked.
    this.plot.batch(() => (anew ? this.plot.setData(this.data.arrays) : this.plot.redraw(false, false)));
    Object.assign(this, { planned: scene.planned, haunted: scene.ghosts });
    this.#describe();
  }

  /** Columns on show: training set (where it is measured: R² is not), test set unless it is the training set. */
  #names() {
    if (this.scene.picture?.test_is_train) return [this.scene.curve === "loss" ? "train_loss" : "train_accuracy"];
    if (this.scene.curve === "loss") return ["train_loss", "test_loss"];
    return this.scene.metricName === "test_r2" ? ["test_r2"] : ["train_accuracy", "test_accuracy"];
  }

  #rebuild() {
    this.stop();
    this.invalidate();
  }

  /** Show epochs `zoom` only, or null: all. */
  #show(zoom) {
    this.zoom = zoom;
    this.tools.whole.hidden = zoom === null;
    this.planned = null; // the scales have to be made anew
    this.invalidate();
  }

  font = (px) => `${ink(px) * devicePixelRatio}px ${this.family}`;

  #build(width, height) {
    const { scene } = this;
    this.family = getComputedStyle(this).fontFamily;
    const { logX, logY, smooth } = this.tools.choices;
    const axis = { stroke: token("--muted"), font: `${ink(12)}px ${this.family}`, ticks: { show: false }, gap: 4 };
    const logTicks = { splits: (u, at, low, high) => decadeTicks(low, high, at === 1 && height < 110 ? 2 : 4) };
    const colours = this.#names().map((name) => (name.startsWith("test") ? "--test-curve" : "--train-curve"));
    const stroke = (colour, alpha) => ({ colour, alpha, width: ink(1.75, 2.3), dash: colour === "--test-curve" ? [6, 4] : [] });
    this.strokes = [...colours.map((colour) => stroke(colour, smooth > 0 ? 0.25 : 1)), ...(smooth > 0 ? colours.map((colour) => stroke(colour, 1)) : [])];
    const count = this.strokes.length;
    const plot = new uPlot(
      {
        width, height,
        padding: [8, ink(LABEL_GUTTER), 0, 0],
        legend: { show: false },
        cursor: { x: false, y: false, points: { show: false }, drag: { x: true, y: false, setScale: false }, bind: { dblclick: () => null } },
        scales: {
          x: { time: false, distr: logX ? LOG : LINEAR, range: () => this.#places() },
          y: { distr: logY ? LOG : LINEAR, range: (_, least, most) => this.#values(least, most) },
        },
        axes: [
          { ...axis, size: ink(20), grid: { show: false }, space: ink(60, 3), values: (_, ticks) => ticks.map((tick) => this.#tick(tick)), ...(logX ? logTicks : {}) },
          { ...axis, size: ink(36), space: ink(32, 3), grid: { stroke: token("--line"), width: 1 }, values: (_, ticks) => ticks.map((tick) => (logY ? powerOfTen(Math.round(Math.log10(tick))) : String(tick))), ...(logY ? logTicks : {}) },
        ],
        series: [{}, ...this.strokes.map(({ colour, ...line }) => ({ ...line, stroke: token(colour), points: { show: false }, spanGaps: false }))],
        hooks: {
          drawAxes: [(u) => ghosts(u, this.scene, this.axis.unit, this.lit)],
          draw: [(u) => marker(u, this.axis.place(scene.hover ?? scene.lookingAt), this.axis.grain), (u) => this.overlay(u)],
          setCursor: [(u) => this.#hovered(u)],
          setSelect: [(u) => this.#dragged(u)],
        },
      },
      this.data.arrays.length === 1 + count ? this.data.arrays : [[], ...Array.from({ length: count }, () => [])],
      this,
    );
    plot.root.setAttribute("role", "img");
    new Pinch(plot.over, { range: () => this.#places(), planned: () => this.#end(), zoomed: () => this.zoom !== null, log: () => this.tools.choices.logX, show: (zoom) => this.#show(zoom) });
    this.planned = null;
    return plot;
  }

  #end() {
    return this.axis.end(this.scene.planned, this.scene.ghosts);
  }

  #places() {
    const [first, last] = this.zoom ?? [0, this.#end()];
    const { grain } = this.axis;
    return this.tools.choices.logX ? [Math.max(grain, first), Math.max(2 * grain, last)] : [first, last];
  }

  /** Counts are whole, and large ones short; seconds may be parts. */
  #tick(tick) {
    if (this.axis.grain === 1 && !Number.isInteger(tick)) return "";
    if (tick >= 1_000_000) return size(tick);
    return tick >= 1000 ? count(tick) : String(Number(tick.toPrecision(4)));
  }

  #values(least, most) {
    const { scene } = this;
    const ghosted = scene.ghosts.flatMap((ghost) => [ghost.test[0]]);
    if (this.tools.choices.logY) return decades(least, most);
    if (scene.curve === "metric") return linearMetric(least);
    if (!scene.length && !scene.ghosts.length) return [0, 1];
    return linearLoss(most, scene.column("test_loss")[0] ?? ghosted[0], this.zoom ? [] : ghosted);
  }

  /** What stands on the lines; the crosshair not, which files go without. */
  overlay(u) {
    const { scene } = this;
    const names = this.#names();
    if (this.best >= 0 && scene.length > 1) star(u, this.axis.x[this.best], scene.column(names.at(-1))[this.best], this.font);
    const broken = scene.curve === "loss" && this.broken >= 0;
    if (scene.curve === "loss") this.#leaving(u, names, broken);
    if (broken) return;
    if (scene.length) labels(u, names.map((name) => ({ ...this.#line(name), value: scene.column(name).at(-1) })), this.font); // where the lines end, what they end with
  }

  /** What a column's line is called, and its colour. */
  #line(name) {
    if (this.scene.picture?.test_is_train) return { word: say("train = test"), colour: "--train-curve" };
    return name.startsWith("test") ? { word: say("test"), colour: "--test-curve" } : { word: say("train"), colour: "--train-curve" };
  }

  /** How a line that leaves through the top, or breaks, ends. */
  #leaving(u, names, broken) {
    const places = this.axis.x;
    const lines = names.map((name) => this.scene.column(name));
    const top = u.scales.y.max;
    const run = `${this.scene.run?.id} ${this.scene.store?.attempt} ${top} ${names} ${this.axis.unit}`;
    const end = broken ? this.ended(`${run} ${this.broken}`, places, lines, top, this.broken) ?? { epoch: places[this.broken], value: Infinity } : null;
    const { peak } = this.extremes;
    if (peak?.most > top) {
      const out = end ?? this.left(`${run} ${peak.line} ${peak.mostAt}`, places, lines[peak.line], peak.mostAt, top);
      if (out.epoch <= u.scales.x.max && places[peak.mostAt] >= u.scales.x.min) beyond(u, out, peak.most, this.font);
    }
    if (end) cross(u, end, this.font);
  }

  #hovered(u) {
    const { left, top } = u.cursor;
    if (left < 0 || !this.matches(":hover")) return;
    const { scene } = this;
    const epoch = this.axis.epochAt(u.posToVal(left, "x"));
    scene.setHover(epoch);
    const near = ghostAt(u, scene, this.axis.unit, left, top);
    if (this.lit !== near?.ghost) this.invalidate();
    this.lit = near?.ghost ?? null;
    this.#tip(u, epoch, near, left);
  }

  #tip(u, epoch, near, left) {
    const { scene } = this;
    const at = scene.recordAt(epoch);
    const recorded = at >= 0 && epoch <= scene.newest;
    const parts = recorded ? [say("Epoch {epoch}", { epoch: scene.column("epoch")[at] })] : [];
    if (recorded && this.axis.unit !== "epoch") parts.push(`${this.axis.grain === 1 ? count(this.axis.x[at]) : readout(this.axis.x[at])} ${UNITS[this.axis.unit].words()}`);
    if (recorded) this.#names().forEach((name) => parts.push(`${this.#line(name).word} ${readout(scene.column(name)[at])}`));
    if (near) parts.push(`${ghostName(near.ghost)}: ${readout(near.value)}`);
    this.tip.hidden = !parts.length;
    write(this.tip, parts.join(" · "));
    const place = Math.max(0, Math.min(this.clientWidth - this.tip.offsetWidth, left + u.bbox.left / devicePixelRatio - this.tip.offsetWidth / 2));
    this.tip.style.transform = `translate(${place}px, ${-this.tip.offsetHeight - 4}px)`;
  }

  #leave() {
    this.tip.hidden = true;
    this.lit = null;
    this.scene.setHover(null);
  }

  #dragged(u) {
    const { left, width } = u.select;
    if (!width) return;
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    const { grain } = this.axis; // a zoom goes by whole grains
    const found = zoomed(...[left, left + width].map((at) => u.posToVal(at, "x") / grain), this.#end() / grain);
    if (found) this.#show(found.map((place) => place * grain));
  }

  #describe() {
    const { scene } = this;
    const [train, test] = [scene.column("train_loss"), scene.column("test_loss")];
    let text = say("Loss by epoch: nothing trained yet.");
    if (train.length) {
      const words = { first: readout(train[0]), last: readout(train.at(-1)), test: readout(test.at(-1)), epoch: scene.newest };
      text = train.at(-1) < train[0] ? say("Loss fell from {first} to {last} in {epoch} epochs; test {test}.", words) : say("Loss went from {first} to {last} in {epoch} epochs; test {test}.", words);
      const best = this.losses.lines[0].leastAt;
      if (best >= 0) text = joined(text, say("Best test loss {loss} at epoch {epoch}.", { loss: readout(test[best]), epoch: scene.column("epoch")[best] }));
    }
    if (this.plot.root.getAttribute("aria-label") !== text) this.plot.root.setAttribute("aria-label", text);
  }
}

/** Record at which a run left the finite, or −1. Weights may break an epoch before a loss does. */
function brokenAt(scene) {
  if (scene.state !== "diverged") return -1;
  const at = scene.column("train_loss").findIndex((value) => !Number.isFinite(value));
  return at < 0 ? scene.length - 1 : at;
}

customElements.define("pg-curves", Curves);
