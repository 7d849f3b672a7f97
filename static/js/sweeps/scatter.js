// The results over one field: a dot a run, diverged ones in a row of their own beneath.

import { positionOf, runOf } from "./brushes.js";
import { staggered } from "./names.js";
import { colourOf, layers, shape } from "./shapes.js";

const [WIDE, TALL, LEFT, RIGHT, TOP, BOTTOM, LOST] = [260, 200, 44, 248, 12, 148, 164];
const ROW = 14; // of names
const NEAR = 12;
const LAST = 0.9; // from here a label ends at its tick
const [LETTER, GAP] = [7.5, 4]; // of the labels below the axis, in the figure's units

const short = (text) => String(text).slice(0, 9);

/** Those of `ticks` ([at, text], ascending) whose labels do not run into the one before. */
export function apart(ticks, x) {
  let edge = -Infinity;
  return ticks.filter(([at, text]) => {
    const wide = short(text).length * LETTER;
    const begin = x(at) - (at > LAST ? wide : wide / 2);
    if (begin < edge + GAP) return false;
    edge = begin + wide;
    return true;
  });
}

export class Scatter {
  #figure = shape("svg", { class: "scatter", viewBox: `0 0 ${WIDE} ${TALL}`, role: "img" });
  #dots = shape("g");
  #frame = shape("g");
  #lit = shape("circle", { class: "lit", r: 6, cx: -99, cy: -99 });
  #facts = null;

  constructor(axis, { point, open }) {
    this.axis = axis;
    this.#figure.append(this.#frame, this.#dots, this.#lit);
    this.#figure.addEventListener("pointermove", (event) => point(this.#nearest(event)));
    this.#figure.addEventListener("pointerleave", () => point(null));
    this.#figure.addEventListener("click", (event) => open(this.#nearest(event), event));
  }

  get element() {
    return this.#figure;
  }

  draw(facts, inside, words) {
    this.#facts = facts;
    const { label, ticks, named } = facts.axes[this.axis];
    const x = (at) => this.#x(at);
    const names = named && staggered(ticks, x, [2, WIDE - 2]);
    const below = names ? ROW * Math.max(...names.map(([, , row]) => row)) : 0;
    this.#figure.setAttribute("viewBox", `0 0 ${WIDE} ${TALL + below}`);
    this.#figure.setAttribute("aria-label", words);
    this.#frame.replaceChildren(
      shape("path", { class: "axis", d: `M${LEFT} ${TOP}V${BOTTOM}H${RIGHT}` }),
      ...(names ? this.#names(names) : this.#numbers(ticks, x)),
      ...facts.result.ticks.filter((_, place) => place % 2 === 0).map(([at, text]) => shape("text", { class: "tick", x: LEFT - 6, y: this.#y(at) + 4, "text-anchor": "end" }, text)),
      shape("text", { class: "name", x: (LEFT + RIGHT) / 2, y: TALL + below - 2, "text-anchor": "middle" }, label),
      shape("text", { class: "lost", x: LEFT - 6, y: LOST + 4, "text-anchor": "end" }, "✕"),
    );
    this.#dots.replaceChildren(
      ...layers(
        facts.cells.flatMap((cell, place) => {
          const spot = this.#spot(place);
          return spot ? [[`dot ${colourOf(runOf(facts, place))}${inside[place] ? "" : " outside"}`, `M${spot[0].toFixed(1)} ${spot[1].toFixed(1)}h0`]] : [];
        }),
      ),
    );
  }

  /** Ticks that are names, whole, with lines down to the rows where they have room. */
  #names(names) {
    const high = (row) => TALL - 18 + ROW * row;
    return [
      ...names.filter(([, , row]) => row).map(([at, , row]) => shape("path", { class: "leader", d: `M${this.#x(at)} ${LOST + 8}V${high(row) - 12}` })),
      ...names.map(([, text, row, middle]) => shape("text", { class: "tick", x: middle, y: high(row), "text-anchor": "middle" }, text)),
    ];
  }

  #numbers(ticks, x) {
    const few = ticks.length > 4 ? ticks.filter((_, place) => place % Math.ceil(ticks.length / 4) === 0) : ticks;
    return apart(few, x).map(([at, text]) => shape("text", { class: "tick", x: x(at), y: TALL - 18, "text-anchor": at > LAST ? "end" : "middle" }, short(text)));
  }

  light(place) {
    const [x, y] = (place !== null && this.#facts && this.#spot(place)) || [-99, -99];
    this.#lit.setAttribute("cx", x);
    this.#lit.setAttribute("cy", y);
  }

  #x(at) {
    return LEFT + 8 + at * (RIGHT - LEFT - 16);
  }

  #y(at) {
    return BOTTOM - 6 - at * (BOTTOM - TOP - 10);
  }

  #spot(place) {
    const [cell, run] = [this.#facts.cells[place], runOf(this.#facts, place)];
    if (!run || (run.result === null && run.mark !== "d")) return null;
    return [this.#x(positionOf(this.#facts, cell, this.axis)), run.result === null ? LOST : this.#y(run.result)];
  }

  #nearest(event) {
    const box = this.#figure.getBoundingClientRect();
    const [x, y] = [((event.clientX - box.left) * WIDE) / box.width, ((event.clientY - box.top) * TALL) / box.height];
    let [best, least] = [null, NEAR];
    for (const place of this.#facts.cells.keys()) {
      const spot = this.#spot(place);
      const far = spot ? Math.hypot(spot[0] - x, spot[1] - y) : Infinity;
      if (far < least) [best, least] = [place, far];
    }
    return best;
  }
}
