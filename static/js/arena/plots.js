// Small plots over the steps: how high each racer stands, and what the one chosen keeps.

import { powerOfTen, size } from "../format.js";
import { fit } from "../islands/island.js";
import { token } from "../theme.js";

export const PLOT = { left: 52, top: 8, bottom: 8, right: 8 }; // px around the lines
const { left: LEFT, top: TOP, bottom: BOTTOM, right: RIGHT } = PLOT;

/**
 * Lines over steps 0…last on one canvas. `lines`: [{values, colour: token, dash, width}]; `log`: decades, what is not above 0 is left out; `most`: the
 * share of all values that must fit into the frame; `ceiling`: what lies above may leave it; `step`: where the cursor stands. Returns whether there was anything to draw.
 */
export function plot(canvas, { width, height, lines, last, log, step, most = 1, ceiling = Infinity }) {
  const context = fit(canvas, width, height);
  context.clearRect(0, 0, width, height);
  const range = rangeOf(lines, last, log, most, ceiling);
  const x = (at) => LEFT + (at / Math.max(1, last)) * (width - LEFT - RIGHT);
  context.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  if (!range) return false;
  const [low, high] = range;
  const level = (value) => (log ? Math.log10(value) : value);
  const y = (value) => height - BOTTOM - ((level(value) - low) / (high - low)) * (height - TOP - BOTTOM);
  Object.assign(context, { textAlign: "right", textBaseline: "middle", lineWidth: 1 });
  const words = (mark) => (log ? powerOfTen(mark) : size(Math.abs(mark) < 1e-9 * (high - low) ? 0 : mark, 2));
  for (const mark of log ? decades(low, high) : even(low, high, words)) {
    const at = height - BOTTOM - ((mark - low) / (high - low)) * (height - TOP - BOTTOM);
    context.fillStyle = token("--line");
    context.fillRect(LEFT, Math.round(at), width - LEFT - RIGHT, 1);
    context.fillStyle = token("--text-2");
    context.fillText(words(mark), LEFT - 6, at);
  }
  context.save();
  context.beginPath();
  context.rect(LEFT, 0, width - LEFT, height);
  context.clip();
  for (const { values, colour, dash, width: stroke = 1.75 } of lines) {
    Object.assign(context, { strokeStyle: token(colour), lineWidth: stroke });
    context.setLineDash(dash);
    context.beginPath();
    let pen = false;
    for (let at = 0; at <= Math.min(last, values.length - 1); at += 1) {
      const fits = Number.isFinite(values[at]) && (!log || values[at] > 0);
      if (fits && pen) context.lineTo(x(at), y(values[at]));
      else if (fits) context.moveTo(x(at), y(values[at]));
      pen = fits;
    }
    context.stroke();
  }
  context.restore();
  context.fillStyle = token("--link");
  context.fillRect(Math.round(x(step)), TOP, 1, height - TOP - BOTTOM);
  return true;
}

/** Lowest and highest of all lines, with a little air; whole decades for logarithms, at most twelve of them. */
function rangeOf(lines, last, log, most, ceiling) {
  const fitting = (value) => Number.isFinite(value) && (!log || value > 0) && value <= ceiling;
  const values = Float64Array.from(lines.flatMap((line) => [...line.values.slice(0, last + 1)].filter(fitting))).sort();
  if (!values.length) return null;
  const out = Math.floor(((1 - most) / 2) * values.length);
  const [low, high] = [values[out], values[values.length - 1 - out]];
  if (log) {
    const top = Math.ceil(Math.log10(high) + 1e-9);
    return [Math.max(top - 12, Math.min(top - 1, Math.floor(Math.log10(low)))), top];
  }
  const least = 0.02 * Math.max(Math.abs(low), Math.abs(high)) || 1; // what never moves is a line, not its rounding magnified
  const air = Math.max(0.06 * (high - low), (least - (high - low)) / 2);
  return [low - air, high + air];
}

/** Bottom, middle and top, or the middle alone where they would be called the same. */
function even(low, high, words) {
  const marks = [low, (low + high) / 2, high];
  return new Set(marks.map(words)).size < 3 ? [marks[1]] : marks;
}

function decades(low, high) {
  const every = Math.max(1, Math.ceil((high - low) / 4));
  const found = [];
  for (let at = high; at >= low; at -= every) found.push(at);
  return found;
}
