// One run of a comparison: its records as they come, and its lines as the choices want them.

import { Axis } from "../curves/axis.js";
import { Clock } from "../curves/clock.js";
import { Smoother } from "../curves/smoothing.js";
import { RunStore } from "../live/store.js";

const NOTHING = new Float32Array(0);

export class ComparedRun {
  hidden = false;
  #clock = new Clock();
  #smoothed = new Map(); // column → what is smoothed so far

  /** `facts`: as playground/compare/facts.py gives them; `schemas`: {digest: schema}; `slot`: colour and dash. */
  constructor(facts, schemas, slot) {
    Object.assign(this, facts, { slot });
    this.store = new RunStore();
    this.store.hello({ schema: schemas[facts.schema], frame_schema: schemas[facts.frame_schema], ...facts.state });
  }

  get length() {
    return this.store.length;
  }

  /** The newest epoch it has a record of. */
  get newest() {
    return this.column("epoch").at(-1) ?? 0;
  }

  /** Changes whenever the records do. */
  get version() {
    return `${this.store.attempt}.${this.store.length}`;
  }

  column(name) {
    return this.store.column(name) ?? NOTHING;
  }

  has(column) {
    return this.store.schema.columns.some(([name]) => name === column);
  }

  /** Its axis in a unit of curves/axis.js; `came()` when seconds that were asked for are here. */
  axis(unit, came = () => {}) {
    if (unit === "seconds") this.#clock.follow(this, this.length, came);
    return new Axis(unit, (name) => (name === "seconds" ? this.#clock.column(this, this.column("epoch")) : this.column(name)));
  }

  /** {x, y} of a column, a place and a value a record; null where the run has no such column, or not on this axis. */
  line(column, { unit, smooth = 0 }, came) {
    if (!this.has(column) || !this.length) return null;
    const values = this.column(column);
    const axis = this.axis(unit, came);
    if (axis.unit !== unit) return null;
    return { x: axis.x, y: smooth > 0 ? this.#smooth(column, values, smooth) : values };
  }

  /** The value a column came to; NaN where there is none. */
  last(column) {
    return this.column(column).at(-1) ?? NaN;
  }

  #smooth(column, values, weight) {
    let kept = this.#smoothed.get(column);
    const stale = !kept || kept.weight !== weight || kept.attempt !== this.store.attempt || kept.read > values.length;
    if (stale) this.#smoothed.set(column, (kept = { weight, attempt: this.store.attempt, read: 0, made: new Float64Array(values.length), smoother: new Smoother(weight) }));
    if (kept.made.length < values.length) {
      const more = new Float64Array(2 * values.length);
      more.set(kept.made);
      kept.made = more;
    }
    for (; kept.read < values.length; kept.read += 1) kept.made[kept.read] = kept.smoother.push(values[kept.read]) ?? NaN;
    return kept.made.subarray(0, values.length);
  }
}
