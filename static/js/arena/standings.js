// How they fared: a row a racer, to be chosen; the heights of all over the steps; and the one chosen in detail.

import { strokeOf, swatch } from "../compare/palette.js";
import { size } from "../format.js";
import { drawOn, make, write } from "../islands/island.js";
import { takeButtons } from "../pictures/asked.js";
import { joined, say } from "../words.js";
import { plot } from "./plots.js";
import { until } from "./result.js";
import { State } from "./state.js";

const HIGH = 132; // px of the heights' plot

export class Standings {
  constructor(host, choose) {
    Object.assign(this, { host, choose });
    this.summary = make("p", { className: "arena-summary", role: "status" });
    this.body = make("tbody");
    const titles = [say("Optimizer"), say("Now"), say("At the end"), say("Within 0.001")];
    const head = make("thead", {}, make("tr", {}, ...titles.map((textContent) => make("th", { scope: "col", textContent }))));
    this.table = make("table", { className: "arena-table standings" }, head, this.body);
    this.least = make("p", { className: "aside" });
    this.heights = make("canvas", { role: "img" });
    const figure = make("figure", { className: "arena-curve" }, make("figcaption", {}, say("Height above the lowest value"), ...takeButtons()), this.heights, (this.keys = make("p", { className: "only-taken" })));
    this.title = make("h2", { className: "arena-chosen" });
    this.detail = make("div");
    host.append(this.summary, this.table, this.least, figure, this.title, this.detail);
  }

  /** A new race: rows and curves anew. */
  take(race) {
    this.race = race;
    this.host.classList.remove("waiting");
    this.above = race.paths.map((path, place) => {
      const last = race.told.racers[place].diverged ?? Infinity;
      return Float32Array.from(path.loss, (value, at) => (at > last ? NaN : value - race.told.least));
    });
    this.rows = race.told.racers.map((racer, place) => this.#row(racer, place));
    this.body.replaceChildren(...this.rows.map(({ element }) => element));
    this.keys.replaceChildren(...race.told.racers.map(({ title, lr }, place) => make("span", {}, swatch(place), ` ${title} ${lr}`)));
    const least = size(Number(race.told.least), 3);
    if (least === "NaN") write(this.least, say("The formula has no value at any point of this map."));
    else write(this.least, race.told.known ? say("Lowest value: {least}", { least }) : say("Lowest value seen: {least}", { least }));
    this.detail.replaceChildren();
    this.state = null;
    write(this.summary, summaryOf(race));
  }

  #row(racer, number) {
    const pick = make("input", { type: "radio", name: "arena-racer", value: String(number), onchange: () => this.choose(number) });
    const name = make("span", { textContent: `${racer.title} ${racer.lr}` });
    const label = make("label", {}, pick, swatch(number), name);
    const now = make("td", { className: "now" });
    const place = `(${racer.end.map((part) => size(Math.round(1000 * part) / 1000, 2)).join(", ")})`;
    const end = make("td", {}, size(Number(racer.loss), 2), make("span", { className: "aside where", textContent: place }));
    const arrived = make("td", {}, outcome(racer));
    const dear = racer.gradients !== null && racer.gradients !== racer.reached; // second order: a step is more than a gradient
    if (dear) arrived.append(make("span", { className: "aside where", textContent: say("{count} gradients until there", { count: racer.gradients }) }));
    if (racer.diverged !== null) arrived.className = "gone";
    return { pick, now, element: make("tr", {}, make("th", { scope: "row" }, label), now, end, arrived) };
  }

  /** The heights of all, on whatever canvas. */
  plot(canvas, { width, step, racer }) {
    const lines = this.above.map((values, place) => ({ values, ...strokeOf(place), width: place === racer ? 2.5 : 1.5 }));
    plot(canvas, { width, height: HIGH, lines, last: this.race.told.arena.steps, log: true, step, ceiling: 10 * Math.max(...this.above.map(([first]) => first)) });
    return { words: say("Height above the lowest value"), height: HIGH };
  }

  draw({ step, racer }) {
    const { race } = this;
    if (!race) return;
    const width = Math.floor(this.host.clientWidth);
    this.rows.forEach(({ pick, now, element }, place) => {
      pick.checked = place === racer;
      element.classList.toggle("lit", place === racer);
      write(now, size(race.paths[place].loss[until(race.told.racers[place], step)], 2));
    });
    drawOn(this.heights, (on) => this.plot(on, { width, step, racer }));
    this.heights.setAttribute("aria-label", this.summary.textContent);
    const chosen = race.told.racers[racer];
    if (!chosen) return;
    if (this.state?.path !== race.paths[racer]) {
      this.state = new State(chosen, race.paths[racer]);
      this.detail.replaceChildren(this.state.element);
    }
    write(this.title, say("{title} at step {step}", { title: chosen.title, step }));
    this.state.draw(step, width);
  }
}

function outcome({ diverged, reached }) {
  if (diverged !== null) return say("✕ diverged at {step}", { step: diverged });
  return reached === null ? say("not yet") : say("✓ at step {step}", { step: reached });
}

/** One sentence on the whole race. */
export function summaryOf({ told: { racers } }) {
  const arrived = racers.filter(({ reached }) => reached !== null).sort((a, b) => a.reached - b.reached);
  const gone = racers.filter(({ diverged }) => diverged !== null).length;
  const parts = [say("{arrived} of {count} came within 0.001 of the lowest value.", { arrived: arrived.length, count: racers.length })];
  if (arrived.length) parts.push(say("First: {title}, at step {step}.", { title: arrived[0].title, step: arrived[0].reached }));
  if (gone) parts.push(say("Diverged: {count}.", { count: gone }));
  return joined(...parts);
}
