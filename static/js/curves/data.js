// What the chart draws: a run's columns as the chart wants them, kept and only added to while records come in.

import { Smoother } from "./smoothing.js";

export class CurveData {
  arrays = [[]]; // x, raw lines, then the smoothed ones
  #key = null;
  #read = 0; // records taken in
  #smoothers = [];

  /**
   * Take in what is new. `key`: whatever makes these other lines; `names`: columns; `x`: where the records lie, epochs if left out; `smooth`: 0…1; `fromOne`: leave epoch 0 out (it has
   * no place on a log axis); `positive`: leave out what is not above 0; `limit`: beyond ± this the line has long left the picture, and a
   * canvas drops whole lines with ends that far. Not finite is null: a gap. Returns whether anything changed.
   */
  update({ key, names, x, column, smooth, fromOne, positive, limit = Infinity }) {
    const epochs = x ?? column("epoch");
    const fresh = key !== this.#key || epochs.length < this.#read;
    if (fresh) this.#begin(key, names, smooth);
    if (!fresh && epochs.length === this.#read) return false;
    const values = names.map((name) => column(name));
    for (let at = this.#read; at < epochs.length; at += 1) {
      if (fromOne && !(epochs[at] > 0)) continue;
      this.arrays[0].push(epochs[at]);
      values.forEach((one, line) => {
        const value = Number.isFinite(one[at]) && (!positive || one[at] > 0) ? Math.max(-limit, Math.min(limit, one[at])) : null;
        this.arrays[1 + line].push(value);
        if (smooth > 0) this.arrays[1 + names.length + line].push(this.#smoothers[line].push(value));
      });
    }
    this.#read = epochs.length;
    return true;
  }

  #begin(key, names, smooth) {
    this.#key = key;
    this.#read = 0;
    this.#smoothers = names.map(() => new Smoother(smooth));
    this.arrays = Array.from({ length: 1 + names.length * (smooth > 0 ? 2 : 1) }, () => []);
  }
}
