// <pg-trails>: paths of runs on one map of the loss; the arena's stage over another ground.

import { Asking } from "../arena/asking.js";
import { Figure } from "../arena/figure.js";
import { scaleOf } from "../arena/ground.js";
import { plot } from "../arena/plots.js";
import { until } from "../arena/result.js";
import { Stage } from "../arena/stage.js";
import { strokeOf, swatch } from "../compare/palette.js";
import { percent, readout } from "../format.js";
import { say } from "../words.js";
import { drawOn, make, write } from "./island.js";

const HIGH = 160; // px of the losses' plot
const AGAIN = 2500; // ms between two questions while runs train

class Trails extends Stage {
  #races = 0;

  begin() {
    this.names = JSON.parse(this.dataset.names);
    this.asking = new Asking(this.querySelector("#arena-form"), this.dataset.trails, this.dataset.races);
    this.figure = new Figure(this.querySelector(".arena-figure"), this.looking);
    this.rows = [...this.querySelectorAll("[data-trail]")];
    for (const [place, row] of this.rows.entries()) row.querySelector(".racer-line").replaceChildren(swatch(place));
    for (const row of this.rows) row.addEventListener("pointerenter", () => this.see({ racer: Number(row.dataset.trail) }, false));
    this.querySelector(".only-taken").replaceChildren(...this.rows.map((_, place) => make("span", {}, swatch(place), ` ${this.names[place]}`)));
    this.asking.addEventListener("asked", ({ detail }) => this.#asked(detail));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.again);
  }

  take(race) {
    this.#races += 1;
    this.race = Object.assign(race, { id: `runs ${this.#races}` });
    race.told.racers.forEach((racer, place) => Object.assign(racer, { title: this.names[place] ?? racer.title }));
    this.scale = scaleOf(race.heights, Number(race.told.least));
    const words = this.#words(race.told);
    write(this.querySelector(".arena-summary"), words);
    Object.assign(this.figure, { title: say("Map of the loss"), losses: this });
    this.figure.describe(words);
    this.draw();
  }

  /** How the runs stand by now; while any of them trains, the map is asked for again. */
  #asked({ standings, moving }) {
    this.address();
    for (const [place, { glyph, words, loss }] of (standings ?? []).entries()) {
      const state = this.rows[place].querySelector(".state-of");
      write(state, glyph);
      state.title = words;
      write(this.rows[place].querySelector(".at-end"), loss);
    }
    clearTimeout(this.again);
    if (moving) this.again = setTimeout(() => this.asking.ask(), AGAIN);
  }

  #words({ kind, explained, share }) {
    if (kind === "principal") {
      const [first, second] = explained.map((one) => Math.round(1000 * Number(one)));
      const [whole, ...parts] = [first + second, first, second].map((one) => say("{number} %", { number: (one / 10).toFixed(1) })); // of what is read: the parts make the whole
      return say("This plane explains {share} of the variance of the paths' weights: {first} along x, {second} along y.", { share: whole, first: parts[0], second: parts[1] });
    }
    if (kind === "random") return say("Two random directions explain {share} of the variance of the paths' weights; most of every path lies across them.", { share: percent(Number(share)) });
    return say("These two parameters hold {share} of the variance of the paths' weights; on the ground all others stand where the first run ended.", { share: percent(Number(share)) });
  }

  /** The losses of all, on whatever canvas. */
  plot(canvas, { width, step, racer }) {
    const lines = this.race.paths.map((path, place) => ({ values: path.loss, ...strokeOf(place), width: place === racer ? 2.5 : 1.5 }));
    plot(canvas, { width, height: HIGH, lines, last: this.figure.last, log: true, step });
    return { words: say("Training loss"), height: HIGH };
  }

  paint() {
    const { race, look } = this;
    const { step } = this.figure;
    for (const [place, row] of this.rows.entries()) {
      row.classList.toggle("lit", place === look.racer);
      write(row.querySelector(".now"), readout(race.paths[place].loss[until(race.told.racers[place], step)]));
    }
    const canvas = this.querySelector(".trail-losses");
    drawOn(canvas, (on) => this.plot(on, { width: Math.floor(canvas.parentElement.clientWidth), step, racer: look.racer }));
    canvas.setAttribute("aria-label", this.querySelector(".arena-summary").textContent);
  }
}

customElements.define("pg-trails", Trails);
