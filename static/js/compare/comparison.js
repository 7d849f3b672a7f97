// The scene of a comparison: its runs, how they are looked at, and the place under the crosshair. Islands listen and draw.

import { onTheme, theme } from "../theme.js";
import { ComparedRun } from "./compared-run.js";
import { queryOf, spelled } from "./address.js";
import { groupsOf } from "./groups.js";
import { MOST_LINES, slots } from "./palette.js";

const [SELDOM, OFTEN] = [400, 100]; // ms between two drawings of what came: while the stored records come, and while runs train

/**
 * Events: `records` (some run has more), `state` (of some run), `frame` (a key frame came), `look` (another choice), `zoom` (the charts show another range), `runs` (order, colours or
 * who is hidden), `hover` (the crosshair), `lit` (the run under the pointer), `theme`.
 */
export class Comparison extends EventTarget {
  hover = null; // place on the x axis, or null
  lit = null; // the run under the pointer
  read = false; // whether all that was stored is here

  constructor({ runs, schemas, labels, view }) {
    super();
    const { colours, hidden, ...look } = view;
    const given = slots(runs.length, colours);
    this.labels = labels;
    this.look = look;
    this.runs = runs.map((facts, place) => new ComparedRun(facts, schemas, given[place]));
    for (const place of hidden) if (this.runs[place]) this.runs[place].hidden = true;
    for (const run of this.runs) for (const type of ["records", "reset"]) run.store.addEventListener(type, () => this.#grown());
    for (const run of this.runs) for (const type of ["state", "frame"]) run.store.addEventListener(type, () => this.tell(type));
    onTheme(() => this.tell("theme"));
  }

  tell(type) {
    this.dispatchEvent(new Event(type));
  }

  /** Forty runs that grow are drawn together, a few times a second: each picture costs as much as a frame has. */
  #grown() {
    this.#telling ??= setTimeout(() => {
      this.#telling = null;
      this.tell("records");
    }, this.read ? OFTEN : SELDOM);
  }
  #telling = null;

  /** All that was stored is here: show it at once. */
  settle() {
    this.read = true;
    clearTimeout(this.#telling);
    this.#telling = null;
    this.tell("records");
  }

  get theme() {
    return theme();
  }

  // -- who is on show --------------------------------------------------------------------------------------------------

  get shown() {
    return this.runs.filter(({ hidden }) => !hidden);
  }

  /** The run that was pinned, or null. */
  get base() {
    return this.runs.find(({ key }) => key === this.look.base) ?? null;
  }

  /** "groups" where runs are taken together, "bands" where there are too many to draw one by one, else "lines". */
  get mode() {
    if (this.look.group && this.groups.length) return "groups";
    return this.shown.length > MOST_LINES ? "bands" : "lines";
  }

  /** The groups of the shown runs, as groups.js makes them. */
  get groups() {
    return this.look.group ? groupsOf(this.shown, this.look.group, this.labels) : [];
  }

  /** The last epoch planned by any run. */
  get planned() {
    return Math.max(1, ...this.runs.map((run) => Math.max(run.store.state.epochs, run.newest)));
  }

  /** The newest epoch any run has come to. */
  get newest() {
    return Math.max(0, ...this.runs.map(({ newest }) => newest));
  }

  // -- choices ---------------------------------------------------------------------------------------------------------

  /** Look otherwise; the address follows. */
  choose(changes, write = true) {
    Object.assign(this.look, changes);
    if (write) this.write();
    this.tell("look");
  }

  /** Show another range of the x axis, or null: all of it. Only the charts care, many times a second; the address follows by `write`. */
  zoom(range) {
    this.look.zoom = range;
    this.tell("zoom");
  }

  /** Change a run's place, colour or whether it is drawn. */
  arrange(change) {
    change(this.runs);
    this.write();
    this.tell("runs");
  }

  get query() {
    return queryOf(this.runs, this.look);
  }

  write() {
    if (location.protocol === "file:") return; // a comparison somebody took away has no address to keep
    history.replaceState(null, "", `${location.pathname}?${spelled(this.query)}`);
  }

  /** The crosshair stands at a place of the x axis; null: nowhere. */
  setHover(place) {
    if (place === this.hover) return;
    this.hover = place;
    this.tell("hover");
  }

  light(run) {
    if (run === this.lit) return;
    this.lit = run;
    this.tell("lit");
  }
}
