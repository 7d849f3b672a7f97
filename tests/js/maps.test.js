// Where maps lie, what their colours say, and how a confusion matrix is counted.

import assert from "node:assert/strict";
import { test } from "node:test";

import { called, curveTile, outputPixels, TILE } from "../../static/js/maps/colouring.js";
import { gridPoints, means, middle, placeOf, viewOf } from "../../static/js/maps/grid.js";
import { outcome, tally } from "../../static/js/maps/tally.js";

const FLOWERS = {
  columns: ["a", "b", "c", "d"], task: "multiclass",
  train: { points: [[1, 10, 0, 5], [3, 30, 2, 7]], targets: [0, 1] }, test: { points: [[5, 20, 1, 6]], targets: [2] },
};
const PLANE = { columns: ["x1", "x2"], task: "binary", link: { kind: "logit" }, layers: [{ activation: "identity" }] };

test("two inputs are the plane itself; four are a slice whose others stand at their training mean", () => {
  assert.deepEqual(viewOf(PLANE), { axes: [0, 1], low: [-6, -6], high: [6, 6], base: [0, 0] });
  const slice = viewOf(FLOWERS, [1, 3]);
  assert.deepEqual(slice.base, [2, 20, 1, 6]);
  assert.deepEqual(viewOf(FLOWERS).axes, [2, 3]);
  for (const point of gridPoints(slice, 4)) assert.deepEqual([point[0], point[2]], [2, 1]);
  for (const axis of [0, 1]) for (const point of [...FLOWERS.train.points, ...FLOWERS.test.points]) {
    const value = point[slice.axes[axis]];
    assert.ok(slice.low[axis] < value && value < slice.high[axis]);
  }
  for (const axes of [[1, 1], [0, 4], [2]]) assert.throws(() => viewOf(FLOWERS, axes), RangeError);
});

test("the grid runs from the upper left, and a point's place agrees with the cell that holds it", () => {
  const view = { axes: [1, 0], low: [0, -1], high: [10, 1], base: [0, 0] };
  const points = gridPoints(view, 5);
  assert.deepEqual(points[0], [0.8, 1]);
  assert.deepEqual(points.at(-1), [-0.8, 9]);
  points.forEach((point, cell) => {
    const [x, y] = placeOf(view, point);
    assert.deepEqual([Math.floor(x * 5), Math.floor(y * 5 + 1e-9)], [cell % 5, Math.floor(cell / 5)]);
  });
  assert.equal(middle(0, 4, 0, 8), 1);
  assert.deepEqual(means([[1, 4], [3, 8]]), [2, 6]);
});

test("one input is a line", () => {
  const line = { columns: ["x"], train: { points: [[-2]] }, test: { points: [[1]] } };
  assert.deepEqual(gridPoints(viewOf(line), 2), [[-1.1], [1.1]]);
});

test("a class is called by the largest output, as sure as its share after softmax or its lead", () => {
  const outputs = [[0, 2], [Math.log(3), 2], [0, 2]];
  const first = called(outputs, 0, "identity");
  assert.equal(first.best, 1);
  assert.ok(Math.abs(first.sure - (0.6 - 1 / 3) / (2 / 3)) < 1e-12); // softmax: 1/5, 3/5, 1/5
  assert.ok(Math.abs(called(outputs, 1, "identity").sure) < 1e-12); // all alike: no better than guessing
  assert.ok(Math.abs(called([[0.2], [0.9], [0.5]], 0, "sigmoid").sure - 0.4) < 1e-12);
});

test("discretized, only the answer is left", () => {
  const shades = (discretize) => new Set(new Uint32Array(outputPixels([Float64Array.of(-4, -0.1, 0.1, 4)], PLANE, 1, "light", discretize).buffer));
  assert.equal(shades(false).size, 4);
  assert.equal(shades(true).size, 2);
});

test("a neuron's own curve is a line across its tile, at the height of its values", () => {
  const dark = (tile, x) => Array.from({ length: TILE }, (_, y) => y).filter((y) => new Uint32Array(tile.buffer)[y * TILE + x] === 0xff1f1f1b);
  const flat = curveTile(new Float64Array(50), 1, "light");
  for (let x = 0; x < TILE; x += 1) assert.ok(Math.abs(dark(flat, x)[0] - TILE / 2) <= 1);
  const rising = curveTile(Float64Array.from({ length: 50 }, (_, at) => -1 + (2 * at) / 49), 1, "light");
  assert.ok(dark(rising, 0)[0] > dark(rising, TILE / 2)[0] && dark(rising, TILE / 2)[0] > dark(rising, TILE - 1)[0]);
});

test("a confusion matrix gives each row's shares, and names the commonest mistake", () => {
  const rows = tally([5, 1, 0, 2, 6, 4, 0, 0, 0], 3);
  assert.deepEqual(rows[1].map(({ count }) => count), [2, 6, 4]);
  assert.ok(Math.abs(rows[1][2].share - 4 / 12) < 1e-12);
  assert.ok(Number.isNaN(rows[2][0].share));
  assert.deepEqual(outcome(rows), { right: 11, total: 18, worst: { row: 1, column: 2, count: 4 } });
  assert.deepEqual(outcome(tally(undefined, 2)), { right: 0, total: 0, worst: null });
});
