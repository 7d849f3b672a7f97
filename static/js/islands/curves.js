// <pg-curves>: train and test loss over the planned epochs. Ghosts of earlier runs stay behind, ✕ ends a broken line.

import uPlot from "uplot";

import { readout, size } from "../format.js";
import { say } from "../words.js";
import { figureTable } from "./figure-table.js";
import { Island, token } from "./island.js";

const LABEL_GUTTER = 76; // CSS px right of the plot, for the direct labels
const GHOST_STRENGTH = [0.55, 0.35, 0.2];
const HIGHEST = 4; // × the first loss: a run that explodes leaves through the top instead of flattening all else

class Curves extends Island {
  start() {
    this.redrawOn("records run look hover theme picture state recipe curve");
    this.on(this.scene, "theme", () => this.#rebuild());
    this.append(figureTable(this, say("Loss by epoch"), () => this.#table()));
    this.addEventListener("pointerleave", () => this.scene.setHover(null));
  }

  stop() {
    this.plot?.destroy();
    this.plot = null;
  }

  draw() {
    const [width, height] = [this.clientWidth, this.clientHeight];
    if (width < 50 || height < 40) return;
    this.plot ??= this.#build(width, height);
    if (this.plot.width !== width || this.plot.height !== height) this.plot.setSize({ width, height });
    const { scene } = this;
    this.broken = brokenAt(scene);
    const [train, test] = this.#names();
    const finite = (values) => Array.from(values, (value) => (Number.isFinite(value) ? value : null));
    this.plot.setData([Array.from(scene.column("epoch")), finite(scene.column(train)), finite(scene.column(test))]);
    this.#describe();
  }

  /** Columns on show: training set, test set. R² is not measured on the training set. */
  #names() {
    if (this.scene.curve === "loss") return ["train_loss", "test_loss"];
    return this.scene.metricName === "test_r2" ? ["none", "test_r2"] : ["train_accuracy", "test_accuracy"];
  }

  #rebuild() {
    this.stop();
    this.invalidate();
  }

  #build(width, height) {
    const text = token("--muted");
    const font = `12px ${getComputedStyle(this).fontFamily}`;
    const axis = { stroke: text, font, ticks: { show: false }, size: 20, gap: 4 };
    const plot = new uPlot(
      {
        width, height,
        padding: [8, LABEL_GUTTER, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
        scales: { x: { time: false, range: () => [0, Math.max(1, this.scene.planned)] }, y: { range: (_, __, most) => [0, this.#top(most)] } },
        axes: [
          { ...axis, grid: { show: false }, space: 60 },
          { ...axis, size: 36, space: 32, grid: { stroke: token("--line"), width: 1 }, values: (_, ticks) => ticks.map(String) },
        ],
        series: [
          {},
          { stroke: token("--train-curve"), width: 1.75, points: { show: false } },
          { stroke: token("--test-curve"), width: 1.75, dash: [6, 4], points: { show: false } },
        ],
        hooks: { drawAxes: [(u) => this.#ghosts(u)], draw: [(u) => this.#overlay(u, font)], setCursor: [(u) => this.#hovered(u)] },
      },
      [[], [], []],
      this,
    );
    plot.root.setAttribute("role", "img");
    return plot;
  }

  #top(most) {
    if (this.scene.curve === "metric" || (!this.scene.length && !this.scene.ghosts.length)) return 1;
    const first = this.scene.column("test_loss")[0] ?? this.scene.ghosts[0].test[0];
    const cap = HIGHEST * (Number.isFinite(first) && first > 0 ? first : 1);
    const ghosts = this.scene.ghosts.flatMap(({ test }) => [test[0]]).filter(Number.isFinite);
    return 1.08 * Math.min(cap, Math.max(most ?? 0, ...ghosts, 0.01) || 1);
  }

  #ghosts(u) {
    const context = u.ctx;
    const ratio = devicePixelRatio;
    context.save();
    context.beginPath();
    context.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    context.clip();
    context.strokeStyle = token("--muted");
    context.lineWidth = 1.25 * ratio;
    this.scene.ghosts.forEach(({ epochs, test: losses, metric }, age) => {
      const test = this.scene.curve === "loss" ? losses : metric;
      context.globalAlpha = GHOST_STRENGTH[age];
      context.beginPath();
      for (let at = 0; at < epochs.length && Number.isFinite(test[at]); at += 1) context.lineTo(u.valToPos(epochs[at], "x", true), u.valToPos(test[at], "y", true));
      context.stroke();
    });
    context.restore();
  }

  #overlay(u, font) {
    const { scene } = this;
    const context = u.ctx;
    const ratio = devicePixelRatio;
    context.save();
    context.font = font.replace("12px", `${12 * ratio}px`);
    context.textBaseline = "middle";
    context.textAlign = "left";
    const marked = scene.hover ?? scene.lookingAt;
    if (marked !== null) {
      const x = Math.round(u.valToPos(marked, "x", true));
      context.fillStyle = token("--link");
      context.fillRect(x, u.bbox.top, ratio, u.bbox.height);
    }
    if (this.broken >= 0 && scene.curve === "loss") this.#cross(u, context, ratio);
    else this.#labels(u, context, ratio);
    context.restore();
  }

  #labels(u, context, ratio) {
    const { scene } = this;
    const at = marked(scene);
    if (at < 0) return;
    const right = u.bbox.left + u.bbox.width + 4 * ratio;
    const [train, test] = this.#names();
    const lines = [[train, say("train"), "--train-curve"], [test, say("test"), "--test-curve"]].filter(([name]) => scene.column(name).length);
    const places = lines.map(([name, word, colour]) => {
      const value = scene.column(name)[at];
      const y = Math.min(u.bbox.top + u.bbox.height, Math.max(u.bbox.top + 6 * ratio, u.valToPos(value, "y", true)));
      return { y, text: `${word} ${value >= 1000 ? size(value) : readout(value)}`, colour };
    });
    places.sort((a, b) => a.y - b.y);
    const gap = 15 * ratio;
    if (places.length === 2 && places[1].y - places[0].y < gap) {
      const middle = Math.min((places[0].y + places[1].y) / 2, u.bbox.top + u.bbox.height - gap / 2);
      [places[0].y, places[1].y] = [middle - gap / 2, middle + gap / 2];
    }
    for (const { y, text, colour } of places) {
      context.fillStyle = token(colour);
      context.fillText(text, right, y);
    }
  }

  #cross(u, context, ratio) {
    const { scene, broken } = this;
    const x = Math.max(u.bbox.left + 8 * ratio, u.valToPos(scene.column("epoch")[broken], "x", true));
    context.fillStyle = token("--bad");
    context.textAlign = "center";
    context.font = context.font.replace(/^[\d.]+px/, `${16 * ratio}px`);
    context.fillText("✕", x, u.bbox.top + 8 * ratio); // at the frame: the numbers have left through the top
  }

  #hovered(u) {
    if (u.cursor.left >= 0 && this.matches(":hover")) this.scene.setHover(Math.round(u.posToVal(u.cursor.left, "x")));
  }

  #describe() {
    const { scene } = this;
    const [train, test] = [scene.column("train_loss"), scene.column("test_loss")];
    const label = (text) => this.plot.root.setAttribute("aria-label", text);
    if (!train.length) return label(say("Loss by epoch: nothing trained yet."));
    const words = { first: readout(train[0]), last: readout(train.at(-1)), test: readout(test.at(-1)), epoch: scene.newest };
    label(say("Training loss went from {first} to {last} in {epoch} epochs; test loss {test}.", words));
  }

  #table() {
    const { scene } = this;
    const head = [say("Epoch"), say("Train loss"), say("Test loss")];
    return { head, rows: Array.from(scene.column("epoch"), (epoch, at) => [epoch, readout(scene.column("train_loss")[at]), readout(scene.column("test_loss")[at])]) };
  }
}

/** Record at which a run left the finite, or −1. Weights may break an epoch before a loss does. */
function brokenAt(scene) {
  const at = scene.column("train_loss").findIndex((value) => !Number.isFinite(value));
  return at < 0 && scene.state === "diverged" ? scene.length - 1 : at;
}

function marked(scene) {
  return scene.hover === null ? scene.index : Math.min(scene.length - 1, scene.recordAt(scene.hover));
}

customElements.define("pg-curves", Curves);
