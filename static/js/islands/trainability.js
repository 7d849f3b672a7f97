// <pg-trainability>: over a map's picture lies a glass. Pointing or arrow keys go from cell to cell, a click or Enter shows what became
// of one, dragging (or Ctrl with the arrows) takes a rectangle, whose ends stand in the form that looks closer.

import { inPageLanguage, say } from "../words.js";
import { make, write } from "./island.js";

const DRAGGED = 4; // px from which on a press is a drag
const STRIDE = 8; // cells a key goes with Shift

class Trainability extends HTMLElement {
  #at = null; // {column, row} of the cell pointed at; rows count from the lowest y
  #from = null; // where a press began
  #taken = null; // [one cell, another]: the rectangle
  #asked = null;

  connectedCallback() {
    this.axes = JSON.parse(document.getElementById("map-axes").textContent);
    this.glass = this.querySelector(".map-glass");
    this.canvas = make("canvas");
    this.glass.append(this.canvas);
    this.glass.hidden = false;
    this.words = this.querySelector(".map-at");
    this.cell = this.querySelector(".map-cell");
    this.form = this.querySelector(".map-zoom");
    this.glass.addEventListener("pointerdown", (event) => this.#press(event));
    this.glass.addEventListener("pointermove", (event) => this.#move(event));
    this.glass.addEventListener("pointerup", (event) => this.#release(event));
    this.glass.addEventListener("pointercancel", () => (this.#from = null));
    this.glass.addEventListener("keydown", (event) => this.#key(event));
    this.takeAway = async (kind) => (await import("../pictures/trainability.js")).takeTrainability(kind, this);
    this.resized = new ResizeObserver(() => this.#draw());
    this.resized.observe(this.glass);
  }

  disconnectedCallback() {
    this.resized?.disconnect();
  }

  #cellAt({ clientX, clientY }) {
    const box = this.glass.getBoundingClientRect();
    const { side } = this.axes;
    const clamp = (share) => Math.min(side - 1, Math.max(0, Math.floor(share * side)));
    return { column: clamp((clientX - box.left) / box.width), row: side - 1 - clamp((clientY - box.top) / box.height) };
  }

  #press(event) {
    if (event.button) return;
    this.glass.setPointerCapture(event.pointerId);
    this.#from = { x: event.clientX, y: event.clientY, cell: this.#cellAt(event), dragged: false };
  }

  #move(event) {
    this.#at = this.#cellAt(event);
    if (this.#from) {
      this.#from.dragged ||= Math.hypot(event.clientX - this.#from.x, event.clientY - this.#from.y) > DRAGGED;
      if (this.#from.dragged) this.#take(this.#from.cell, this.#at);
    }
    this.#show();
  }

  #release(event) {
    const from = this.#from;
    this.#from = null;
    if (!from || from.dragged) return;
    this.#at = this.#cellAt(event);
    this.#taken = null;
    this.#show();
    this.#ask();
  }

  #key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    const { side } = this.axes;
    this.#at ??= { column: Math.floor(side / 2), row: Math.floor(side / 2) };
    if (steps) {
      const before = this.#at;
      const by = event.shiftKey ? STRIDE : 1;
      const go = (at, step) => Math.min(side - 1, Math.max(0, at + step * by));
      this.#at = { column: go(before.column, steps[0]), row: go(before.row, steps[1]) };
      if (event.ctrlKey || event.metaKey) this.#take(this.#taken?.[0] ?? before, this.#at);
      this.#show();
    } else if (event.key === "Enter") this.#ask();
    else if (event.key === "Escape") {
      this.#taken = null;
      this.#show();
    } else return;
    event.preventDefault();
  }

  /** A rectangle between two cells: its ends go into the form. */
  #take(one, other) {
    this.#taken = [one, other];
    for (const [name, key] of [["x", "column"], ["y", "row"]]) {
      const [low, high] = [Math.min(one[key], other[key]), Math.max(one[key], other[key])];
      this.form.elements[`${name}_low`].value = this.axes[name][low];
      this.form.elements[`${name}_high`].value = this.axes[name][high];
    }
  }

  #show() {
    const { column, row } = this.#at;
    const [x, y] = this.axes.words;
    write(this.words, say("{x} {across} · {y} {up}", { x, y, across: this.axes.x[column], up: this.axes.y[row] }));
    this.#draw();
  }

  async #ask() {
    const { column, row } = this.#at;
    const asked = `${column},${row}`;
    this.#asked = asked;
    const answer = await fetch(`${this.dataset.cell}?column=${column}&row=${row}`, { headers: inPageLanguage() });
    if (answer.ok && this.#asked === asked) this.cell.innerHTML = await answer.text();
  }

  #draw() {
    const { side } = this.axes;
    const ratio = globalThis.devicePixelRatio || 1;
    const size = Math.round(this.glass.clientWidth * ratio);
    if (this.canvas.width !== size) Object.assign(this.canvas, { width: size, height: size });
    const context = this.canvas.getContext("2d");
    context.clearRect(0, 0, size, size);
    const px = (cells) => (cells * size) / side;
    const frame = (left, bottom, wide, high) => {
      for (const [width, colour] of [[4, "#0E1116"], [2, "#FFFFFF"]]) {
        Object.assign(context, { lineWidth: width * ratio, strokeStyle: colour });
        context.strokeRect(px(left), size - px(bottom + high), px(wide), px(high));
      }
    };
    if (this.#taken) {
      const [one, other] = this.#taken;
      const [left, bottom] = [Math.min(one.column, other.column), Math.min(one.row, other.row)];
      frame(left, bottom, Math.abs(one.column - other.column) + 1, Math.abs(one.row - other.row) + 1);
    }
    if (this.#at) frame(this.#at.column, this.#at.row, 1, 1);
  }
}

customElements.define("pg-trainability", Trainability);
