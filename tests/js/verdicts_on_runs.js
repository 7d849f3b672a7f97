// node verdicts_on_runs.js FILE: judge runs the engine wrote, at the counts of records asked for. Prints JSON, one list a run.
// FILE: u32 length of a JSON header, the header, then the bytes of chunks and key frames it points into.

import { readFileSync } from "node:fs";

import { RunStore } from "../../static/js/live/store.js";
import { applied } from "../../static/js/verdict/applied.js";
import { within } from "../../static/js/verdict/bounds.js";
import { reading } from "../../static/js/verdict/reading.js";
import { verdict } from "../../static/js/verdict.js";

const file = readFileSync(process.argv[2]);
const begin = 4 + file.readUInt32LE(0);
const { runs } = JSON.parse(file.subarray(4, begin).toString());
console.log(JSON.stringify(runs.map(judged)));

function judged({ schema, frame_schema, chunk, frames, at, state, ...facts }) {
  const store = new RunStore();
  store.hello({ schema, frame_schema, attempt: 1 });
  store.append(bytes(chunk));
  if (frames[1]) store.addFrames(bytes(frames));
  const memo = new Map();
  return at.map((count) => {
    const newest = count === store.length;
    const found = verdict(reading(store, { ...facts, ...form(facts), count, state: newest ? state : null }), memo);
    return newest && found.change ? { ...found, then: applied(facts.values, found.change) } : found;
  });
}

/** What the page asks its form, answered from the declarations. */
function form({ bounds, defaults }) {
  return {
    allows: (key, value) => !(key in bounds) || (bounds[key].choices ? bounds[key].choices.includes(value) : within(Number(value), bounds[key])),
    usual: (key) => defaults[key],
  };
}

/** A copy: typed arrays want their bytes at multiples of eight. */
function bytes([from, length]) {
  return file.buffer.slice(file.byteOffset + begin + from, file.byteOffset + begin + from + length);
}
