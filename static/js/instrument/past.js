// Key frames of epochs gone by: the socket sends only the newest, these are fetched when somebody looks back.

import { loadFrames } from "../live/history.js";

const BLOCK = 64; // records whose key frames are fetched together

export class Past {
  #fetched = new Set();
  #known = new Map(); // block → record up to which (exclusive) its key frames are all here
  #bytes;
  #store;

  /** `bytes`: the address below which the run's bytes are. */
  constructor(bytes, store) {
    this.#bytes = bytes;
    this.#store = store;
  }

  /** What was not there may have come since: a thinned run is trained again. */
  forget() {
    this.#fetched.clear();
    this.#known.clear();
  }

  /** Fetch the key frames around record `index` that are not here yet; they reach the store, which says so. */
  fetchAround(index) {
    const block = Math.floor(index / BLOCK);
    for (const wanted of [block, block - 1]) if (wanted >= 0) this.#fetch(wanted);
  }

  #fetch(block) {
    const from = block * BLOCK;
    const length = this.#store.length;
    const key = `${block} ${length >= from + BLOCK ? "whole" : length}`; // the newest block grows while it trains
    if (this.#fetched.has(key)) return;
    this.#fetched.add(key);
    return loadFrames(this.#bytes, this.#store, from, from + BLOCK - 1)
      .then(() => this.#known.set(block, Math.min(from + BLOCK, length)))
      .catch(() => this.#fetched.delete(key));
  }

  /** Fetch every key frame up to the newest record that is not here yet, block after block. */
  async fetchAll() {
    if (this.#sweeping) return;
    this.#sweeping = true;
    for (let block = 0; block * BLOCK < this.#store.length; block += 1) await this.#fetch(block);
    this.#sweeping = false;
  }
  #sweeping = false;

  /** Whether all key frames of records `from` to `to` (inclusive) are here: a hole between two of them is then none of ours. */
  covers(from, to) {
    for (let block = Math.floor(from / BLOCK); block * BLOCK <= to; block += 1) {
      if ((this.#known.get(block) ?? 0) < Math.min((block + 1) * BLOCK, to + 1)) return false;
    }
    return true;
  }
}
