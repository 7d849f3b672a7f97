// node forward_vectors.js FILE: hold the page's forward pass to vectors the engine wrote; prints the largest differences.

import { readFileSync } from "node:fs";

import { forward, inputsOf } from "../../static/js/network/forward.js";
import { timesOf } from "../../static/js/network/recurrent.js";

const WITHIN = 1e-5; // absolute, relative above 1
const OF_LARGEST = 1e-6; // of the layer's largest answer: where large terms cancel, a float32 sum keeps no more

let worst = 0;
let compared = 0;
for (const { name, picture, weights, buffers, points, inputs, stages, times = [] } of JSON.parse(readFileSync(process.argv[2]))) {
  const ours = picture.shape.length > 1 ? inputs.map((values) => Float64Array.from(values)) : inputsOf(picture, points); // examples come as inputs
  compare(`${name}: inputs`, ours, inputs);
  const found = forward(picture.layers, Float32Array.from(weights), ours, Float32Array.from(buffers));
  found.forEach((units, layer) => compare(`${name}: layer ${layer + 1}`, units, stages[layer]));
  times.forEach((units, layer) => units && compare(`${name}: layer ${layer + 1} through time`, timesOf(picture.layers[layer], layer, found, { columnsOfExamples: ours }, weights), units));
}
console.log(`${compared} values compared, largest difference ${worst.toExponential(2)}`);

function compare(what, ours, theirs) {
  if (ours.length !== theirs.length) throw new Error(`${what}: ${ours.length} units instead of ${theirs.length}`);
  const largest = Math.max(...theirs.map((values) => Math.max(...values.map(Math.abs))));
  ours.forEach((values, unit) =>
    values.forEach((value, point) => {
      const expected = theirs[unit][point];
      const difference = Math.abs(value - expected) / Math.max(1, Math.abs(expected), (largest * OF_LARGEST) / WITHIN);
      compared += 1;
      worst = Math.max(worst, difference);
      if (!(difference <= WITHIN)) throw new Error(`${what}, unit ${unit}, point ${point}: ${value}, the engine says ${expected}`);
    }),
  );
}
