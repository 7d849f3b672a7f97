// Neurons of a network over pictures or sequences, where there is no plane to answer on: a unit that looks at the pixels shows its
// weights as a picture, a channel its map of the first test example, every other unit its answers to the test examples, in the order
// of the output panel.

import { answersOf } from "../examples/answers.js";
import { divergingTable } from "../colour.js";
import { reach, TILE } from "../maps/colouring.js";

const ACROSS = 4; // examples in a row, as in the output panel

/** Fill the tiles of `cells` ([stage][neuron's button]) for the scene's moment. */
export function drawExampleTiles(cells, scene) {
  const { picture, weights } = scene;
  const answers = answersOf(scene);
  if (!answers?.stages) return;
  const table = divergingTable(scene.theme);
  const [, height, width] = picture.shape;
  cells.forEach((units, stage) => {
    const layer = picture.layers[stage];
    const pixels = stage === 0 && picture.shape.length === 3 && layer.fan_in === height * width;
    if (layer.out_shape?.length === 3) return drawMaps(units, answers.stages[stage], layer, table);
    for (const cell of units) {
      const unit = Number(cell.dataset.unit);
      const values = pixels ? incoming(weights, layer, unit) : answers.stages[stage][unit];
      const most = pixels ? values.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-9) : reach(values, layer.activation);
      const [down, across] = pixels ? [height, width] : [Math.ceil(values.length / ACROSS), ACROSS];
      cell.firstChild.getContext("2d").putImageData(new ImageData(tile(values, most, down, across, table), TILE, TILE), 0, 0);
    }
  });
}

/** What each channel makes of the first test example; all of a layer on one scale, so that a faint map looks faint. */
function drawMaps(cells, answers, { out_shape: [, down, across] }, table) {
  const first = answers.map((values) => values[0]);
  const most = first.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-9);
  for (const cell of cells) {
    const values = first.slice(cell.dataset.unit * down * across, (Number(cell.dataset.unit) + 1) * down * across);
    cell.firstChild.getContext("2d").putImageData(new ImageData(tile(values, most, down, across, table), TILE, TILE), 0, 0);
  }
}

/** Weights from every input to one unit. */
function incoming(weights, { fan_in: fanIn, fan_out: fanOut, start }, unit) {
  return Float32Array.from({ length: fanIn }, (_, from) => weights[start + from * fanOut + unit]);
}

/** `values` as a grid of `down` × `across` squares, blown up to a tile. */
function tile(values, most, down, across, table) {
  const pixels = new Uint32Array(TILE * TILE);
  for (let y = 0; y < TILE; y += 1) {
    for (let x = 0; x < TILE; x += 1) {
      const value = (values[Math.floor((y * down) / TILE) * across + Math.floor((x * across) / TILE)] ?? 0) / most;
      pixels[y * TILE + x] = table[Math.round((Math.max(-1, Math.min(1, value || 0)) + 1) * 127.5)];
    }
  }
  return new Uint8ClampedArray(pixels.buffer);
}
