// node forward_vectors.js FILE: hold the page's forward pass to vectors the engine wrote; prints the largest differences.

import { readFileSync } from "node:fs";

import { forward, inputsOf } from "../../static/js/network/forward.js";

const WITHIN = 1e-5; // absolute, relative above 1

let worst = 0;
let compared = 0;
for (const { name, picture, weights, buffers, points, inputs, stages } of JSON.parse(readFileSync(process.argv[2]))) {
  const ours = picture.shape.length > 1 ? inputs.map((values) => Float64Array.from(values)) : inputsOf(picture, points); // examples come as inputs
  compare(`${name}: inputs`, ours, inputs);
  forward(picture.layers, Float32Array.from(weights), ours, Float32Array.from(buffers)).forEach((units, layer) => compare(`${name}: layer ${layer + 1}`, units, stages[layer]));
}
console.log(`${compared} values compared, largest difference ${worst.toExponential(2)}`);

function compare(what, ours, theirs) {
  if (ours.length !== theirs.length) throw new Error(`${what}: ${ours.length} units instead of ${theirs.length}`);
  ours.forEach((values, unit) =>
    values.forEach((value, point) => {
      const expected = theirs[unit][point];
      const difference = Math.abs(value - expected) / Math.max(1, Math.abs(expected));
      compared += 1;
      worst = Math.max(worst, difference);
      if (!(difference <= WITHIN)) throw new Error(`${what}, unit ${unit}, point ${point}: ${value}, the engine says ${expected}`);
    }),
  );
}
