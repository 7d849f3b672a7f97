// Two fingers on the chart zoom it, one moves what is zoomed; up and down still scrolls the page (`touch-action: pan-y`).

/**
 * The range after fingers moved: what was under each finger stays under it. `range`: [first, last] on the axis; `from` and `to`: places
 * of one or two fingers before and now, 0 at the left end of the axis and 1 at its right.
 */
export function moved([first, last], from, to) {
  const at = (place) => first + place * (last - first);
  if (from.length === 1) {
    const by = (from[0] - to[0]) * (last - first);
    return [first + by, last + by];
  }
  const apart = to[1] - to[0] || 1e-6;
  const perPlace = (at(from[1]) - at(from[0])) / apart;
  const begin = at(from[0]) - to[0] * perPlace;
  return [begin, begin + perPlace];
}

/** A range inside [0, planned], at least `least` long; null for the whole. */
export function held([first, last], planned, least = 2) {
  if (!(last - first < planned)) return null; // as wide as all there is, or turned round
  const long = Math.max(least, last - first);
  const begin = Math.min(Math.max(0, (first + last - long) / 2), planned - long);
  return long >= planned ? null : [begin, begin + long];
}

/** Watch fingers on `over`, the chart's plot: `range()` and `planned()` now, `show(range or null)`; `log()`: whether the axis is. */
export class Pinch {
  #fingers = new Map(); // pointerId → place

  constructor(over, { range, planned, show, log, zoomed }) {
    Object.assign(this, { over, range, planned, show, log, zoomed });
    over.addEventListener("pointerdown", (event) => this.#down(event));
    over.addEventListener("pointermove", (event) => this.#move(event));
    for (const type of ["pointerup", "pointercancel", "pointerleave"]) over.addEventListener(type, ({ pointerId }) => this.#fingers.delete(pointerId));
  }

  #place({ clientX }) {
    const { left, width } = this.over.getBoundingClientRect();
    return (clientX - left) / width;
  }

  #down(event) {
    if (event.pointerType === "touch" && this.#fingers.size < 2) this.#fingers.set(event.pointerId, this.#place(event));
  }

  #move(event) {
    if (!this.#fingers.has(event.pointerId)) return;
    const from = [...this.#fingers.values()];
    this.#fingers.set(event.pointerId, this.#place(event));
    if (from.length === 1 && !this.zoomed()) return;
    const [there, back] = this.log() ? [Math.log10, (value) => 10 ** value] : [(value) => value, (value) => value];
    const range = moved(this.range().map(there), from, [...this.#fingers.values()]).map(back);
    this.show(held(range, this.planned()));
  }
}
