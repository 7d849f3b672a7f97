// In the place of compare/map-queue.js: maps of many runs, one a frame, painted by the page.

import { paintingOf } from "../maps/paintings.js";

export class MapQueue {
  #waiting = new Map(); // run → what to paint
  #known = new Set();
  #frame = 0;

  paint(run, { name, ...wanted }, painted) {
    this.#waiting.set(run, { name, ...wanted, painted });
    this.#frame ||= requestAnimationFrame(() => this.#next());
  }

  close() {
    cancelAnimationFrame(this.#frame);
  }

  #next() {
    const [[run, { name, picture, painted, ...wanted }]] = this.#waiting;
    this.#waiting.delete(run);
    const fresh = !this.#known.has(name);
    this.#known.add(name);
    painted(paintingOf({ name, ...wanted, alone: true, picture: fresh ? picture : null, axes: null, discretize: false }));
    this.#frame = this.#waiting.size ? requestAnimationFrame(() => this.#next()) : 0;
  }
}
