// What the X-ray can show of each layer: where it is read, on which scale, and in which words.

import { FILM_FROM, FILM_TO } from "../colour.js";
import { figure, percent, powerOfTen } from "../format.js";
import { say } from "../words.js";

const log = (from, to, band = null) => ({ kind: "log", from, to, band });
const share = { kind: "share", from: 0, to: 1, band: null };

/**
 * In the order of the keys 1–6. `column`: a record's column of a layer (layer.k.…); `section`: a key frame's section, one number a
 * layer. `scale`: {kind: "log", from, to} in exponents of ten, or {kind: "share"} from 0 to 1; `band`: exponents between which all is
 * well. `largest`: each value is divided by the largest layer's. The words wait inside functions: the catalogue comes later.
 */
export const QUANTITIES = [
  { name: "size", column: "grad_norm", scale: log(FILM_FROM, FILM_TO), title: () => say("gradient size"), ends: () => [say("faint"), say("strong")] },
  { name: "relative", column: "grad_norm", largest: true, scale: log(-5, 0), title: () => say("relative to largest layer"), ends: () => [say("faint"), say("largest")] },
  { name: "update", column: "update_ratio", scale: log(-6, 0, [-4, -2]), title: () => say("update ÷ weight"), ends: () => [say("tiny"), say("huge")] },
  { name: "dead", section: "dead_units", scale: share, title: () => say("dead units %"), ends: () => [say("none"), say("all")] },
  { name: "saturated", section: "saturated_units", scale: share, title: () => say("saturated units %"), ends: () => [say("none"), say("all")] },
  { name: "spread", section: "activation_std", scale: log(-3, 1), title: () => say("activation spread"), ends: () => [say("flat"), say("wide")] },
];

/** Values of the layers of these numbers over records `begin`…: [row] → typed array. `column(name)` gives all records of a column. */
export function recordValues(quantity, numbers, column, begin = 0) {
  const rows = numbers.map((number) => (column(`layer.${number}.${quantity.column}`) ?? []).slice(begin));
  return quantity.largest ? relative(rows) : rows;
}

/** Values of every layer with parameters at key frames: [row] → Float32Array. `frames`: [{sections}…]. */
export function frameValues(quantity, layers, frames) {
  return Array.from({ length: layers }, (_, layer) => Float32Array.from(frames, ({ sections }) => sections[quantity.section]?.[layer] ?? NaN));
}

/** Each row divided, record by record, by the largest of them; where all are 0 they stay 0. */
export function relative(rows) {
  return rows.map((row) =>
    Float32Array.from(row, (value, at) => {
      const most = Math.max(...rows.map((one) => one[at]));
      return most === 0 ? 0 : value / most;
    }),
  );
}

/** What a cell's colour stands on: log₁₀ of a size, a share as it is. */
export function placed(value, { kind }) {
  return kind === "log" ? Math.log10(value) : value;
}

/** The scale re-ranged to whole decades around one run's positive finite values; shares stay 0–100 %. */
export function fitted(scale, rows) {
  if (scale.kind !== "log") return scale;
  let [low, high] = [Infinity, -Infinity];
  for (const row of rows) {
    for (const value of row) {
      if (!(value > 0) || value === Infinity) continue;
      const log10 = Math.log10(value);
      if (log10 < low) low = log10;
      if (log10 > high) high = log10;
    }
  }
  if (low > high) return scale;
  const from = Math.floor(low + 1e-9);
  return { ...scale, from, to: Math.max(from + 1, Math.ceil(high - 1e-9) + 0) }; // + 0: never −0
}

/** Places of the legend's ticks: every decade up to four, else every second (or more); shares at 0, 50 and 100 %. */
export function ticks({ kind, from, to }) {
  if (kind === "share") return [0, 0.5, 1];
  const step = Math.max(1, Math.ceil((to - from) / 4));
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

/** A tick in words: "10⁻³", "50 %". */
export function tickWords(place, { kind }) {
  return kind === "share" ? percent(place) : powerOfTen(place);
}

/** A value in the right gutter: "0.21", "1.5·10⁻⁵", "33 %". */
export function valueWords(value, { kind }) {
  if (value === undefined || value === null) return "";
  return kind === "share" ? percent(value) : figure(value);
}
