// Maps of many runs from one worker: one painted at a time, of each run only what was wanted last.

export class MapQueue {
  #worker;
  #waiting = new Map(); // name → what to paint
  #known = new Set(); // names whose picture the worker holds
  #busy = null;

  constructor(address) {
    this.#worker = new Worker(address, { type: "module" });
    this.#worker.onmessage = ({ data }) => {
      const { done } = this.#busy;
      this.#busy = null;
      done(data);
      this.#next();
    };
    this.#worker.onerror = () => {
      this.#busy = null;
      this.#next();
    };
  }

  /** Paint a run's output: `name` of its picture (equal pictures may share one); `done({side, output, values})`. */
  paint(run, { name, picture, weights, buffers, theme }, done) {
    this.#waiting.set(run, { name, picture, weights, buffers, theme, done });
    if (!this.#busy) this.#next();
  }

  close() {
    this.#worker.terminate();
  }

  #next() {
    const [first] = this.#waiting;
    if (!first) return;
    const [run, { name, picture, weights, buffers, theme, done }] = first;
    this.#waiting.delete(run);
    this.#busy = { done };
    const fresh = !this.#known.has(name);
    this.#known.add(name);
    this.#worker.postMessage({ name, alone: true, picture: fresh ? picture : null, weights: Float32Array.from(weights), buffers: buffers && Float32Array.from(buffers), theme, axes: null, discretize: false });
  }
}
