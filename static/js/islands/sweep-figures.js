// <pg-sweep-figures>: every run a line through all fields, and a scatter a field. Brushing an axis fades what lies outside in all
// figures of the page, squares and table too. The facts come with the live part (#sweep-data), again once a second while runs train.

import { runOf, sentenceOf, within } from "../sweeps/brushes.js";
import { takeButtons } from "../pictures/asked.js";
import { Parallel } from "../sweeps/parallel.js";
import { Scatter } from "../sweeps/scatter.js";
import { say } from "../words.js";
import { make, write } from "./island.js";

class SweepFigures extends HTMLElement {
  #page = null;
  #facts = null;
  #ranges = new Map();
  #scatters = [];
  #frame = 0;
  #resized = null;
  #replaced = null;
  #width = 0;

  connectedCallback() {
    this.#page = this.closest("pg-sweep");
    const hands = { brush: (axis, range) => this.#brush(axis, range), point: (place) => this.#point(place), open: (place, event) => this.#open(place, event) };
    this.parallel = new Parallel(hands);
    this.hands = hands;
    this.status = make("p", { className: "brushed-count", role: "status" });
    this.dataset.figure = say("Every run, field by field");
    this.clear = make("button", { type: "button", textContent: say("Clear the brushes"), hidden: true, onclick: () => this.#clear() });
    this.tip = make("p", { className: "pointed-line aside" });
    this.box = make("div", { className: "figure-box", tabIndex: 0, role: "region", ariaLabel: say("Every run as a line through its fields to its result") }, this.parallel.element);
    this.many = make("div", { className: "scatters figure-box" });
    this.replaceChildren(
      make("h2", { textContent: say("Every run, field by field") }),
      make("p", { className: "aside", textContent: say("Drag along an axis, or move its ends with the arrow keys: what lies outside fades in every figure. A click on the axis takes it back.") }),
      make("div", { className: "brush-bar" }, this.status, this.clear, ...takeButtons()),
      this.box,
      this.tip,
      this.many,
    );
    this.#replaced = new MutationObserver(() => this.#read()); // the live part is replaced whole
    this.#replaced.observe(this.#page, { childList: true });
    this.#resized = new ResizeObserver(([{ contentRect }]) => {
      this.#width = Math.floor(contentRect.width);
      this.#later();
    });
    this.#resized.observe(this.box);
    this.#read();
    this.hidden = false;
  }

  disconnectedCallback() {
    this.#replaced?.disconnect();
    this.#resized?.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  #read() {
    const block = document.getElementById("sweep-data");
    if (!block) return;
    this.#facts = JSON.parse(block.content.textContent);
    this.#later();
  }

  #later() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    const facts = this.#facts;
    if (!facts) return;
    if (this.#scatters.length !== facts.axes.length) {
      this.#scatters = facts.axes.map((_, axis) => new Scatter(axis, this.hands));
      this.many.replaceChildren(...this.#scatters.map((one) => one.element));
    }
    const inside = within(facts, this.#ranges);
    const [shown, held] = [facts.cells.filter(Boolean).length, inside.filter(Boolean).length];
    this.parallel.draw(facts, this.#ranges, inside, this.#width);
    for (const one of this.#scatters) one.draw(facts, inside, say("{result} over {field}: {count} runs", { result: facts.result.label, field: facts.axes[one.axis].label, count: held }));
    write(this.status, this.#ranges.size ? say("{count} of {all} runs lie within the brushes", { count: held, all: shown }) : say("{all} runs", { all: shown }));
    this.clear.hidden = !this.#ranges.size;
    for (const element of this.#page.querySelectorAll("[data-cells]")) {
      const outside = this.#ranges.size > 0 && !element.dataset.cells.split(" ").some((place) => inside[place]);
      element.classList.toggle("outside", outside);
    }
  }

  #brush(axis, range) {
    if (range) this.#ranges.set(axis, range);
    else this.#ranges.delete(axis);
    this.#later();
  }

  #clear() {
    this.#ranges.clear();
    this.box.focus();
    this.#later();
  }

  #point(place) {
    this.parallel.light(place);
    for (const one of this.#scatters) one.light(place);
    write(this.tip, place === null ? " " : sentenceOf(this.#facts, place, say("diverged")));
    this.classList.toggle("pointing", place !== null);
    if (place !== null) this.#page.point(String(place));
  }

  /** A click opens the run; a finger's first touch only points. */
  #open(place, event) {
    if (place === null || event.pointerType === "touch") return;
    location.assign(`/runs/${runOf(this.#facts, place).id}/`);
  }
}

customElements.define("pg-sweep-figures", SweepFigures);
