// The page's own forward pass, from a key frame's flat weights. Layout as in engine/plan.py: each layer is a block of
// (fan_in + 1) rows and fan_out columns, row-major, the bias row last.

import { ACTIVATIONS } from "./activations.js";
import { featureOf } from "./features.js";
import { recurrent } from "./recurrent.js";
import { avgPool2d, conv2d, maxPool2d } from "./windows.js";

/** Inputs of the network for points, one Float64Array of all points per input; scaled as on the training set. */
export function inputsOf(picture, points) {
  return picture.features.map((name, index) => {
    const feature = featureOf(name, picture.columns);
    const [shift, scale] = [picture.shift[index], picture.scale[index]];
    return Float64Array.from(points, (point) => (feature(...point) - shift) / scale);
  });
}

/**
 * Answers of every layer: [layer][unit] = Float64Array over the points. `layers` are a picture's; `buffers` the running
 * statistics of batch norms; `inputs` as from inputsOf; the last layer's values are the network's outputs.
 */
export function forward(layers, weights, inputs, buffers = null) {
  const below = [inputs]; // what comes into each layer
  for (const layer of layers) below.push((RULES[layer.name] ?? dense)(layer, below, weights, buffers));
  return below.slice(1);
}

const RULES = {
  batch_norm: batchNorm,
  layer_norm: layerNorm,
  residual,
  rnn: (layer, stages, weights) => recurrent(layer, stages.at(-1), weights),
  gru: (layer, stages, weights) => recurrent(layer, stages.at(-1), weights),
  lstm: (layer, stages, weights) => recurrent(layer, stages.at(-1), weights),
  dropout: through,
  flatten: through,
  conv2d: (layer, stages, weights) => conv2d(layer, stages.at(-1), weights),
  max_pool2d: (layer, stages) => maxPool2d(layer, stages.at(-1)),
  avg_pool2d: (layer, stages) => avgPool2d(layer, stages.at(-1)),
};
const EPS = 1e-5; // as the engine's

function dense({ fan_in: fanIn, fan_out: fanOut, activation, start }, stages, weights) {
  const below = stages.at(-1);
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

/** γ·(x − μ)/√(σ² + ε) + β with the running μ and σ² of each unit, or channel of a picture, as the engine judges. */
function batchNorm({ start, fan_in: units, in_shape: [channels], buffer_start: first = 0 }, stages, weights, buffers) {
  return stages.at(-1).map((values, unit) => {
    const channel = Math.floor((unit * channels) / units);
    const [mean, variance] = [buffers?.[first + channel] ?? 0, buffers?.[first + channels + channel] ?? 1];
    const scale = weights[start + channel] / Math.sqrt(variance + EPS);
    return values.map((x) => scale * (x - mean) + weights[start + channels + channel]);
  });
}

/** γ·(x − μ)/√(σ² + ε) + β over each point's own units; of a sequence over each moment's. */
function layerNorm(layer, stages, weights) {
  const below = stages.at(-1);
  const units = layer.in_shape.length === 2 ? layer.in_shape[1] : below.length;
  const outputs = [];
  for (let from = 0; from < below.length; from += units) outputs.push(...normed(layer, below.slice(from, from + units), weights));
  return outputs;
}

function normed({ start }, below, weights) {
  const units = below.length;
  const outputs = below.map(({ length }) => new Float64Array(length));
  for (let point = 0; point < below[0].length; point += 1) {
    let [mean, variance] = [0, 0];
    for (const values of below) mean += values[point] / units;
    for (const values of below) variance += (values[point] - mean) ** 2 / units;
    const scale = 1 / Math.sqrt(variance + EPS);
    below.forEach((values, unit) => {
      outputs[unit][point] = weights[start + unit] * scale * (values[point] - mean) + weights[start + units + unit];
    });
  }
  return outputs;
}

/** What comes in, and what came into the layer `over` places below. */
function residual({ over }, stages) {
  const skipped = stages.at(-1 - over);
  return stages.at(-1).map((values, unit) => values.map((x, point) => x + skipped[unit][point]));
}

/** Dropout drops nothing where a network is judged, and a list of units is flat already. */
function through(_, stages) {
  return stages.at(-1);
}

/** Function of one output to its place on −1…1 between the two classes (or, for regression, within ±most). */
export function scaleOf(link, most = 1) {
  if (link.kind === "logit") return (y) => Math.tanh(y / 2); // 2σ(y) − 1
  if (link.kind === "linear") return (y) => (2 * (y - link.low)) / (link.high - link.low) - 1;
  return (y) => y / most;
}
