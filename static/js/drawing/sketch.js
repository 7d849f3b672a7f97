// The points of a drawing while it is drawn: added, moved, erased, taken back. Knows no page.

import { decode, encode, MOST } from "./text.js";

const KEPT = 200; // moments that can be gone back to

export class Sketch {
  points = []; // {kind, across, up}
  #before = []; // the drawings of before, newest last

  constructor(text = "") {
    this.points = decode(text);
  }

  get text() {
    return encode(this.points);
  }

  get full() {
    return this.points.length >= MOST;
  }

  get canUndo() {
    return this.#before.length > 0;
  }

  /** Another drawing altogether, with nothing to go back to. */
  replace(text) {
    this.points = decode(text);
    this.#before = [];
  }

  /** What is done next is one thing to take back. */
  begin() {
    this.#before.push(this.points.map((point) => ({ ...point })));
    if (this.#before.length > KEPT) this.#before.shift();
  }

  /** A new point, or null where there is no room for another. */
  add(kind, across, up) {
    if (this.full) return null;
    this.begin();
    const point = { kind, across, up };
    this.points.push(point);
    return point;
  }

  erase(point) {
    const at = this.points.indexOf(point);
    if (at < 0) return;
    this.begin();
    this.points.splice(at, 1);
  }

  clear() {
    if (!this.points.length) return;
    this.begin();
    this.points = [];
  }

  /** One thing back; false where there is none. */
  undo() {
    if (!this.#before.length) return false;
    this.points = this.#before.pop();
    return true;
  }

  /** The point nearest to a place within `reach` steps, the newest of equals, or null. */
  nearest(across, up, reach) {
    let [found, best] = [null, reach];
    for (const point of this.points) {
      const away = Math.hypot(point.across - across, point.up - up);
      if (away <= best) [found, best] = [point, away];
    }
    return found;
  }

  counts() {
    return [0, 1, 2].map((kind) => this.points.filter((point) => point.kind === kind).length);
  }
}
