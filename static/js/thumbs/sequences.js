// A few sequences of a data set in a small square: time runs to the right, values as lines, symbols as a row of cells each.

import { signed } from "../colour.js";

const INSET = 4; // px free around
const LINES = 3;
const ROWS = 6;
const LONGEST = 16; // cells a row: more would be finer than a pixel

/** `shape` is [time, features]: one feature is a value a step, more of them are symbols, and a point holds a symbol's number. */
export function drawSequences(context, side, sample, colours) {
  (sample.shape[1] === 1 ? drawValues : drawSymbols)(context, side, sample, colours);
}

function drawValues(context, side, { points }, { ink }) {
  const shown = points.slice(0, LINES);
  const most = Math.max(1e-9, ...shown.flat().map(Math.abs));
  const tall = (side - 2 * INSET) / shown.length;
  context.lineWidth = 1.25;
  context.lineJoin = "round";
  shown.forEach((values, row) => {
    const x = (step) => INSET + (step / (values.length - 1)) * (side - 2 * INSET);
    const y = (value) => INSET + (row + 0.5 - (0.46 * value) / most) * tall;
    context.strokeStyle = ink;
    context.beginPath();
    values.forEach((value, step) => context.lineTo(x(step), y(value)));
    context.stroke();
  });
}

/** The first symbol of each row in its class's strength, what follows pale. */
function drawSymbols(context, side, { points, shape }, { theme, ink }) {
  const shown = points.slice(0, ROWS);
  const cell = (side - 2 * INSET) / Math.min(LONGEST, shape[0]);
  const tall = (side - 2 * INSET) / shown.length;
  const half = shape[1] / 2;
  shown.forEach((symbols, row) => {
    symbols.slice(0, LONGEST).forEach((symbol, step) => {
      context.globalAlpha = step ? 0.12 + (0.2 * (symbol - half)) / half : 1;
      context.fillStyle = step ? ink : signed(1 - (2 * symbol) / (half - 1), theme);
      context.fillRect(INSET + step * cell, INSET + row * tall + 0.5, step ? cell - 0.5 : cell + 0.5, tall - 1);
    });
  });
  context.globalAlpha = 1;
}
