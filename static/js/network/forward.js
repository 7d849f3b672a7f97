// The page's own forward pass, from a key frame's flat weights. Layout as in engine/plan.py: each layer is a block of
// (fan_in + 1) rows and fan_out columns, row-major, the bias row last.

import { ACTIVATIONS } from "./activations.js";
import { featureOf } from "./features.js";

/** Inputs of the network for points, one Float64Array of all points per input; scaled as on the training set. */
export function inputsOf(picture, points) {
  return picture.features.map((name, index) => {
    const feature = featureOf(name, picture.columns);
    const [shift, scale] = [picture.shift[index], picture.scale[index]];
    return Float64Array.from(points, (point) => (feature(...point) - shift) / scale);
  });
}

/**
 * Activations of every layer: [layer][unit] = Float64Array over the points. `layers` are {fan_in, fan_out, activation,
 * start}; `inputs` as from inputsOf; the last layer's values are the network's outputs.
 */
export function forward(layers, weights, inputs) {
  const stages = [];
  let below = inputs;
  for (const layer of layers) {
    below = layerOutputs(layer, weights, below);
    stages.push(below);
  }
  return stages;
}

function layerOutputs({ fan_in: fanIn, fan_out: fanOut, activation, start }, weights, below) {
  const f = ACTIVATIONS[activation];
  const points = below[0].length;
  const outputs = [];
  for (let unit = 0; unit < fanOut; unit += 1) {
    const z = new Float64Array(points).fill(weights[start + fanIn * fanOut + unit]);
    for (let from = 0; from < fanIn; from += 1) {
      const w = weights[start + from * fanOut + unit];
      const x = below[from];
      for (let point = 0; point < points; point += 1) z[point] += w * x[point];
    }
    for (let point = 0; point < points; point += 1) z[point] = f(z[point]);
    outputs.push(z);
  }
  return outputs;
}

/** Function of one output to its place on −1…1 between the two classes (or, for regression, within ±most). */
export function scaleOf(link, most = 1) {
  if (link.kind === "logit") return (y) => Math.tanh(y / 2); // 2σ(y) − 1
  if (link.kind === "linear") return (y) => (2 * (y - link.low)) / (link.high - link.low) - 1;
  return (y) => y / most;
}
