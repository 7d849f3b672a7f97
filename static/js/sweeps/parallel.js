// Every run a line through all fields to its result. Each axis can be brushed: dragged over, or by two handles that keys move.

import { say } from "../words.js";
import { moved, nextStop, positionOf, runOf, stopsOf, wordsAt } from "./brushes.js";
import { colourOf, layers, shape } from "./shapes.js";

const [TALL, TOP, BOTTOM, LOST] = [320, 44, 276, 300]; // px; LOST: where runs that diverged end
const [LEFT, RIGHT, LEAST] = [96, 56, 100]; // px; a tick of twelve letters fits left of its axis, and three axes fit a phone
const [GRIP, NEAR, CLICK] = [44, 14, 4];

const LINE = 15; // px from one label to the next

/** The ticks of an upright axis that stand a line apart. `heightOf(tick)`: where one stands; both ends go first. */
export function apart(ticks, heightOf) {
  const kept = [];
  for (const tick of [...ticks.slice(0, 1), ...ticks.slice(1).slice(-1), ...ticks.slice(1, -1)]) {
    if (kept.every((one) => Math.abs(heightOf(one) - heightOf(tick)) >= LINE)) kept.push(tick);
  }
  return ticks.filter((tick) => kept.includes(tick));
}

export class Parallel {
  #figure = shape("svg", { class: "parallel", height: TALL, role: "group", "aria-label": say("Every run as a line through its fields to its result") });
  #lines = shape("g");
  #lit = shape("path", { class: "lit", d: "" });
  #axes = shape("g");
  #handles = [];
  #known = "";
  #width = 0;
  #facts = null;

  /** `brush(axis, range)`: somebody brushed; `point(place)`, `open(place)`: a line was pointed at, or clicked. */
  constructor({ brush, point, open }) {
    this.brush = brush;
    this.#figure.append(this.#lines, this.#lit, this.#axes);
    this.#figure.addEventListener("pointermove", (event) => point(this.#nearest(event)));
    this.#figure.addEventListener("pointerleave", () => point(null));
    this.#lines.addEventListener("click", (event) => open(this.#nearest(event), event));
  }

  get element() {
    return this.#figure;
  }

  draw(facts, ranges, inside, width) {
    this.#facts = facts;
    this.#ranges = ranges;
    this.#width = Math.max(width, LEFT + RIGHT + LEAST * facts.axes.length);
    const known = `${this.#width} ${JSON.stringify([facts.axes.map(({ label, ticks }) => [label, ticks]), facts.result])}`;
    if (known !== this.#known) this.#lay(facts);
    this.#known = known;
    this.#lines.replaceChildren(
      ...layers(
        facts.cells.flatMap((cell, place) => {
          const run = runOf(facts, place);
          return run ? [[`line ${colourOf(run)}${inside[place] ? "" : " outside"}`, this.#path(place)]] : [];
        }),
      ),
    );
    for (const [axis, pair] of this.#handles.entries()) pair.show(ranges.get(axis));
  }

  /** Lay one run over all others; null: none. */
  light(place) {
    this.#lit.setAttribute("d", place === null ? "" : this.#path(place));
  }

  #ranges = new Map();

  #x(axis) {
    return LEFT + (axis / this.#facts.axes.length) * (this.#width - LEFT - RIGHT);
  }

  #y(at) {
    return BOTTOM - at * (BOTTOM - TOP);
  }

  /** The height of a run on an axis; undefined where it has not come to a result yet. */
  #height(place, axis) {
    const at = positionOf(this.#facts, this.#facts.cells[place], axis);
    return at === null ? (runOf(this.#facts, place).mark === "d" ? LOST : undefined) : this.#y(at);
  }

  #path(place) {
    if (!this.#facts?.cells[place]) return "";
    let d = "";
    for (let axis = 0; axis <= this.#facts.axes.length; axis += 1) {
      const y = this.#height(place, axis);
      if (y !== undefined) d += `${d ? "L" : "M"}${this.#x(axis).toFixed(1)} ${y.toFixed(1)}`;
    }
    return d;
  }

  /** The run whose line passes nearest to the pointer, or null. */
  #nearest(event) {
    const { x, y } = this.#at(event);
    const gap = (this.#width - LEFT - RIGHT) / this.#facts.axes.length;
    const axis = Math.min(this.#facts.axes.length - 1, Math.max(0, Math.floor((x - LEFT) / gap)));
    const share = (x - this.#x(axis)) / gap;
    let [best, least] = [null, NEAR];
    for (const [place, cell] of this.#facts.cells.entries()) {
      if (!cell) continue;
      const [from, to] = [this.#height(place, axis), this.#height(place, axis + 1)];
      const far = Math.abs(from + share * (to - from) - y);
      if (far < least) [best, least] = [place, far];
    }
    return best;
  }

  #at(event) {
    const box = this.#figure.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #lay(facts) {
    this.#figure.setAttribute("width", this.#width);
    this.#figure.setAttribute("viewBox", `0 0 ${this.#width} ${TALL}`);
    const all = [...facts.axes, facts.result];
    const again = this.#handles.length === all.length; // the same handles, so that what is focused or dragged stays so
    if (!again) this.#handles = all.map((_, axis) => new Handles(axis, this));
    const parts = all.flatMap(({ label, ticks }, axis) => {
      const [x, last] = [this.#x(axis), axis === all.length - 1];
      const side = last ? { x: x + 12, "text-anchor": "start" } : { x: x - 8, "text-anchor": "end" };
      return [
        shape("text", { class: "name", x: last ? this.#width - 4 : Math.max(4, x - 40), y: axis % 2 ? 12 : 28, "text-anchor": last ? "end" : "start" }, label),
        shape("line", { class: "axis", x1: x, x2: x, y1: TOP, y2: BOTTOM }),
        ...apart(ticks, ([at]) => this.#y(at)).map(([at, text]) => shape("text", { class: "tick", ...side, y: this.#y(at) + 4 }, String(text).slice(0, 12))),
      ];
    });
    parts.push(shape("text", { class: "lost", x: this.#x(facts.axes.length) + 12, y: LOST + 4 }, "✕"));
    const old = this.#axes.querySelectorAll(":scope > :not(.handles)");
    for (const one of old) one.remove();
    this.#axes.prepend(...parts);
    if (!again) {
      this.#axes.querySelectorAll(".handles").forEach((one) => one.remove());
      this.#axes.append(...this.#handles.map((one) => one.element));
    }
    for (const [axis, pair] of this.#handles.entries()) pair.lay(this.#x(axis), facts, all[axis].label);
  }

  position(event) {
    return Math.min(1, Math.max(0, (BOTTOM - this.#at(event).y) / (BOTTOM - TOP)));
  }

  y(at) {
    return this.#y(at);
  }
}

/** The brush of one axis: a stretch to drag over, and an end at each side that keys move. */
class Handles {
  #zone = shape("rect", { class: "zone", width: GRIP, y: TOP - 6, height: BOTTOM - TOP + 12 });
  #range = shape("rect", { class: "range", width: 10 });
  #ends = [0, 1].map(() => shape("g", { class: "end", role: "slider", tabindex: 0, "aria-orientation": "vertical" }));
  #from = null; // where a drag began
  #shown = null;
  #x = 0;

  constructor(axis, figure) {
    this.axis = axis;
    this.figure = figure;
    this.element = shape("g", { class: "handles" }, this.#zone, this.#range, ...this.#ends);
    for (const end of this.#ends) end.append(shape("rect", { class: "grip", width: GRIP, height: 24, x: -GRIP / 2 }), shape("path", { class: "mark" }));
    this.#zone.addEventListener("pointerdown", (event) => this.#begin(event));
    this.#zone.addEventListener("pointermove", (event) => this.#from !== null && this.#drag(event));
    for (const [end, element] of this.#ends.entries()) {
      element.addEventListener("keydown", (event) => this.#key(event, end));
      element.addEventListener("pointerdown", (event) => {
        event.stopPropagation();
        element.focus();
        element.setPointerCapture(event.pointerId);
      });
      element.addEventListener("pointermove", (event) => element.hasPointerCapture(event.pointerId) && this.#set(end, figure.position(event)));
    }
    for (const type of ["pointerup", "pointercancel"]) this.#zone.addEventListener(type, () => (this.#from = null));
  }

  lay(x, facts, label) {
    [this.facts, this.label, this.#x] = [facts, label, x];
    this.#zone.setAttribute("x", x - GRIP / 2);
    this.#range.setAttribute("x", x - 5);
    this.show(this.#shown);
  }

  show(range) {
    this.#shown = range ?? null;
    const [low, high] = range ?? [0, 1];
    this.element.classList.toggle("brushed", Boolean(range));
    this.#range.setAttribute("y", this.figure.y(high) - 3);
    this.#range.setAttribute("height", this.figure.y(low) - this.figure.y(high) + 6);
    for (const [end, element] of this.#ends.entries()) {
      const [at, down] = [end ? high : low, end ? -1 : 1];
      element.setAttribute("transform", `translate(${this.#x} ${this.figure.y(at)})`);
      element.querySelector(".grip").setAttribute("y", end ? -24 : 0);
      element.querySelector(".mark").setAttribute("d", `M-7 ${down * 3}h14l-7 ${down * 9}z`);
      const facts = { "aria-label": end ? say("{field}, up to", { field: this.label }) : say("{field}, from", { field: this.label }) };
      const values = { "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": Math.round(at * 100), "aria-valuetext": wordsAt(this.facts, this.axis, at) };
      for (const [name, value] of Object.entries({ ...facts, ...values })) element.setAttribute(name, value);
    }
  }

  #begin(event) {
    this.#from = { at: this.figure.position(event), y: event.clientY };
    this.#zone.setPointerCapture(event.pointerId);
    this.figure.brush(this.axis, null); // a click alone takes the brush away
  }

  #drag(event) {
    if (Math.abs(event.clientY - this.#from.y) < CLICK) return;
    const to = this.figure.position(event);
    this.figure.brush(this.axis, [Math.min(this.#from.at, to), Math.max(this.#from.at, to)]);
  }

  #set(end, at) {
    const range = moved(this.#shown, end, at);
    this.show(range); // at once: the next key goes on from here
    this.figure.brush(this.axis, range);
  }

  #key(event, end) {
    const at = (this.#shown ?? [0, 1])[end];
    const stops = stopsOf(this.facts, this.axis);
    const to = {
      ArrowUp: () => nextStop(stops, at, true), ArrowRight: () => nextStop(stops, at, true),
      ArrowDown: () => nextStop(stops, at, false), ArrowLeft: () => nextStop(stops, at, false),
      Home: () => 0, End: () => 1,
    }[event.key];
    if (event.key === "Escape") this.figure.brush(this.axis, null);
    else if (to) this.#set(end, to());
    else return;
    event.preventDefault();
  }
}
