// Where a map is computed: a square grid over two inputs (a slice, where there are more), a line over one.

export const EXTENT = 6; // the plane's data lie in about [−6, 6]²
const FINEST = 100;
const COARSEST = 24;
const BUDGET = 5e6; // multiply-adds a map may cost, so that the frame rate holds
const AIR = 0.06; // of the data's range, on either side of a slice

/**
 * What a map of this picture lies over: {axes: columns of the data, across first, low, high: ends of each, base: a whole point whose
 * other columns stay}. `chosen`: two columns of data with more; by default the last two. Throws RangeError for columns that are not there.
 */
export function viewOf(picture, chosen = null) {
  const width = picture.columns.length;
  if (width === 1) {
    const range = lineRange(picture);
    return { axes: [0], low: [-range], high: [range], base: [0] };
  }
  if (width === 2 && isPlane(picture)) return { axes: [0, 1], low: [-EXTENT, -EXTENT], high: [EXTENT, EXTENT], base: [0, 0] };
  const axes = chosen ?? [width - 2, width - 1];
  if (axes.length !== 2 || axes[0] === axes[1] || !axes.every((axis) => axis in picture.columns)) throw new RangeError(`axes ${axes} of ${width} columns`);
  const [low, high] = [[], []];
  for (const axis of axes) {
    const values = [...picture.train.points, ...picture.test.points].map((point) => point[axis]);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    low.push(least - AIR * (most - least || 1));
    high.push(most + AIR * (most - least || 1));
  }
  return { axes, low, high, base: means(picture.train.points) };
}

/** Whether the picture's two columns are the plane that everybody else's points lie on, and no table's of one's own. */
export function isPlane({ columns, train, test }) {
  if (String(columns) !== "x1,x2") return false;
  return [...(train?.points ?? []), ...(test?.points ?? [])].every((point) => point.every((value) => Math.abs(value) <= 2 * EXTENT));
}

/** Place on the plane at a share of its side, 0…1. */
export const planeAt = (share) => EXTENT * (2 * share - 1);

/** Mean of each column over some points. */
export function means(points) {
  return points[0].map((_, column) => points.reduce((sum, point) => sum + point[column], 0) / points.length);
}

/** Cells along one side, by how dear one point of this network is. */
export function resolution(layers) {
  const cost = layers.reduce((sum, { fan_in: fanIn, fan_out: fanOut }) => sum + fanIn * fanOut + 12 * fanOut, 0);
  return Math.max(COARSEST, Math.min(FINEST, Math.floor(Math.sqrt(BUDGET / cost) / 4) * 4));
}

/** Middle of cell `index` of `side` along an axis from `low` to `high`. */
export function middle(index, side, low, high) {
  return low + ((index + 0.5) * (high - low)) / side;
}

/** Points of the grid, rows from the top (the second axis falls) and cells left to right; over one input a single row. */
export function gridPoints({ axes, low, high, base }, side) {
  const point = (...values) => {
    const whole = [...base];
    axes.forEach((axis, at) => (whole[axis] = values[at]));
    return whole;
  };
  const across = (index) => middle(index, side, low[0], high[0]);
  if (axes.length === 1) return Array.from({ length: side }, (_, column) => point(across(column)));
  return Array.from({ length: side * side }, (_, cell) => point(across(cell % side), middle(side - 1 - Math.floor(cell / side), side, low[1], high[1])));
}

/** Place of a point on the map, both coordinates 0…1 from the upper left. */
export function placeOf({ axes, low, high }, point) {
  const share = (at) => (point[axes[at]] - low[at]) / (high[at] - low[at]);
  return [share(0), 1 - share(1)];
}

/** Half the width of the line a one-input picture is drawn on: its data with a little air. */
function lineRange(picture) {
  const values = [...picture.train.points, ...picture.test.points].map(([x]) => Math.abs(x));
  return 1.1 * Math.max(1e-9, ...values);
}

/** The largest target of a regression, so that its colours span the data. */
export function mostOf(picture) {
  if (picture.task !== "regression") return 1;
  return Math.max(1e-9, ...picture.train.targets.map(Math.abs), ...picture.test.targets.map(Math.abs));
}
