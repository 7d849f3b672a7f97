// The page's forward passes, off the main thread: weights in, pixels out.

import { forward, inputsOf } from "../network/forward.js";
import { outputPixels, tileOf, unitPixels } from "./colouring.js";
import { dimensions, EXTENT, gridPoints, lineRange, mostOf, resolution } from "./grid.js";

let ground = null; // {picture, side, rows, inputs, most}

self.onmessage = ({ data: { picture, weights, theme, shown } }) => {
  if (picture) ground = groundOf(picture);
  const painting = paint(ground, weights, theme, shown);
  self.postMessage(painting, painting.transfer);
};

function groundOf(picture) {
  const dimension = dimensions(picture);
  const side = resolution(picture.layers);
  const range = dimension === 1 ? lineRange(picture) : EXTENT;
  const inputs = dimension ? inputsOf(picture, gridPoints(dimension, side, range)) : [];
  return { picture, side, rows: dimension === 1 ? 1 : side, inputs, most: mostOf(picture), range };
}

function paint({ picture, side, rows, inputs, most, range }, weights, theme) {
  if (!inputs.length) return { side: 0, rows: 0, output: null, tiles: [], grids: [], transfer: [] };
  const stages = forward(picture.layers, weights, inputs);
  const outputs = stages.at(-1);
  const output = outputPixels(outputs, picture, most, theme);
  const grids = stages.map((units, index) =>
    index === stages.length - 1 && units.length === 1 ? [output] : units.map((values) => unitPixels(values, picture.layers[index].activation, theme)),
  );
  const tiles = grids.map((units) => units.map((grid) => tileOf(grid, side, rows)));
  const line = rows === 1 ? Float64Array.from(outputs[0]) : null;
  const transfer = [...new Set([...grids.flat(), ...tiles.flat(), output].map((part) => part.buffer))];
  if (line) transfer.push(line.buffer);
  return { side, rows, range, most, output, grids, tiles, line, transfer };
}
