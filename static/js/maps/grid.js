// Where a map is computed: a square grid over the plane, a line over one input, nothing for more than two.

export const EXTENT = 6; // the plane's data lie in about [−6, 6]²
const FINEST = 100;
const COARSEST = 24;
const BUDGET = 5e6; // multiply-adds a map may cost, so that the frame rate holds

/** Dimensions of the data a picture draws: 1, 2, or 0 for "no map". */
export function dimensions(picture) {
  return picture.columns.length <= 2 ? picture.columns.length : 0;
}

/** Cells along one side, by how dear one point of this network is. */
export function resolution(layers) {
  const cost = layers.reduce((sum, { fan_in: fanIn, fan_out: fanOut }) => sum + fanIn * fanOut + 12 * fanOut, 0);
  return Math.max(COARSEST, Math.min(FINEST, Math.floor(Math.sqrt(BUDGET / cost) / 4) * 4));
}

/** Points of the grid, rows from top (x₂ = +6) to bottom, cells left to right; for one input a single row over `range`. */
export function gridPoints(dimension, side, range = EXTENT) {
  const at = (index) => -range + ((index + 0.5) * 2 * range) / side;
  if (dimension === 1) return Array.from({ length: side }, (_, column) => [at(column)]);
  return Array.from({ length: side * side }, (_, cell) => [at(cell % side), -at(Math.floor(cell / side))]);
}

/** Half the width of the line a one-input picture is drawn on: its data with a little air. */
export function lineRange(picture) {
  const values = [...picture.train.points, ...picture.test.points].map(([x]) => Math.abs(x));
  return 1.1 * Math.max(1e-9, ...values);
}

/** The largest target of a regression, so that its colours span the data. */
export function mostOf(picture) {
  if (picture.task !== "regression") return 1;
  return Math.max(1e-9, ...picture.train.targets.map(Math.abs), ...picture.test.targets.map(Math.abs));
}
