// The X-ray's picture: rows of cells on one canvas. What is exposed stays; only columns that grew are drawn again.

import { cells, firstTouched, leftOf } from "./cells.js";
import { expose, plate } from "./film.js";

export class Strip {
  broken = false; // whether some row's numbers break
  outside = { low: false, high: false }; // whether cells fall off an end of the scale
  #key = "";
  #count = 0;

  /**
   * Bring the canvas up to date; returns "whole" (all drawn afresh), "part" or "" (nothing to do). `film`: {key: whatever makes the
   * picture another one, epochs, read(begin) → values of each row from there on, ends?, scale, planned, width, row, gap, grows: whether
   * values are only ever added at the end}.
   */
  paint(context, film) {
    const { key, epochs, read, ends = null, scale, planned, width, row, gap, grows } = film;
    const whole = !grows || this.broken || key !== this.#key || epochs.length < this.#count;
    if (!whole && epochs.length === this.#count) return "";
    const begin = whole ? 0 : firstTouched(epochs, this.#count, planned, width);
    const left = whole || !epochs.length ? 0 : leftOf(epochs[begin], planned, width);
    if (whole) Object.assign(this, { broken: false, outside: { low: false, high: false } });
    read(begin).forEach((values, index) => {
      const top = index * (row + gap);
      plate(context, left, width, top, row);
      const made = cells(epochs.slice(begin), values, planned, width, { shares: scale.kind === "share", ends: ends?.slice(begin) });
      for (const { kind, place } of made) if (kind === "size") this.#watch(place, scale);
      if (expose(context, made, top, row, width, scale)) this.broken = true;
    });
    this.#key = key;
    this.#count = epochs.length;
    return whole ? "whole" : "part";
  }

  #watch(place, { from, to }) {
    if (place < from) this.outside.low = true;
    if (place > to) this.outside.high = true;
  }
}
