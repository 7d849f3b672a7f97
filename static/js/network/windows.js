// Layers that look at pictures through a sliding window, as in engine/layers/conv2d.py and its neighbours. A picture's units are its
// channels, rows and columns in this order, each a Float64Array over the points.

import { ACTIVATIONS } from "./activations.js";

/** z = Wᵀ·patch + b at every place, a = f(z); what lies beyond the border is 0. */
export function conv2d(layer, below, weights) {
  const { in_shape: [channels], out_shape: [filters], kernel, activation, start } = layer;
  const points = below[0].length;
  const f = ACTIVATIONS[activation];
  const bias = start + channels * kernel * kernel * filters;
  const outputs = [];
  for (let filter = 0; filter < filters; filter += 1) {
    for (const cells of places(layer)) {
      const z = new Float64Array(points).fill(weights[bias + filter]);
      for (let channel = 0; channel < channels; channel += 1) {
        for (const [under, cell] of cells) {
          const x = below[unitOf(layer, channel, under)];
          const w = weights[start + (channel * kernel * kernel + cell) * filters + filter];
          for (let point = 0; point < points; point += 1) z[point] += w * x[point];
        }
      }
      for (let point = 0; point < points; point += 1) z[point] = f(z[point]);
      outputs.push(z);
    }
  }
  return outputs;
}

/** The largest number under the window. */
export function maxPool2d(layer, below) {
  return pooled(layer, below, (values) => Math.max(...values));
}

/** The mean of the numbers under the window. */
export function avgPool2d(layer, below) {
  return pooled(layer, below, (values) => values.reduce((sum, value) => sum + value, 0) / values.length);
}

function pooled(layer, below, one) {
  const outputs = [];
  for (let channel = 0; channel < layer.in_shape[0]; channel += 1) {
    for (const cells of places(layer)) {
      const seen = cells.map(([under]) => below[unitOf(layer, channel, under)]);
      outputs.push(Float64Array.from(seen[0], (_, point) => one(seen.map((values) => values[point]))));
    }
  }
  return outputs;
}

/** For every place, row by row, the cells of the window that lie on the picture: [[pixel of a channel, number of the cell]…]. */
function* places({ in_shape: [, height, width], out_shape: [, down, across], kernel, stride, padding = 0 }) {
  for (let y = 0; y < down; y += 1) {
    for (let x = 0; x < across; x += 1) {
      const cells = [];
      for (let cell = 0; cell < kernel * kernel; cell += 1) {
        const row = y * stride - padding + Math.floor(cell / kernel);
        const column = x * stride - padding + (cell % kernel);
        if (row >= 0 && row < height && column >= 0 && column < width) cells.push([row * width + column, cell]);
      }
      yield cells;
    }
  }
}

function unitOf({ in_shape: [, height, width] }, channel, pixel) {
  return channel * height * width + pixel;
}
