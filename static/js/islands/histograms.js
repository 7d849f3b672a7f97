// <pg-histograms>: a layer's gradient and weights at the moment on show, 32 fixed bins each, in a card anchored to its cell of the strip.

import { takeButtons } from "../pictures/asked.js";
import { axisTicks, BINS, binWords, SIDE, summaryWords } from "../strip/bins.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { figureTable } from "./figure-table.js";
import { fit, Island, make, write } from "./island.js";

const [WIDTH, HEIGHT, AXIS, PAD] = [240, 96, 16, 8]; // px; 32 bins of 7 px between the pads
const [WIDE, HEAD] = [560, 28]; // of the file: a sentence stands beside each title
const BAR = (WIDTH - 2 * PAD) / (2 * SIDE);
const EDGE = 8; // px kept free at the window's edges

class Histograms extends Island {
  layer = 0;

  start() {
    this.heading = make("h3");
    const close = make("button", { type: "button", className: "small", textContent: say("Close"), title: "Esc" });
    this.figures = [this.#figure("grad_histogram", say("Gradients")), this.#figure("weight_histogram", say("Weights"))];
    this.when = make("p", { className: "aside" });
    this.tabIndex = -1;
    this.setAttribute("role", "dialog");
    this.setAttribute("aria-label", say("Histograms"));
    this.dataset.figure = "";
    this.takeAway = (kind) => this.#take(kind);
    this.append(make("header", {}, this.heading, figureTable(this, say("Histograms"), () => this.#table()), ...takeButtons(), close), make("div", { className: "pair" }, ...this.figures.map(({ box }) => box)), this.when);
    this.on(close, "click", () => this.shut());
    this.on(this, "keydown", (event) => this.#key(event));
    this.on(document, "keydown", (event) => event.key === "Escape" && this.isOpen && this.shut());
    this.on(globalThis, "scroll resize", () => this.isOpen && this.#place());
    this.redrawOn("records frame look run picture theme");
    this.on(this.scene, "run", () => this.isOpen && !this.scene.run && this.shut());
  }

  get isOpen() {
    return this.matches(":popover-open");
  }

  /** Open for a layer (from 0) at the moment on show; the focus comes along and goes back on closing. */
  open(layer) {
    this.layer = layer;
    if (!this.isOpen) {
      this.before = document.activeElement;
      this.showPopover();
    }
    this.focus({ preventScroll: true });
    this.draw();
  }

  shut() {
    this.hidePopover();
    const back = this.before?.isConnected && this.before !== document.body ? this.before : this.closest("pg-xray").plate;
    back.focus({ preventScroll: true });
  }

  draw() {
    const { scene } = this;
    if (!this.isOpen) return;
    this.layer = Math.min(this.layer, scene.trained.length - 1);
    const name = this.closest("pg-xray").names.children[this.layer].textContent;
    write(this.heading, say("Epoch {epoch} · {layer}", { epoch: scene.epoch, layer: name }));
    const frame = scene.frame;
    const measured = frame ? scene.column("epoch")[frame.seq] : null;
    write(this.when, this.#whenWords(measured));
    for (const one of this.figures) this.#draw(one, frame);
    this.#place();
  }

  #whenWords(measured) {
    if (measured === null) return say("No histogram of this epoch has arrived yet.");
    if (measured !== this.scene.epoch) return say("Measured at epoch {epoch}, the nearest kept before this one.", { epoch: measured });
    return say("← → epochs, ↑ ↓ layers, Esc closes. Each bar is a range of sizes; left of the middle negative.");
  }

  #figure(section, title) {
    const canvas = make("canvas");
    const sentence = make("p", { className: "sentence" });
    const box = make("figure", {}, make("figcaption", { textContent: title }), canvas, sentence);
    canvas.setAttribute("role", "img");
    const figure = { section, title, box, canvas, sentence, hovered: null };
    this.on(canvas, "pointermove", ({ clientX }) => {
      const at = Math.floor((clientX - canvas.getBoundingClientRect().left - PAD) / BAR);
      figure.hovered = at >= 0 && at < 2 * SIDE ? at : null;
      this.invalidate();
    });
    this.on(canvas, "pointerleave", () => {
      figure.hovered = null;
      this.invalidate();
    });
    return figure;
  }

  #counts(section, frame) {
    const all = frame?.sections[section];
    return all ? Array.from(all.subarray(this.layer * 2 * SIDE, (this.layer + 1) * 2 * SIDE)) : null;
  }

  #draw({ section, title, canvas, sentence, hovered }, frame) {
    const [counts, scale] = [this.#counts(section, frame), BINS[section]];
    const text = counts ? summaryWords(counts, scale) : "";
    write(sentence, counts && hovered !== null ? say("{count} in {bin}", { count: counts[hovered], bin: binWords(hovered, scale) }) : text);
    canvas.setAttribute("aria-label", `${title}. ${text}`);
    this.#paint(canvas, counts, scale, hovered);
  }

  #paint(canvas, counts, scale, hovered = null) {
    const context = fit(canvas, WIDTH, HEIGHT);
    context.clearRect(0, 0, WIDTH, HEIGHT);
    const floor = HEIGHT - AXIS;
    context.fillStyle = token("--line");
    context.fillRect(PAD, floor, WIDTH - 2 * PAD, 1);
    context.fillRect(PAD + SIDE * BAR, 4, 1, floor - 4);
    this.#axis(context, scale, floor);
    if (!counts) return;
    const most = Math.max(1, ...counts);
    counts.forEach((count, at) => {
      context.fillStyle = token(at < SIDE ? "--negative" : "--positive");
      context.globalAlpha = hovered === null || hovered === at ? 1 : 0.45;
      const high = count ? Math.max(2, (count / most) * (floor - 8)) : 0;
      context.fillRect(PAD + at * BAR + 0.5, floor - high, BAR - 1, high);
    });
    context.globalAlpha = 1;
  }

  /** Both histograms, one below the other, each with what it says. */
  async #take(kind) {
    const [{ take }, { Sheet }, { frame }] = [await import("../pictures/taken.js"), await import("../pictures/sheet.js"), this.scene];
    const family = getComputedStyle(this).fontFamily;
    const sketch = (canvas) => {
      const context = fit(canvas, WIDE, 2 * (HEIGHT + HEAD));
      this.figures.forEach(({ section, title }, place) => {
        const [figure, counts, top] = [new Sheet(), this.#counts(section, frame), place * (HEIGHT + HEAD)];
        this.#paint(figure, counts, BINS[section]);
        context.drawImage(figure, 0, top + HEAD, WIDTH, HEIGHT);
        Object.assign(context, { font: `13px ${family}`, fillStyle: token("--text"), textAlign: "left", textBaseline: "middle" });
        context.fillText(`${title} · ${counts ? summaryWords(counts, BINS[section]) : say("No histogram of this epoch has arrived yet.")}`, 0, top + HEAD / 2);
      });
    };
    return take(kind, sketch, { title: this.heading.textContent, family, name: "histograms" });
  }

  #axis(context, scale, floor) {
    context.fillStyle = token("--muted");
    context.font = `12px ${getComputedStyle(this).fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "alphabetic";
    for (const { at, text } of axisTicks(scale)) {
      context.fillRect(Math.round(PAD + at * BAR), floor, 1, 3);
      context.fillText(text, PAD + at * BAR, HEIGHT - 2);
    }
  }

  /** Above the cell where there is room, inside the window always. */
  #place() {
    const cell = this.closest("pg-xray").cellBox(this.layer, this.scene.epoch);
    const { width, height } = this.getBoundingClientRect();
    const left = Math.max(EDGE, Math.min(cell.left - width / 2, innerWidth - width - EDGE));
    const above = cell.top - height - EDGE;
    const top = above >= EDGE ? above : Math.max(EDGE, Math.min(cell.bottom + EDGE, innerHeight - height - EDGE));
    Object.assign(this.style, { left: `${left}px`, top: `${top}px` });
  }

  #key(event) {
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    if (!(event.key in moves) || event.target.closest("button")) return;
    event.preventDefault();
    event.stopPropagation();
    const [layers, epochs] = moves[event.key];
    this.layer = Math.max(0, Math.min(this.scene.trained.length - 1, this.layer + layers));
    this.closest("pg-xray").row = this.layer;
    if (epochs) this.scene.look(this.scene.epoch + epochs);
    this.invalidate();
  }

  #table() {
    const head = [say("Range"), say("Gradients"), say("Range"), say("Weights")];
    const { frame } = this.scene;
    const [gradients, weights] = ["grad_histogram", "weight_histogram"].map((section) => this.#counts(section, frame) ?? []);
    return { head, rows: gradients.map((count, at) => [binWords(at, BINS.grad_histogram), count, binWords(at, BINS.weight_histogram), weights[at]]) };
  }
}

customElements.define("pg-histograms", Histograms);
