// <pg-compared-values>: the runs of a comparison with their values at the crosshair, sorted; what can be done with each.

import { valueOf } from "../compare/numbers-table.js";
import { better, titleOf } from "../compare/columns.js";
import { MOST_LINES, swatch } from "../compare/palette.js";
import { UNITS } from "../curves/axis.js";
import { minus, readout } from "../format.js";
import { GLYPHS } from "../live/states.js";
import { say } from "../words.js";
import { Island, make, write } from "./island.js";

const GONE = "⊘";

class ComparedValues extends Island {
  #rows = new Map(); // run → its row's parts

  start() {
    this.redrawOn("records state look runs hover lit");
    this.head = make("p", { className: "values-head" });
    this.list = make("ol", { className: "compared-runs" });
    this.order = make("button", { type: "button", className: "small" });
    this.order.addEventListener("click", () => this.scene.choose({ order: this.scene.look.order === "value" ? "chosen" : "value" }));
    this.menu = this.#menu();
    this.replaceChildren(make("header", { className: "values-bar" }, this.head, this.order), this.list, this.menu);
    for (const run of this.scene.runs) this.#rows.set(run, this.#row(run));
    this.on(this.list, "pointerleave", () => this.scene.light(null));
  }

  #row(run) {
    const shows = make("button", { type: "button", className: "quiet shows" });
    shows.addEventListener("click", () => this.scene.arrange(() => (run.hidden = !run.hidden)));
    const name = make("a", { href: run.href, className: "compared-name", textContent: run.name, dir: "auto" });
    const glyph = make("span", { className: "state-glyph" });
    const [value, delta] = [make("span", { className: "value" }), make("span", { className: "delta" })];
    const more = make("button", { type: "button", className: "quiet more", textContent: "⋯" });
    more.setAttribute("aria-label", say("What to do with {name}", { name: run.name }));
    more.addEventListener("click", () => this.#open(run, more));
    const row = make("li", {}, shows, make("span", { className: "who" }, name, glyph), value, delta, more);
    row.addEventListener("pointerenter", () => this.scene.light(run));
    row.addEventListener("focusin", () => this.scene.light(run));
    return { row, shows, glyph, value, delta, slot: null };
  }

  draw() {
    const { scene } = this;
    const [column] = scene.look.columns;
    const { base } = scene;
    const values = new Map(scene.runs.map((run) => [run, valueOf(scene, run, column)]));
    const order = this.#sorted(values, column);
    if (order.some((run, place) => this.list.children[place] !== this.#rows.get(run).row)) this.#reorder(order);
    for (const run of scene.runs) this.#fill(run, values.get(run), base && base !== run ? values.get(run) - values.get(base) : NaN);
    const unit = scene.look.x;
    const place = scene.hover === null ? say("at the end") : unit === "epoch" ? say("at epoch {epoch}", { epoch: Math.round(scene.hover) }) : say("at {place} {unit}", { place: UNITS[unit].grain === 1 ? Math.round(scene.hover) : readout(scene.hover), unit: UNITS[unit].words() });
    write(this.head, say("{column} {place}", { column: titleOf(column), place }));
    write(this.order, scene.look.order === "value" ? say("sorted by value") : say("in chosen order"));
    this.list.classList.toggle("with-base", base !== null);
  }

  /** The runs, best value first (where neither way is better: largest), those without one last. */
  #sorted(values, column) {
    const { runs, look } = this.scene;
    if (look.order !== "value") return runs;
    const way = better(column) || 1;
    const rank = (run) => (Number.isFinite(values.get(run)) ? -way * values.get(run) : Infinity);
    return runs.toSorted((a, b) => rank(a) - rank(b) || 0);
  }

  #reorder(order) {
    const focused = this.list.contains(document.activeElement) ? document.activeElement : null;
    this.list.append(...order.map((run) => this.#rows.get(run).row));
    focused?.focus({ preventScroll: true });
  }

  #fill(run, value, difference) {
    const parts = this.#rows.get(run);
    const { base, lit } = this.scene;
    if (parts.slot !== run.slot) parts.shows.replaceChildren(swatch(run.slot));
    parts.slot = run.slot;
    parts.shows.setAttribute("aria-pressed", String(!run.hidden));
    parts.shows.setAttribute("aria-label", run.hidden ? say("Show {name}", { name: run.name }) : say("Hide {name}", { name: run.name }));
    parts.row.classList.toggle("away", run.hidden);
    parts.row.classList.toggle("lit", lit === run);
    parts.row.classList.toggle("base", base === run);
    const { state } = run.store.state;
    write(parts.glyph, run.thin ? "⌀" : state === "gone" ? GONE : GLYPHS[state] ?? GLYPHS.new);
    parts.glyph.title = this.#stateWords(run);
    parts.glyph.dataset.state = state;
    write(parts.value, run.has(this.scene.look.columns[0]) ? (Number.isNaN(value) && !run.length ? "–" : readout(value)) : say("not measured"));
    write(parts.delta, base === run ? say("baseline") : base ? (Number.isFinite(difference) ? `${difference > 0 ? "+" : ""}${minus(readout(difference))}` : "–") : "");
  }

  #stateWords({ store, thin }) {
    const { state, words, said } = store.state;
    if (thin) return say("Its numbers were dropped to save room. Open it to have it trained again.");
    const names = { training: say("Training"), waiting: say("Waiting"), paused: say("Paused"), finished: say("Finished"), diverged: say("Diverged"), stopped: say("Stopped"), failed: say("Failed"), gone: say("Not there any more") };
    return said === state ? words : names[state] ?? state;
  }

  // -- what can be done with a run -------------------------------------------------------------------------------------

  #menu() {
    const menu = make("div", { className: "menu", popover: "auto" });
    const entry = (text, act) => {
      const button = make("button", { type: "button", textContent: text });
      button.addEventListener("click", () => {
        menu.hidePopover();
        act(this.chosen);
      });
      return button;
    };
    this.pin = entry(say("Pin as baseline"), (run) => this.scene.choose({ base: this.scene.base === run ? "" : run.key, ...(this.scene.base === run ? { delta: false } : {}) }));
    menu.append(
      this.pin,
      entry(say("Another colour"), (run) => this.scene.arrange(() => (run.slot = (run.slot + 1) % MOST_LINES))),
      entry(say("Move up"), (run) => this.#move(run, -1)),
      entry(say("Move down"), (run) => this.#move(run, 1)),
      entry(say("Show this one alone"), (run) => this.scene.arrange((runs) => runs.forEach((one) => (one.hidden = one !== run)))),
      entry(say("Show all"), () => this.scene.arrange((runs) => runs.forEach((one) => (one.hidden = false)))),
      entry(say("Take it out of the comparison"), (run) => this.#takeOut(run)),
    );
    return menu;
  }

  #open(run, button) {
    this.chosen = run;
    this.pin.textContent = this.scene.base === run ? say("Unpin the baseline") : say("Pin as baseline");
    this.menu.showPopover();
    this.menu.dataset.placed = "";
    const [from, size] = [button.getBoundingClientRect(), this.menu.getBoundingClientRect()];
    this.menu.style.left = `${Math.max(8, Math.min(from.right - size.width, innerWidth - size.width - 8))}px`;
    this.menu.style.top = `${from.bottom + 4 + size.height > innerHeight ? Math.max(8, from.top - 4 - size.height) : from.bottom + 4}px`;
  }

  #move(run, way) {
    this.scene.look.order = "chosen";
    this.scene.arrange((runs) => {
      const at = runs.indexOf(run);
      const to = Math.max(0, Math.min(runs.length - 1, at + way));
      runs.splice(to, 0, ...runs.splice(at, 1));
    });
  }

  /** The page comes again without it: what differs among the others has to be told anew. */
  #takeOut(run) {
    this.scene.runs.splice(this.scene.runs.indexOf(run), 1);
    if (this.scene.look.base === run.key) Object.assign(this.scene.look, { base: "", delta: false });
    location.search = String(this.scene.query);
  }
}

customElements.define("pg-compared-values", ComparedValues);
