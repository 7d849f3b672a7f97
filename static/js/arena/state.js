// The racer chosen, in numbers and curves: where it is, what it sees, what it remembers, and the step that makes of it.

import { size } from "../format.js";
import { drawOn, make } from "../islands/island.js";
import { takeButtons } from "../pictures/asked.js";
import { say } from "../words.js";
import { plot } from "./plots.js";
import { rates, stride } from "./result.js";

const HIGH = 84; // px of one curve
const XY = [
  ["x", "--text", []],
  ["y", "--text", [5, 4]],
];

/** The panel's insides for a racer; `draw(step)` brings table and curves to a step. */
export class State {
  constructor(racer, path) {
    Object.assign(this, { racer, path });
    this.rates = rates(path);
    this.vectors = [
      [say("Gradient"), path.gradient],
      ...racer.slots.map((slot) => [racer.kept[slot] ?? slot, path.slots[slot]]),
    ];
    this.table = make("tbody");
    const head = make("thead", {}, make("tr", {}, make("td"), ...["x", "y", say("length")].map((text) => make("th", { scope: "col", textContent: text }))));
    this.curves = [[say("Step ÷ gradient (its rate, along x and y)"), this.rates], ...this.vectors.slice(1)].map(([title, values], place) => {
      const canvas = make("canvas", { role: "img" });
      const figure = make("figure", { className: "arena-curve" }, make("figcaption", {}, title, ...takeButtons()), canvas, make("p", { className: "only-taken", textContent: `${racer.title} · ${say("solid: along x, dashed: along y")}` }));
      return { figure, canvas, values, title, most: place ? 1 : 0.92 }; // where the gradient is next to nothing, the quotient is not
    });
    const legend = make("p", { className: "aside arena-xy", textContent: say("solid: along x, dashed: along y") });
    this.element = make("div", { className: "arena-state" }, make("table", { className: "arena-table" }, head, this.table), legend, ...this.curves.map(({ figure }) => figure));
  }

  draw(step, width) {
    const { path } = this;
    const at = ({ x, y }) => ({ x: x[step], y: y[step] });
    const next = stride(path, step);
    const rows = [[say("Place"), at(path), false], ...this.vectors.map(([title, values]) => [title, at(values), true])];
    rows.push([say("Next step"), next, true], [say("Step ÷ gradient"), next && { x: this.rates.x[step], y: this.rates.y[step] }, false]);
    this.table.replaceChildren(...rows.map(([title, vector, long]) => row(title, vector, long)));
    for (const { canvas, values, title, most } of this.curves) {
      const lines = XY.map(([axis, colour, dash]) => ({ values: values[axis], colour, dash }));
      drawOn(canvas, (on) => plot(on, { width, height: HIGH, lines, last: path.x.length - 1, log: false, step, most }));
      canvas.setAttribute("aria-label", say("{title} at step {step}: along x {x}, along y {y}.", { title, step, x: size(values.x[step] ?? NaN, 3), y: size(values.y[step] ?? NaN, 3) }));
    }
  }
}

function row(title, vector, long) {
  const cells = [vector?.x, vector?.y, long && vector ? Math.hypot(vector.x, vector.y) : null];
  const words = cells.map((value) => (value === null || value === undefined ? "–" : Number.isNaN(value) ? "–" : size(value, 3)));
  if (!long) words[2] = "";
  return make("tr", {}, make("th", { scope: "row", textContent: title }), ...words.map((textContent) => make("td", { textContent })));
}
