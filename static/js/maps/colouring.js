// From numbers on a grid to pixels: the output's map, and a small tile for every neuron.

import { divergingTable } from "../colour.js";
import { BOUNDED } from "../network/activations.js";
import { scaleOf } from "../network/forward.js";

export const TILE = 40; // pixels along a neuron's tile
const THIRD = { light: [27, 138, 90], dark: [76, 195, 138] };
const INK = { light: 0xff1f1f1b, dark: 0xfff1ede9 }; // little-endian RGBA of the text's colour: a neuron's own curve

/** Pixels (Uint8ClampedArray RGBA, one a grid point) of the network's output; `discretize`: the answer alone, not how sure it is. */
export function outputPixels(outputs, picture, most, theme, discretize = false) {
  if (outputs.length > 1) return classPixels(outputs, picture.layers.at(-1).activation, theme, discretize);
  const scale = scaleOf(picture.link, most);
  return pixels(outputs[0], discretize ? (value) => Math.sign(scale(value)) : scale, theme);
}

/** Pixels of one hidden unit: within −1…1 as it is, otherwise by its own largest value. */
export function unitPixels(values, activation, theme) {
  const most = reach(values, activation);
  return pixels(values, (value) => value / most, theme);
}

/** The value a unit's colours or curve span: 1, or its own largest where it is not bounded. */
export function reach(values, activation) {
  let most = 1;
  if (!BOUNDED.has(activation)) for (const value of values) most = Math.max(most, Math.abs(value) || 0);
  return most;
}

/** A neuron's tile, sampled from a side × side grid. */
export function tileOf(grid, side) {
  const source = new Uint32Array(grid.buffer);
  const tile = new Uint32Array(TILE * TILE);
  const at = (index) => Math.floor(((index + 0.5) * side) / TILE);
  for (let y = 0; y < TILE; y += 1) for (let x = 0; x < TILE; x += 1) tile[y * TILE + x] = source[at(y) * side + at(x)];
  return new Uint8ClampedArray(tile.buffer);
}

/** A neuron's tile over one input: its own curve, the colours of its values above and below 0 behind it. */
export function curveTile(values, most, theme) {
  const table = divergingTable(theme);
  const tile = new Uint32Array(TILE * TILE).fill(table[128]);
  const row = (value) => Math.max(0, Math.min(TILE - 1, Math.round(((most - value) / (2 * most)) * (TILE - 1))));
  const zero = row(0);
  let before = null;
  for (let x = 0; x < TILE; x += 1) {
    const value = values[Math.floor(((x + 0.5) * values.length) / TILE)];
    if (!Number.isFinite(value)) continue;
    const here = row(value);
    const colour = table[value < 0 ? 60 : 195];
    for (let y = Math.min(zero, here); y <= Math.max(zero, here); y += 1) tile[y * TILE + x] = colour;
    const [top, bottom] = [Math.min(here, before ?? here), Math.max(here, before ?? here)];
    for (let y = top; y <= Math.min(TILE - 1, bottom + 1); y += 1) tile[y * TILE + x] = INK[theme];
    before = here;
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

/** The largest output's number and how sure it is, 0…1: its share after softmax, or its lead where outputs are bounded already. */
export function called(outputs, at, activation) {
  let best = 0;
  for (let unit = 1; unit < outputs.length; unit += 1) if (outputs[unit][at] > outputs[best][at]) best = unit;
  const count = outputs.length;
  if (activation === "identity") {
    const total = outputs.reduce((sum, values) => sum + Math.exp(values[at] - outputs[best][at]), 0);
    return { best, sure: (1 / total - 1 / count) / (1 - 1 / count) };
  }
  const second = Math.max(...outputs.map((values, unit) => (unit === best ? -Infinity : values[at])));
  return { best, sure: Math.min(1, Math.max(0, outputs[best][at] - second)) };
}

function classPixels(outputs, activation, theme, discretize) {
  const ramps = [0, 1, 2].map((name) => ramp(name, theme));
  const out = new Uint32Array(outputs[0].length);
  for (let at = 0; at < out.length; at += 1) {
    const { best, sure } = called(outputs, at, activation);
    out[at] = ramps[best % 3][discretize ? 255 : Math.round(255 * (0.15 + 0.85 * (sure || 0)))];
  }
  return new Uint8ClampedArray(out.buffer);
}

/** 256 pixels from the unsure middle to a class's own colour. */
function ramp(name, theme) {
  const table = divergingTable(theme);
  const end = name === 2 ? THIRD[theme] : channels(table[name * 255]);
  const middle = channels(table[128]);
  return Uint32Array.from({ length: 256 }, (_, step) => {
    const [r, g, b] = middle.map((value, channel) => Math.round(value + ((end[channel] - value) * step) / 255));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
}

function channels(pixel) {
  return [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
}
