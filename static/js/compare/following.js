// The records of a comparison's runs: what is stored by HTTP, eight runs in an answer; what still trains by a socket each for the first few, and by
// asking every two seconds for the others (an owner has six sockets in all, and other pages want some).

import { loadRecords } from "../live/history.js";
import { RunSocket } from "../live/socket.js";
import { goesOn, MOVING } from "../live/states.js";

export const SOCKETS = 4;
const AT_ONCE = 5; // answers on the way
const TOGETHER = 8; // runs in one, as playground/compare/bundles.py
const HEADER = 8; // bytes before each: place, length
const EVERY = 2000; // ms between two questions

export class Following {
  #runs;
  #sockets = new Map(); // run → socket
  #turned = new Set(); // runs whose socket was refused: asked for instead
  #timer = null;
  #open;
  #fetch;

  constructor(runs, { open = () => new RunSocket(), fetcher = (...asked) => fetch(...asked) } = {}) {
    this.#runs = runs;
    this.#open = open;
    this.#fetch = fetcher;
  }

  /** Read what is stored of all runs; then follow. Resolves once all that was stored is here. */
  async start() {
    const waiting = this.#runs.filter(({ store }) => store.length < store.state.seq);
    const worker = async () => {
      while (waiting.length) await this.#bring(waiting.splice(0, TOGETHER));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    this.#seat();
    this.#timer = setInterval(() => globalThis.document?.hidden || this.ask(), EVERY);
  }

  close() {
    clearInterval(this.#timer);
    for (const socket of this.#sockets.values()) socket.close();
    this.#sockets.clear();
  }

  /** What is stored of some runs, in one answer; what does not fit in it, or does not come, run by run. */
  async #bring(runs) {
    try {
      const answer = await this.#fetch(`/compare/records?${new URLSearchParams(runs.map(({ key }) => ["run", key]))}`);
      if (answer.ok) unpack(await answer.arrayBuffer(), (place, bytes) => runs[place].store.appendAll(bytes));
    } catch {
      // each is asked for by itself below
    }
    for (const run of runs) await this.#read(run);
  }

  async #read(run) {
    if (run.store.length >= run.store.state.seq) return;
    try {
      await loadRecords(run.bytes, run.store, this.#fetch);
      run.thin = run.store.length < run.store.state.seq && run.store.length === 0; // its records were dropped to save room
      if (run.thin) run.store.setState({});
    } catch {
      // the next look finds the network back
    }
  }

  /** Sockets for the first runs that move, and for none that has come to its end. */
  #seat() {
    for (const [run, socket] of this.#sockets) {
      if (goesOn(run.store.state.state)) continue;
      socket.close();
      this.#sockets.delete(run);
    }
    for (const run of this.#runs) {
      if (this.#sockets.size >= SOCKETS) return;
      if (!MOVING.has(run.store.state.state) || this.#sockets.has(run) || this.#turned.has(run)) continue;
      const socket = this.#open();
      this.#sockets.set(run, socket);
      run.store.addEventListener("connection", ({ detail }) => detail.status === "stopped" && this.#turn(run, socket));
      socket.connect(run.socket, run.store);
    }
  }

  #turn(run, socket) {
    if (this.#sockets.get(run) !== socket) return;
    this.#sockets.delete(run);
    this.#turned.add(run);
  }

  /** Ask how the runs stand that have no socket and may move, and read what they have more. */
  async ask() {
    this.#seat();
    const asked = this.#runs.filter((run) => !run.gone && !this.#sockets.has(run) && (goesOn(run.store.state.state) || run.length < run.store.state.seq));
    if (!asked.length || this.#asking) return;
    this.#asking = true;
    try {
      const query = new URLSearchParams(asked.map(({ key }) => ["run", key]));
      const answer = await this.#fetch(`/compare/states?${query}`);
      const { states = {} } = answer.ok || answer.status === 404 ? await answer.json() : { states: null };
      for (const run of states ? asked : []) await this.#obey(run, states[run.key]);
    } catch {
      // the next question may find the network back
    } finally {
      this.#asking = false;
    }
  }
  #asking = false;

  async #obey(run, state) {
    if (!state) {
      run.gone = true;
      run.store.setState({ state: "gone" });
      return;
    }
    const { store } = run;
    if (state.attempt !== store.attempt) store.truncate(state.attempt === store.attempt + 1 ? state.attempt_from : 0, state.attempt);
    store.setState(state);
    if (state.seq > store.length) await this.#read(run);
  }
}

/** Take an answer apart: `take(place among the runs asked for, bytes)` for each run in it. */
function unpack(buffer, take) {
  const view = new DataView(buffer);
  for (let at = 0; at < buffer.byteLength; ) {
    const [place, length] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    take(place, buffer.slice(at + HEADER, at + HEADER + length));
    at += HEADER + length;
  }
}
