// Neurons of a network over pictures or sequences, where there is no plane to answer on: a unit that looks at the pixels shows its
// weights as a picture, a channel its map of the first test example, a unit that goes through time its state step by step in that
// example, every other unit its answers to the test examples, in the order of the output panel.

import { answersOf } from "../examples/answers.js";
import { divergingTable } from "../colour.js";
import { curveTile, reach, TILE } from "../maps/colouring.js";
import { throughTime } from "./columns.js";
import { timesOf } from "./recurrent.js";

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
    if (throughTime(layer)) return drawTimes(units, timesOf(layer, stage, answers.stages, picture, weights), scene.theme);
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

/** What comes in at each step of the first test example, in the tiles of the inputs: a band for each of a step's numbers. */
export function drawSteps(root, { picture, theme }) {
  const [, features] = picture.shape;
  const [first] = picture.examples;
  const most = first.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-9);
  for (const cell of root.querySelectorAll(".tile[data-feature] canvas")) {
    const step = picture.columns.indexOf(cell.parentElement.dataset.feature);
    const values = first.slice(step * features, (step + 1) * features);
    if (values.length) cell.getContext("2d").putImageData(new ImageData(tile(values, most, features, 1, divergingTable(theme)), TILE, TILE), 0, 0);
  }
}

/** A curve over the steps, all units of a layer on one scale: ±1, or the largest where they are not bounded. */
function drawTimes(cells, times, theme) {
  const most = times.reduce((top, values) => Math.max(top, ...values.map((value) => Math.abs(value) || 0)), 1);
  for (const cell of cells) cell.firstChild.getContext("2d").putImageData(new ImageData(curveTile(times[cell.dataset.unit], most, theme), TILE, TILE), 0, 0);
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
