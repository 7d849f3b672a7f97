// <pg-arena>: form, stage and standings of one race, and the address that is all of it.

import { Asking } from "../arena/asking.js";
import { Figure } from "../arena/figure.js";
import { scaleOf } from "../arena/ground.js";
import { Standings } from "../arena/standings.js";
import { onTheme } from "../theme.js";

const USUAL = { step: null, racer: 0, view: "map", turn: 30, tilt: 50 };
const TYPING = "input:not([type=radio], [type=checkbox]), select, textarea, button, summary, a, [role=application]";

class Arena extends HTMLElement {
  #frame = 0;
  #races = 0;

  connectedCallback() {
    this.look = { ...USUAL, ...JSON.parse(this.dataset.look) };
    this.asking = new Asking(this.querySelector("#arena-form"), this.dataset.races);
    this.asking.query = this.dataset.query;
    this.figure = new Figure(this.querySelector(".arena-figure"), {
      start: (x, y) => this.#start(x, y),
      startNow: () => this.start,
      step: (step) => this.#see({ step: step === this.figure.last ? null : step }),
      look: (changes) => this.#see(changes),
    });
    this.standings = new Standings(this.querySelector(".arena-standings"), (racer) => this.#see({ racer }));
    this.asking.addEventListener("says", ({ detail }) => this.figure.says(detail));
    this.asking.addEventListener("asked", () => this.#address());
    this.asking.addEventListener("race", ({ detail }) => this.#take(detail));
    this.ears = new AbortController();
    document.addEventListener("keydown", (event) => this.#key(event), { signal: this.ears.signal });
    onTheme(() => this.#draw());
    this.sizes = new ResizeObserver(() => this.#draw());
    this.sizes.observe(this);
    this.asking.ask();
  }

  disconnectedCallback() {
    this.ears.abort();
    this.sizes.disconnect();
    this.figure.pause();
  }

  #take(race) {
    this.#races += 1;
    const [[left, right]] = race.told.window;
    for (const path of race.paths) path.reach = right - left;
    for (const racer of race.told.racers) racer.title = this.asking.titleOf(racer.name) ?? racer.title; // in the page's language
    this.race = Object.assign(race, { id: this.#races });
    this.start = { x: race.told.arena.x, y: race.told.arena.y };
    this.scale = scaleOf(race.heights, Number(race.told.least));
    if (this.look.racer >= race.paths.length) this.look.racer = 0;
    this.standings.take(race);
    this.figure.describe(this.standings.summary.textContent);
    this.#draw();
  }

  #start(x, y) {
    this.start = { x, y };
    this.asking.start(x, y);
  }

  #see(changes) {
    Object.assign(this.look, changes);
    this.#draw();
    this.#address();
  }

  #draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (!this.race) return;
      this.figure.show(this.race, this.scale, this.look);
      this.standings.draw({ step: this.figure.step, racer: this.look.racer });
    });
  }

  /** The address is the arena and how it is looked at; a few times a second is often enough for browsers. */
  #address() {
    this.later ??= setTimeout(() => {
      this.later = null;
      const look = Object.entries(this.look).filter(([name, value]) => value !== USUAL[name]);
      const query = [this.asking.query, ...look.map(([name, value]) => `${name}=${value}`)].filter(Boolean).join("&");
      history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
    }, 150);
  }

  /** Space plays, arrows step; not while typing, not on the surface. */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest(TYPING)) return;
    const far = event.shiftKey ? 10 : 1;
    const { figure } = this;
    const go = { ArrowLeft: () => figure.go(figure.step - far), ArrowRight: () => figure.go(figure.step + far), Home: () => figure.go(0), End: () => figure.go(figure.last) };
    const act = event.key === " " ? () => figure.toggle() : event.target.matches("input") ? null : go[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}

customElements.define("pg-arena", Arena);
