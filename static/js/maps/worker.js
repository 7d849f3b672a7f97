// The page's forward passes, off the main thread: weights in, pixels out.

import { forward, inputsOf } from "../network/forward.js";
import { curveTile, outputPixels, reach, tileOf, unitPixels } from "./colouring.js";
import { gridPoints, mostOf, resolution, viewOf } from "./grid.js";

let ground = null; // {picture, axes, view, side, inputs, most}

self.onmessage = ({ data: { picture, weights, theme, axes, discretize } }) => {
  if (picture || String(axes) !== String(ground.axes)) ground = groundOf(picture ?? ground.picture, axes);
  const painting = paint(ground, weights, theme, discretize);
  self.postMessage(painting, painting.transfer);
};

function groundOf(picture, axes) {
  const view = viewOf(picture, axes);
  const side = resolution(picture.layers);
  return { picture, axes, view, side, inputs: inputsOf(picture, gridPoints(view, side)), most: mostOf(picture) };
}

function paint({ picture, axes, view, side, inputs, most }, weights, theme, discretize) {
  const stages = forward(picture.layers, weights, inputs);
  return view.axes.length === 1 ? lines(stages, picture, side, most, axes, theme) : planes(stages, picture, side, most, axes, theme, discretize);
}

/** {side, axes, output, grids, tiles}: pixels of every unit over the plane, and of the network's output. */
function planes(stages, picture, side, most, axes, theme, discretize) {
  const outputs = stages.at(-1);
  const output = outputPixels(outputs, picture, most, theme, discretize);
  const grids = stages.map((units, index) =>
    index === stages.length - 1 && units.length === 1 ? [output] : units.map((values) => unitPixels(values, picture.layers[index].activation, theme)),
  );
  const tiles = grids.map((units) => units.map((grid) => tileOf(grid, side)));
  const transfer = [...new Set([...grids.flat(), ...tiles.flat(), output].map((part) => part.buffer))];
  return { side, axes, output, grids, tiles, lines: null, transfer };
}

/** {side, tiles, lines}: every unit's values along the one input, and its curve as a tile. */
function lines(stages, picture, side, most, axes, theme) {
  const last = stages.length - 1;
  const tiles = stages.map((units, index) => units.map((values) => curveTile(values, index === last ? 1.2 * most : reach(values, picture.layers[index].activation), theme)));
  const own = stages.map((units) => units.map((values) => Float64Array.from(values)));
  return { side, axes, output: null, grids: [], tiles, lines: own, transfer: [...tiles.flat(), ...own.flat()].map((part) => part.buffer) };
}
