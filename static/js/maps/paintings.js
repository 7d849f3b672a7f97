// One painting of a network's answers: weights in, pixels out. In a worker (worker.js), or on the page where there can be none.

import { forward, inputsOf } from "../network/forward.js";
import { curveTile, outputPixels, reach, tileOf, unitPixels } from "./colouring.js";
import { gridPoints, mostOf, resolution, viewOf } from "./grid.js";

const grounds = new Map(); // name → {picture, axes, view, side, inputs, most}; who shows one picture needs no name

/** What is to be shown, and `transfer`: the buffers it may be handed over with. `alone`: the output only, without the neurons. */
export function paintingOf({ picture, name = "", weights, buffers, theme, axes, discretize, alone = false }) {
  const known = grounds.get(name);
  const ground = picture || String(axes) !== String(known.axes) ? groundOf(picture ?? known.picture, axes) : known;
  grounds.set(name, ground);
  return alone ? outputOf(ground, weights, buffers, theme) : paint(ground, weights, buffers, theme, discretize);
}

/** {side, output: pixels over the plane, or null, values: over one input, or null}. */
function outputOf({ picture, view, side, inputs, most }, weights, buffers, theme) {
  const outputs = forward(picture.layers, weights, inputs, buffers).at(-1);
  if (view.axes.length === 1) return { side, output: null, values: outputs[0], transfer: [outputs[0].buffer] };
  const output = outputPixels(outputs, picture, most, theme);
  return { side, output, values: null, transfer: [output.buffer] };
}

function groundOf(picture, axes) {
  const view = viewOf(picture, axes);
  const side = resolution(picture.layers);
  return { picture, axes, view, side, inputs: inputsOf(picture, gridPoints(view, side)), most: mostOf(picture) };
}

function paint({ picture, axes, view, side, inputs, most }, weights, buffers, theme, discretize) {
  const stages = forward(picture.layers, weights, inputs, buffers);
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
