// When each record was reached, in seconds of training. Clocks are outside the records' bytes (they differ from machine to machine),
// so they are fetched apart, once somebody asks for them.

const OFTEN = 1000; // ms between two questions while a run trains

/** Seconds up to each record from the seconds an epoch took: records may be several epochs apart, and epoch 0 is the start. */
export function elapsed(perEpoch, epochs) {
  const places = new Float64Array(epochs.length);
  for (let at = 1; at < epochs.length; at += 1) {
    const took = perEpoch[Math.min(at, perEpoch.length - 1)]; // what is not known yet went as the newest that is
    places[at] = places[at - 1] + took * (epochs[at] - epochs[at - 1]);
  }
  return places;
}

export class Clock {
  #bytes = null; // address of the run whose seconds these are
  #perEpoch = new Float32Array(0);
  #asked = -Infinity;
  #pending = false;

  /** Fetch what grew; `came()` when there is something new. */
  follow(run, length, came) {
    if (!run?.bytes) return;
    if (this.#bytes !== run.bytes) this.#begin(run.bytes);
    const now = performance.now();
    if (this.#pending || length <= this.#perEpoch.length || now - this.#asked < OFTEN) return;
    this.#asked = now;
    this.#pending = true;
    this.#fetch(run.bytes, length, came).finally(() => (this.#pending = false));
  }

  /** The axis of a run, or null where nothing is known of it. */
  column(run, epochs) {
    return run?.bytes === this.#bytes && this.#perEpoch.length > 0 ? elapsed(this.#perEpoch, epochs) : null;
  }

  #begin(bytes) {
    this.#bytes = bytes;
    this.#perEpoch = new Float32Array(0);
    this.#asked = -Infinity;
  }

  async #fetch(bytes, length, came) {
    const answer = await fetch(`${bytes}seconds`).catch(() => null);
    if (!answer?.ok || this.#bytes !== bytes) return;
    const found = await answer.arrayBuffer();
    if (this.#bytes !== bytes || found.byteLength % 4) return;
    const known = this.#perEpoch.length;
    this.#perEpoch = new Float32Array(found);
    if (this.#perEpoch.length > known) came();
    else if (length > known) setTimeout(came, OFTEN); // the records were faster than the commit we read
  }
}
