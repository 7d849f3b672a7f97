// Ranges of the x axis, widened, narrowed and moved; on a log axis in equal ratios.

import { held } from "../curves/pinch.js";

const ways = (log) => (log ? [Math.log10, (value) => 10 ** value] : [(value) => value, (value) => value]);

/** `range` times `factor` as wide, what lies at `share` of it staying where it is; inside [0, end], null for the whole. */
export function scaled(range, share, factor, { end, grain, log }) {
  const [there, back] = ways(log);
  const [first, last] = range.map(there);
  const fixed = first + share * (last - first);
  return held([fixed - (fixed - first) * factor, fixed + (last - fixed) * factor].map(back), end, 2 * grain);
}

/** `range` moved to the right by a share of its width. */
export function shifted(range, share, { end, grain, log }) {
  const [there, back] = ways(log);
  const [first, last] = range.map(there);
  const wide = last - first;
  const [least, most] = [log ? there(grain) : 0, there(end)];
  const begin = Math.max(least, Math.min(most - wide, first + share * wide));
  return held([begin, begin + wide].map(back), end, 2 * grain);
}
