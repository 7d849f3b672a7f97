// What lies to the right: epochs, steps, gradient evaluations or seconds of training. Everything else on the page speaks of epochs.

import { say } from "../words.js";

/** Units by the name of the record column that holds them; `grain` is the finest a zoom goes. */
export const UNITS = {
  epoch: { words: () => say("epochs"), grain: 1, title: () => say("Every run over its epochs") },
  step: { words: () => say("steps"), grain: 1, title: () => say("Updates of the weights: small batches make many in one epoch") },
  gradient_evaluations: { words: () => say("gradients"), grain: 1, title: () => say("What the steps cost: a Newton step takes two gradients for every parameter, many more on a large network") },
  seconds: { words: () => say("seconds"), grain: 0.001, title: () => say("Time spent training, on the machine that trained; it differs from run to run") },
};

/** One run's records on an axis: `unit` is a key of UNITS, `column(name)` its columns. */
export class Axis {
  constructor(unit, column) {
    this.epochs = column("epoch");
    const own = unit === "epoch" ? this.epochs : column(unit);
    this.known = Boolean(own) && own.length >= this.epochs.length; // runs of before may lack a column
    this.unit = this.known ? unit : "epoch";
    this.x = this.known ? own : this.epochs;
    this.grain = UNITS[this.unit].grain;
  }

  /** Where an epoch lies: between two records in proportion, beyond the newest at it. */
  place(epoch) {
    if (this.unit === "epoch" || epoch === null) return epoch;
    const after = above(this.epochs, epoch);
    if (after === 0 || after >= this.epochs.length) return this.x[Math.max(0, after - 1)] ?? 0;
    const [from, to] = [this.epochs[after - 1], this.epochs[after]];
    return this.x[after - 1] + ((epoch - from) / (to - from)) * (this.x[after] - this.x[after - 1]);
  }

  /** The epoch at a place: that of the nearest record. */
  epochAt(place) {
    if (this.unit === "epoch") return Math.max(0, Math.round(place));
    const after = above(this.x, place);
    const near = after > 0 && (after >= this.x.length || place - this.x[after - 1] < this.x[after] - place) ? after - 1 : after;
    return this.epochs[near] ?? 0;
  }

  /** Where the picture ends: what is planned in epochs, otherwise the farthest any run on show has come. */
  end(planned, ghosts) {
    if (this.unit === "epoch") return Math.max(1, planned, this.epochs.at(-1) ?? 0);
    return Math.max(this.grain, this.x.at(-1) ?? 0, ...ghosts.map((ghost) => placesOf(ghost, this.unit)?.at(-1) ?? 0)) || 1;
  }
}

/** A ghost's places on an axis, or null where it was kept without. */
export function placesOf(ghost, unit) {
  return unit === "epoch" ? ghost.epochs : ghost.places?.[unit] ?? null;
}

/** Index of the first of ascending `values` above `value`. */
function above(values, value) {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
