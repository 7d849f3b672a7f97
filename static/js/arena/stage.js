// What the two pages of the arena have in common: one figure looked at, an address that says how, and keys that move through its steps.

import { onTheme } from "../theme.js";

const USUAL = { step: null, racer: 0, view: "map", turn: 30, tilt: 50 };
const TYPING = "input:not([type=radio], [type=checkbox]), select, textarea, button, summary, a, [role=application]";

/** Subclasses make `asking` and `figure` in begin(), take the `race` and its `scale`, and draw in paint(). */
export class Stage extends HTMLElement {
  #frame = 0;
  #ears = null;

  connectedCallback() {
    this.look = { ...USUAL, ...JSON.parse(this.dataset.look) };
    this.#ears = new AbortController();
    this.begin();
    this.asking.query = this.dataset.query;
    this.asking.addEventListener("says", ({ detail }) => this.figure.says(detail));
    this.asking.addEventListener("race", ({ detail }) => this.take(detail));
    document.addEventListener("keydown", (event) => this.#key(event), { signal: this.#ears.signal });
    onTheme(() => this.draw());
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(this);
    this.asking.ask();
  }

  disconnectedCallback() {
    this.#ears.abort();
    this.sizes.disconnect();
    this.figure.pause();
  }

  /** Look differently at the race; `written`: the address says so too. */
  see(changes, written = true) {
    Object.assign(this.look, changes);
    this.draw();
    if (written) this.address();
  }

  /** What the figure tells of how it is looked at. */
  get looking() {
    return { step: (step) => this.see({ step: step === this.figure.last ? null : step }), look: (changes) => this.see(changes) };
  }

  draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (!this.race) return;
      this.figure.show(this.race, this.scale, this.look);
      this.paint();
    });
  }

  /** The address is the race and how it is looked at; a few times a second is often enough for browsers. */
  address() {
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
