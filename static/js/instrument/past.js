// Key frames of epochs gone by: the socket sends only the newest, these are fetched when somebody looks back.

import { loadFrames } from "../live/history.js";

const BLOCK = 64; // records whose key frames are fetched together

export class Past {
  #fetched = new Set();
  #bytes;
  #store;

  /** `bytes`: the address below which the run's bytes are. */
  constructor(bytes, store) {
    this.#bytes = bytes;
    this.#store = store;
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
    loadFrames(this.#bytes, this.#store, from, from + BLOCK - 1).catch(() => this.#fetched.delete(key));
  }
}
