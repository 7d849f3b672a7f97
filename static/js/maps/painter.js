// Hands weights to the worker, one painting at a time; of those that wait only the newest is painted.

import { bill, onTheBill } from "../live/work.js";

export class Painter {
  #worker;
  #busy = false;
  #waiting = null;
  #picture = null; // the one the worker holds
  #billed = false; // a message asked for what is being painted

  /** `done(painting)`: {side, axes, output, grids, tiles, lines, picture} as maps/worker.js posts them. */
  constructor(address, done) {
    this.#worker = new Worker(address, { type: "module" });
    this.#worker.onmessage = ({ data }) => (this.#billed ? bill(() => this.#painted(data, done)) : this.#painted(data, done));
  }

  #painted(data, done) {
    this.#busy = false;
    done({ ...data, picture: this.#picture });
    if (this.#waiting) this.#send(...this.#waiting);
  }

  /** `buffers`: the running statistics that go with the weights, or null; `view`: {axes: two columns or null, discretize}. */
  paint(picture, { weights, buffers }, theme, { axes, discretize }) {
    const wanted = [picture, { weights, buffers }, theme, axes, discretize];
    if (this.#busy) this.#waiting = wanted;
    else this.#send(...wanted);
  }

  close() {
    this.#worker.terminate();
  }

  #send(picture, { weights, buffers }, theme, axes, discretize) {
    this.#busy = true;
    this.#billed = onTheBill();
    this.#waiting = null;
    const fresh = picture !== this.#picture;
    this.#picture = picture;
    this.#worker.postMessage({ picture: fresh ? picture : null, weights: Float32Array.from(weights), buffers: buffers && Float32Array.from(buffers), theme, axes, discretize });
  }
}
