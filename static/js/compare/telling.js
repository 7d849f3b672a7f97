// One of a comparison's charts in words: what lies under the pointer, and the whole in a sentence.

import { UNITS } from "../curves/axis.js";
import { readout } from "../format.js";
import { say } from "../words.js";
import { at, valueAt } from "./resampled.js";

const NEAR = 14; // px between pointer and the line that is lit
const TOLD = 4; // bands whose numbers stand at the crosshair

/** The run of the line nearest to the pointer and its value there: {run, value, away}, or null where none is near. */
export function nearest(u, lines, place, top) {
  let found = null;
  for (const { run, line } of lines) {
    const value = valueAt(line, place);
    const away = Math.abs(u.valToPos(value, "y") - top);
    if (away <= NEAR && (!found || away < found.away)) found = { run, value, away };
  }
  return found;
}

/** What bands say at a place: middle, ends and how many runs they are of. */
export function bandWords(bands, place) {
  return bands.slice(0, TOLD).flatMap(({ name, short, grid, middle, low, high, count }) => {
    const index = at(grid, place);
    if (!(count[index] > 0)) return [];
    return [`${short || name || say("median")} ${readout(middle[index])} (${readout(low[index])} … ${readout(high[index])}, ${count[index]})`];
  });
}

/** The chart in a sentence: `column` by its title, over the unit its x axis counts. */
export function inWords(column, lines, unit) {
  const ends = lines.map(({ run, line }) => ({ name: run.name, value: line.y.at(-1) })).filter(({ value }) => Number.isFinite(value)).sort((a, b) => a.value - b.value);
  if (!ends.length) return say("{column}: nothing to draw yet.", { column });
  const words = { column, count: lines.length, unit: UNITS[unit].words(), low: readout(ends[0].value), high: readout(ends.at(-1).value), best: ends[0].name, worst: ends.at(-1).name };
  return say("{column} of {count} runs over {unit}. They end between {low} ({best}) and {high} ({worst}).", words);
}
