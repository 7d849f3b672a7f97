// How thick a link is drawn, and in which colour: by weight, or by the size of its gradient on the X-ray's log scale.

import { FILM_FROM, FILM_TO, signed } from "../colour.js";

/** Thickness in px and colour of a link showing weight `w`. Near-zero weights keep a thin grey line. */
export function weightStroke(w, theme) {
  const strength = Math.min(1, Math.abs(w) / 2) || 0;
  return { width: 0.75 + 5 * strength, colour: signed(Math.sign(w) * (0.25 + 0.75 * strength), theme) };
}

/** Thickness in px and colour of a link showing gradient `g`. */
export function gradientStroke(g, theme) {
  const size = Math.abs(g);
  const share = size > 0 ? Math.min(1, Math.max(0, (Math.log10(size) - FILM_FROM) / (FILM_TO - FILM_FROM))) : 0;
  return { width: 0.75 + 5 * share, colour: signed(Math.sign(g) * (0.25 + 0.75 * share), theme) };
}

/** Units drawn of a layer: all up to 12, otherwise the first five, null for "… n more", and the last five. */
export function unitsShown(count) {
  const all = Array.from({ length: count }, (_, unit) => unit);
  return count <= 12 ? all : [...all.slice(0, 5), null, ...all.slice(-5)];
}

/**
 * Side of a neuron's map and the gap below it, in px: 40, 36 from 7 units on, 28 from 9, smaller where the panel is lower.
 * `columns`: [[units, px they may take]…]; the fullest decides.
 */
export function neuronSide(columns) {
  const most = Math.max(...columns.map(([units]) => units));
  const wanted = most >= 9 ? 28 : most >= 7 ? 36 : 40;
  const pitch = Math.min(wanted + 12, ...columns.map(([units, height]) => Math.floor((height + 8) / units)));
  const gap = Math.max(4, Math.min(12, Math.floor(pitch / 4)));
  return { side: Math.max(18, Math.min(wanted, pitch - gap)), gap };
}
