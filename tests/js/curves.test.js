// The chart's arithmetic: smoothing, what its lines hold, axes, and the file of numbers.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bestOf, CurveData } from "../../static/js/curves/data.js";
import { decades, decadeTicks, linearLimit, linearLoss, linearMetric, zoomed } from "../../static/js/curves/ranges.js";
import { smoothed } from "../../static/js/curves/smoothing.js";

const close = (found, wanted) => found.forEach((value, at) => assert.ok(Math.abs(value - wanted[at]) < 1e-12, `${found} ≠ ${wanted}`));

test("smoothing is the weighted mean of all values so far, the newest weighing most", () => {
  const [values, weight] = [[4, 1, 3, 0.5], 0.6];
  const wanted = values.map((_, n) => {
    const weights = values.slice(0, n + 1).map((_, at) => weight ** (n - at));
    const sum = weights.reduce((a, b) => a + b);
    return values.slice(0, n + 1).reduce((total, value, at) => total + value * weights[at], 0) / sum;
  });
  close(smoothed(values, weight), wanted);
});

test("no smoothing changes nothing, a constant stays, the first value is kept, and a hole stays a hole", () => {
  close(smoothed([3, 1, 2], 0), [3, 1, 2]);
  close(smoothed([0.7, 0.7, 0.7], 0.98), [0.7, 0.7, 0.7]);
  assert.equal(smoothed([5, 1], 0.9)[0], 5);
  assert.deepEqual(smoothed([1, NaN, 1], 0.5), [1, null, 1]);
});

test("lines made while records arrive are the lines made at once", () => {
  const columns = { epoch: Uint32Array.from({ length: 50 }, (_, at) => at), loss: Float32Array.from({ length: 50 }, (_, at) => (at === 7 ? NaN : Math.cos(at))) };
  const given = (count, more) => ({ key: "run", names: ["loss"], column: (name) => columns[name].subarray(0, count), smooth: 0.5, fromOne: false, positive: false, ...more });
  for (const more of [{}, { fromOne: true }, { positive: true, smooth: 0 }]) {
    const [little, once] = [new CurveData(), new CurveData()];
    for (const count of [1, 2, 9, 30, 50]) assert.equal(little.update(given(count, more)), true);
    assert.equal(little.update(given(50, more)), false);
    once.update(given(50, more));
    assert.deepEqual(little.arrays, once.arrays);
  }
});

test("a log axis leaves out epoch 0 and what is not above 0; another key begins anew", () => {
  const columns = { epoch: [0, 1, 2], loss: [1, -1, 0.5] };
  const data = new CurveData();
  const ask = { names: ["loss"], column: (name) => columns[name], smooth: 0, fromOne: true, positive: true };
  data.update({ ...ask, key: "a" });
  assert.deepEqual(data.arrays, [[1, 2], [null, 0.5]]);
  data.update({ ...ask, key: "b", fromOne: false, positive: false });
  assert.deepEqual(data.arrays, [[0, 1, 2], [1, -1, 0.5]]);
});

test("a value far beyond the picture is held at its limit, so that the canvas does not drop the line", () => {
  const data = new CurveData();
  data.update({ key: "a", names: ["loss"], column: (name) => ({ epoch: [0, 1, 2, 3], loss: [1, 1e38, -1e38, Infinity] })[name], smooth: 0, fromOne: false, positive: false, limit: linearLimit(0.5) });
  assert.deepEqual(data.arrays[1], [1, 2000, -2000, null]);
});

test("the best epoch is the lowest loss or the highest metric among finite ones", () => {
  assert.equal(bestOf([0.5, NaN, 0.2, 0.3, Infinity]), 2);
  assert.equal(bestOf([0.5, NaN, 0.9, 0.9], true), 2);
  assert.equal(bestOf([NaN]), -1);
});

test("a linear loss axis begins at 0 with 8 % of air, and an explosion leaves through the top", () => {
  assert.deepEqual(linearLoss(1, 1), [0, 1.08]);
  assert.deepEqual(linearLoss(1e9, 0.5), [0, 1.08 * 2]);
  assert.deepEqual(linearLoss(0.5, 0.5, [0.75, NaN]), [0, 1.08 * 0.75]);
  assert.deepEqual([linearMetric(0.4), linearMetric(-0.7), linearMetric(-50)], [[0, 1], [-1, 1], [-1, 1]]);
});

test("log axes span whole decades", () => {
  assert.deepEqual(decades(0.03, 0.7), [0.01, 1]);
  assert.deepEqual(decades(0.1, 1), [0.1, 1]);
  assert.deepEqual(decades(undefined, undefined), [0.1, 1]);
  assert.deepEqual(decadeTicks(1, 300), [1, 10, 100]);
  assert.ok(decadeTicks(1e-12, 1e9).length <= 4);
});

test("a drag becomes whole epochs inside the run; a twitch becomes nothing", () => {
  assert.deepEqual(zoomed(80.4, 20.2, 300), [20, 80]);
  assert.deepEqual(zoomed(-5, 400, 300), [0, 300]);
  assert.equal(zoomed(10.1, 10.9, 300), null);
});
