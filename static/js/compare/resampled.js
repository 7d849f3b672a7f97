// Lines of different records made to meet: each read at the same places, and many of them told as a middle and a band.

import { deviation, halfInterval, mean, quantile } from "./statistics.js";

/** Index of the last of ascending `xs` (of `length` used) at or before `place`; −1 before the first. */
export function at(xs, place, length = xs.length) {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** What a line {x, y} says at a place: between two records in proportion; NaN before its first and behind its last. */
export function valueAt({ x, y }, place) {
  const index = at(x, place);
  if (index < 0) return NaN;
  if (index === x.length - 1) return place === x[index] ? y[index] : NaN;
  return between(x, y, index, place);
}

function between(x, y, index, place) {
  const part = (place - x[index]) / (x[index + 1] - x[index]);
  return part === 0 ? y[index] : y[index] + part * (y[index + 1] - y[index]);
}

/** `count` places from `first` to `last`, evenly or (log) in equal ratios. */
export function gridOf(first, last, count, log = false) {
  const step = (index) => index / (count - 1);
  if (log) return Float64Array.from({ length: count }, (_, index) => first * (last / first) ** step(index));
  return Float64Array.from({ length: count }, (_, index) => first + step(index) * (last - first));
}

/** A line read at ascending places, in one walk. */
export function onGrid({ x, y }, grid) {
  const values = new Float64Array(grid.length).fill(NaN);
  let index = 0;
  for (let place = 0; place < grid.length; place += 1) {
    while (index + 1 < x.length && x[index + 1] <= grid[place]) index += 1;
    if (x.length === 0 || grid[place] < x[0] || grid[place] > x[x.length - 1]) continue;
    values[place] = index === x.length - 1 ? y[index] : between(x, y, index, grid[place]);
  }
  return values;
}

/** The line less another one at the same places; NaN where that one does not reach. */
export function less({ x, y }, other) {
  const base = onGrid(other, x);
  return { x, y: Float64Array.from(y, (value, index) => value - base[index]) };
}

/**
 * What some lines say together at each place: {middle, low, high, inner: {low, high} or null, count: Uint16Array of how many were finite}.
 * `kind`: "std" (mean ± standard deviation), "ci" (mean, 95 % confidence interval), "range" (mean, least and most), "quartiles" (median,
 * least and most, quartiles within). A place has a middle only where every line reaches that ever does: a mean must not leap because
 * a shorter run has ended. Lines that are not finite are left out of it.
 */
export function banded(lines, grid, kind) {
  const read = lines.map((line) => onGrid(line, grid));
  const ends = lines.map(({ x, y }) => lastFinite(x, y)); // a run that broke is left out from there on
  const [middle, low, high] = [0, 1, 2].map(() => new Float64Array(grid.length).fill(NaN));
  const inner = kind === "quartiles" ? { low: low.slice(), high: high.slice() } : null;
  const count = new Uint16Array(grid.length);
  const whole = lines.filter(({ y }) => Number.isFinite(y[y.length - 1])).map(({ x }) => x[x.length - 1]);
  const reach = whole.length ? Math.min(...whole) : Math.max(...ends);
  for (let place = 0; place < grid.length; place += 1) {
    if (grid[place] > reach) break;
    const values = read.map((one) => one[place]).filter(Number.isFinite);
    count[place] = values.length;
    if (!values.length) continue;
    [middle[place], low[place], high[place]] = spread(values, kind, (from, to) => ([inner.low[place], inner.high[place]] = [from, to]));
  }
  return { middle, low, high, inner, count };
}

function lastFinite(x, y) {
  let index = y.length - 1;
  while (index >= 0 && !Number.isFinite(y[index])) index -= 1;
  return index < 0 ? -Infinity : x[index];
}

function spread(values, kind, within) {
  if (kind === "quartiles") {
    const sorted = Float64Array.from(values).sort();
    within(quantile(sorted, 0.25), quantile(sorted, 0.75));
    return [quantile(sorted, 0.5), sorted[0], sorted[sorted.length - 1]];
  }
  const middle = mean(values);
  if (kind === "range") return [middle, Math.min(...values), Math.max(...values)];
  const half = (kind === "ci" ? halfInterval(values) : deviation(values)) || 0; // of one value: none
  return [middle, middle - half, middle + half];
}
