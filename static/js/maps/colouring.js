// From numbers on a grid to pixels: the output's map, and a small tile for every neuron.

import { divergingTable } from "../colour.js";
import { BOUNDED } from "../network/activations.js";
import { scaleOf } from "../network/forward.js";

export const TILE = 24; // pixels along a neuron's tile
const THIRD = { light: [27, 138, 90], dark: [76, 195, 138] };

/** Pixels (Uint8ClampedArray RGBA, one a grid point) of the network's output. */
export function outputPixels(outputs, picture, most, theme) {
  if (outputs.length > 1) return classPixels(outputs, theme);
  return pixels(outputs[0], scaleOf(picture.link, most), theme);
}

/** Pixels of one hidden unit: within −1…1 as it is, otherwise by its own largest value. */
export function unitPixels(values, activation, theme) {
  let most = 1;
  if (!BOUNDED.has(activation)) for (const value of values) most = Math.max(most, Math.abs(value) || 0);
  return pixels(values, (value) => value / most, theme);
}

/** A neuron's tile, sampled from a side × side (or side × 1) grid. */
export function tileOf(grid, side, rows) {
  const source = new Uint32Array(grid.buffer);
  const tile = new Uint32Array(TILE * TILE);
  for (let y = 0; y < TILE; y += 1) {
    const row = rows === 1 ? 0 : Math.floor(((y + 0.5) * rows) / TILE);
    for (let x = 0; x < TILE; x += 1) tile[y * TILE + x] = source[row * side + Math.floor(((x + 0.5) * side) / TILE)];
  }
  return new Uint8ClampedArray(tile.buffer);
}

function pixels(values, scale, theme) {
  const table = divergingTable(theme);
  const out = new Uint32Array(values.length);
  for (let at = 0; at < values.length; at += 1) {
    const place = Math.round((scale(values[at]) + 1) * 127.5);
    out[at] = table[place > 255 ? 255 : place > 0 ? place : 0]; // NaN falls to the first colour; the run has diverged by then
  }
  return new Uint8ClampedArray(out.buffer);
}

function classPixels(outputs, theme) {
  const table = divergingTable(theme);
  const third = THIRD[theme];
  const ends = [table[0], table[255], (255 << 24) | (third[2] << 16) | (third[1] << 8) | third[0]];
  const out = new Uint32Array(outputs[0].length);
  for (let at = 0; at < out.length; at += 1) {
    let best = 0;
    for (let unit = 1; unit < outputs.length; unit += 1) if (outputs[unit][at] > outputs[best][at]) best = unit;
    out[at] = ends[best % ends.length];
  }
  return new Uint8ClampedArray(out.buffer);
}
