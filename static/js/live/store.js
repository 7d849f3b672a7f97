// What the page knows of one run: every record as growing columns, key frames by seq, and the run's state.
// It holds records 0 … length-1 without a hole, always: what would leave one throws Gap, what repeats is dropped.

import { decodeChunk, decodeChunks, decodeFrames } from "./chunk.js";

const ARRAYS = { f32: Float32Array, u32: Uint32Array, f64: Float64Array };
const FIRST_CAPACITY = 256;

/** Records are missing between what we hold and what came: connect again and ask from `length` on. */
export class Gap extends Error {
  name = "Gap";
}

/** Every event of a store; what happened is in `detail`. */
class StoreEvent extends Event {
  constructor(type, detail) {
    super(type);
    this.detail = detail;
  }
}

/**
 * Events: `hello` (schema known), `records` {from, to}, `frame` {seq}, `state` {…}, `probe` {…}, `audience` {count}, `reset` {from},
 * `connection` {status: "connecting" | "live" | "waiting" | "stopped", code, why}.
 */
export class RunStore extends EventTarget {
  length = 0; // records held = the seq of the next one
  attempt = 0; // 0: nothing known yet
  schema = null;
  frameSchema = null;
  state = null; // {state, detail, epoch, epochs, step, speed, seq, attempt}
  probe = null;
  audience = 0; // how many look on through links
  #columns = new Map();
  #capacity = 0;
  #frames = new Map();
  #frameSeqs = []; // ascending

  /** What the socket says first. A schema other than ours throws away what we hold. */
  hello({ schema, frame_schema: frameSchema, ...state }) {
    if (this.schema && this.schema.digest !== schema.digest) {
      this.truncate(0);
      this.#columns.clear();
      this.#capacity = 0;
    }
    Object.assign(this, { schema, frameSchema });
    if (!this.attempt) this.attempt = state.attempt;
    this.setState(state);
    this.#tell("hello", state);
  }

  /** Add a chunk's records. Returns how many were new; throws Gap, or FormatError for bytes of another run. */
  append(buffer, offset = 0) {
    const from = this.length;
    const fresh = this.#take(decodeChunk(this.schema, buffer, offset));
    if (fresh) this.#tell("records", { from, to: this.length });
    return fresh;
  }

  /** Add chunks that lie one after the other, and tell of them once. */
  appendAll(buffer) {
    const from = this.length;
    for (const chunk of decodeChunks(this.schema, buffer)) this.#take(chunk);
    if (this.length > from) this.#tell("records", { from, to: this.length });
  }

  /** Take over what is new of a chunk; how many records that was. */
  #take({ firstSeq, rows, columns }) {
    const from = this.length;
    const skip = from - firstSeq;
    if (skip < 0) throw new Gap(`records ${from} to ${firstSeq - 1} did not arrive`);
    if (skip >= rows) return 0;
    this.#reserve(firstSeq + rows);
    for (const [name, values] of Object.entries(columns)) this.#columns.get(name).set(values.subarray(skip), from);
    this.length = firstSeq + rows;
    return rows - skip;
  }

  /** Add key frames, in any order. */
  addFrames(buffer) {
    for (const { seq, sections } of decodeFrames(this.frameSchema, buffer)) {
      if (!this.#frames.has(seq)) this.#frameSeqs.splice(this.#after(seq), 0, seq);
      this.#frames.set(seq, sections);
      this.#tell("frame", { seq });
    }
  }

  /** One column over all records held: a typed view, valid until the next event. Undefined for an unknown name. */
  column(name) {
    return this.#columns.get(name)?.subarray(0, this.length);
  }

  /** The newest key frame held at or before record `seq`: {seq, sections}, or null. */
  frame(seq = Infinity) {
    const at = this.#after(seq) - 1;
    if (at < 0) return null;
    return { seq: this.#frameSeqs[at], sections: this.#frames.get(this.#frameSeqs[at]) };
  }

  /** Seqs of the key frames held, ascending. */
  get frameSeqs() {
    return [...this.#frameSeqs];
  }

  setState(state) {
    this.state = { ...this.state, ...state };
    this.#tell("state", this.state);
  }

  setProbe(probe) {
    this.probe = probe;
    this.#tell("probe", probe);
  }

  setAudience(count) {
    this.audience = count;
    this.#tell("audience", { count });
  }

  /** Forget records and key frames from `from` on: another attempt takes over there. */
  truncate(from, attempt = this.attempt) {
    this.attempt = attempt;
    this.length = Math.min(this.length, from);
    for (const seq of this.#frameSeqs.splice(this.#after(from - 1))) this.#frames.delete(seq);
    this.probe = null;
    this.#tell("reset", { from });
  }

  /** How the connection fares, for the badge on the page. */
  setConnection(detail) {
    this.#tell("connection", detail);
  }

  #after(seq) {
    let [low, high] = [0, this.#frameSeqs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#frameSeqs[middle] <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #reserve(length) {
    if (length <= this.#capacity) return;
    this.#capacity = Math.max(FIRST_CAPACITY, this.#capacity * 2, length);
    for (const [name, kind] of this.schema.columns) {
      const grown = new ARRAYS[kind](this.#capacity);
      const old = this.#columns.get(name);
      if (old) grown.set(old.subarray(0, this.length));
      this.#columns.set(name, grown);
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new StoreEvent(type, detail));
  }
}
