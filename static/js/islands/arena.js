// <pg-arena>: form, stage and standings of one race, and the address that is all of it.

import { Asking } from "../arena/asking.js";
import { Figure } from "../arena/figure.js";
import { scaleOf } from "../arena/ground.js";
import { Stage } from "../arena/stage.js";
import { Standings } from "../arena/standings.js";

class Arena extends Stage {
  #races = 0;

  begin() {
    this.asking = new Asking(this.querySelector("#arena-form"), this.dataset.races);
    this.figure = new Figure(this.querySelector(".arena-figure"), { start: (x, y) => this.#start(x, y), startNow: () => this.start, ...this.looking });
    this.standings = new Standings(this.querySelector(".arena-standings"), (racer) => this.see({ racer }));
    this.asking.addEventListener("asked", () => this.address());
  }

  take(race) {
    this.#races += 1;
    const [[left, right]] = race.told.window;
    for (const path of race.paths) path.reach = right - left;
    for (const racer of race.told.racers) Object.assign(racer, { title: this.asking.titleOf(racer.name) ?? racer.title, kept: this.asking.keptOf(racer.name) }); // in the page's language
    this.race = Object.assign(race, { id: this.#races });
    this.start = { x: race.told.arena.x, y: race.told.arena.y };
    this.scale = scaleOf(race.heights, Number(race.told.least));
    if (this.look.racer >= race.paths.length) this.look.racer = 0;
    this.standings.take(race);
    Object.assign(this.figure, { title: this.asking.field("surface.name").selectedOptions[0].textContent, losses: this.standings });
    this.figure.describe(this.standings.summary.textContent);
    this.draw();
  }

  #start(x, y) {
    this.start = { x, y };
    this.asking.start(x, y);
  }

  paint() {
    this.standings.draw({ step: this.figure.step, racer: this.look.racer });
  }
}

customElements.define("pg-arena", Arena);
