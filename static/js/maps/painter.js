// Hands weights to the worker, one painting at a time; of those that wait only the newest is painted.

import { bill, onTheBill } from "../live/work.js";

export class Painter {
  #worker;
  #busy = false;
  #waiting = null;
  #picture = null; // the one the worker holds
  #billed = false; // a message asked for what is being painted

  /** `done(painting)`: {side, rows, output, grids, tiles, line, picture} as maps/worker.js posts them. */
  constructor(address, done) {
    this.#worker = new Worker(address, { type: "module" });
    this.#worker.onmessage = ({ data }) => (this.#billed ? bill(() => this.#painted(data, done)) : this.#painted(data, done));
  }

  #painted(data, done) {
    this.#busy = false;
    done({ ...data, picture: this.#picture });
    if (this.#waiting) this.#send(...this.#waiting);
  }

  paint(picture, weights, theme) {
    if (this.#busy) this.#waiting = [picture, weights, theme];
    else this.#send(picture, weights, theme);
  }

  close() {
    this.#worker.terminate();
  }

  #send(picture, weights, theme) {
    this.#busy = true;
    this.#billed = onTheBill();
    this.#waiting = null;
    const fresh = picture !== this.#picture;
    this.#picture = picture;
    this.#worker.postMessage({ picture: fresh ? picture : null, weights: Float32Array.from(weights), theme });
  }
}
