// A quantity's values of every layer with parameters over the epochs, wherever they are kept: in records, or in key frames.

import { frameValues, recordValues } from "./quantities.js";

const SWEEP = 1000; // ms between two questions for key frames of epochs gone by

export class Series {
  #scene;
  #later = null;
  #swept = -1;

  constructor(scene) {
    this.#scene = scene;
  }

  close() {
    clearTimeout(this.#later);
  }

  /** {epochs, read(begin) → [layer] values, ends?, grows} of a quantity, as strip/strip.js draws them. */
  of(quantity) {
    return quantity.section ? this.#fromFrames(quantity) : this.#fromRecords(quantity);
  }

  /** A quantity's value in each layer at an epoch; empty where nothing is known. */
  at(quantity, epoch) {
    const { store, length, trained } = this.#scene;
    const at = Math.min(length - 1, this.#scene.recordAt(epoch));
    if (at < 0) return [];
    if (quantity.section) return frameValues(quantity, trained.length, [store.frame(at)].filter(Boolean)).map(([value]) => value);
    return recordValues(quantity, numbersOf(trained), (name) => this.#scene.column(name).subarray(0, at + 1), at).map(([value]) => value);
  }

  #fromRecords(quantity) {
    const scene = this.#scene;
    return { epochs: scene.column("epoch"), grows: true, read: (begin) => recordValues(quantity, numbersOf(scene.trained), (name) => scene.column(name), begin) };
  }

  /** What key frames hold: drawn where there is one, as far as it is known that none is missing in between. */
  #fromFrames(quantity) {
    const { store, past, trained } = this.#scene;
    this.#sweep(quantity);
    const seqs = store?.frameSeqs ?? [];
    const epochs = Uint32Array.from(seqs, (seq) => store.column("epoch")[seq] ?? seq);
    const ends = epochs.map((epoch, index) => (index + 1 < seqs.length && past.covers(seqs[index], seqs[index + 1]) ? epochs[index + 1] : epoch + 1));
    const rows = frameValues(quantity, trained.length, seqs.map((seq) => store.frame(seq)));
    return { epochs, ends, grows: false, read: () => rows };
  }

  /** Fetch the key frames of epochs gone by, and again while the run grows. */
  #sweep(quantity) {
    if (this.#later) return;
    this.#scene.past?.fetchAll();
    this.#later = setTimeout(() => {
      this.#later = null;
      const grown = this.#swept !== this.#scene.length;
      this.#swept = this.#scene.length;
      if (grown && this.#scene.quantity === quantity.name) this.#sweep(quantity);
    }, SWEEP);
  }
}

function numbersOf(trained) {
  return trained.map(({ number }) => number);
}
