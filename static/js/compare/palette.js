// Forty lines told apart: eight colours, five dashes. Colours are tokens (--run-0 … --run-7), at least 11 apart in OKLab for every kind
// of sight (2 is just visible); none of them is the orange or blue of signs and classes.

export const HUES = 8;
export const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 8]];
export const MOST_LINES = HUES * DASHES.length;

/** {hue: 0…7, colour: the token's name, dash: px on and off} of a slot. */
export function strokeOf(slot) {
  const hue = slot % HUES;
  return { hue, colour: `--run-${hue}`, dash: DASHES[Math.floor(slot / HUES) % DASHES.length] };
}

/** Slots of runs by their order, or those that were chosen. */
export function slots(count, chosen) {
  return Array.from({ length: count }, (_, place) => chosen?.[place] ?? place);
}

const SVG = "http://www.w3.org/2000/svg";

/** A short piece of a line, as it is drawn: an <svg>. */
export function swatch(slot) {
  const { hue, dash } = strokeOf(slot);
  const picture = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "line");
  const facts = { class: "swatch", viewBox: "0 0 28 8", width: "28", height: "8", "data-hue": hue, "aria-hidden": "true" };
  for (const [name, value] of Object.entries(facts)) picture.setAttribute(name, value);
  for (const [name, value] of Object.entries({ x1: 0, x2: 28, y1: 4, y2: 4, "stroke-dasharray": dash.join(" ") || "none" })) line.setAttribute(name, value);
  picture.append(line);
  return picture;
}
