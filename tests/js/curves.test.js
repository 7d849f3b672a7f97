// The chart's arithmetic: smoothing, what its lines hold, axes, and the file of numbers.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Axis, placesOf, UNITS } from "../../static/js/curves/axis.js";
import { elapsed } from "../../static/js/curves/clock.js";
import { CurveData } from "../../static/js/curves/data.js";
import { Extremes } from "../../static/js/curves/extremes.js";
import { endInSight, leftAt, once } from "../../static/js/curves/leaving.js";
import { held, moved } from "../../static/js/curves/pinch.js";
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

test("the extremes of growing columns are those of the whole, found among finite values, the first where several are equal", () => {
  const [loss, metric] = [[0.5, NaN, 0.2, 0.3, Infinity, 0.2], [0.5, NaN, 0.9, 0.9, 0.1, -Infinity]];
  const found = new Extremes();
  let read = 0;
  const counted = (values) => new Proxy(values, { get: (all, at) => (/^\d+$/.test(String(at)) && (read += 1), all[at]) });
  for (const count of [0, 1, 3, 6]) found.update("run", [counted(loss.slice(0, count)), counted(metric.slice(0, count))]);
  assert.deepEqual(found.lines, [{ most: 0.5, mostAt: 0, least: 0.2, leastAt: 2 }, { most: 0.9, mostAt: 2, least: 0.1, leastAt: 4 }]);
  assert.equal(read, 12); // each value once
  assert.deepEqual(found.peak, { ...found.lines[1], line: 1 });
  found.update("another", [[NaN]]);
  assert.deepEqual([found.lines[0].leastAt, found.peak], [-1, null]);
});

test("a line leaves where it meets the top for the last time before its peak", () => {
  const epochs = [0, 10, 20, 30, 40];
  assert.deepEqual(leftAt(epochs, [1, 9, 1, 3, 50], 4, 2), { epoch: 25, value: Infinity }); // from 1 at 20 to 3 at 30: 2 is halfway
  assert.deepEqual(leftAt(epochs, [7, 8, 9], 2, 2), { epoch: 0, value: Infinity });
  assert.deepEqual(leftAt(epochs, [1, NaN, 9], 2, 2), { epoch: 0, value: Infinity });
  assert.deepEqual(endInSight(epochs, [[1, 3, NaN], [1, 1.5, Infinity]], 2, 2), { epoch: 10, value: 1.5 });
  assert.deepEqual(endInSight(epochs, [[1, 3, NaN]], 2, 2), { epoch: 5, value: Infinity });
  assert.equal(endInSight(epochs, [[9]], 2, 1), null);
  let walks = 0;
  const known = once((sum) => (walks += 1) && sum);
  assert.deepEqual([known("a", 1), known("a", 2), known("b", 3), walks], [1, 1, 3, 2]);
});

test("what was under each finger stays under it", () => {
  const range = [100, 300];
  const at = ([first, last], place) => first + place * (last - first);
  const [from, to] = [[0.25, 0.5], [0.1, 0.9]];
  const spread = moved(range, from, to);
  from.forEach((place, finger) => assert.ok(Math.abs(at(range, place) - at(spread, to[finger])) < 1e-9));
  assert.deepEqual(moved(range, [0.5], [0.25]), [150, 350]);
  assert.deepEqual(held([-20, 80], 300), [0, 100]);
  assert.deepEqual(held([250, 350], 300), [200, 300]);
  assert.deepEqual(held([99.9, 100.1], 300), [99, 101]);
  assert.deepEqual([held([-5, 400], 300), held([0, 300], 300), held([0, 1], 1)], [null, null, null]);
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

const newtons = { epoch: [0, 1, 2, 4], step: [0, 1, 2, 4], gradient_evaluations: [0, 51, 102, 204] };
const columnsOf = (columns) => (name) => columns[name] ?? [];

test("an axis of gradient evaluations places epochs between their records, and finds the nearest record again", () => {
  const axis = new Axis("gradient_evaluations", columnsOf(newtons));
  assert.deepEqual([0, 1, 2, 3, 4, 9].map((epoch) => axis.place(epoch)), [0, 51, 102, 153, 204, 204]);
  assert.equal(axis.place(null), null);
  assert.deepEqual([0, 20, 30, 100, 154, 9999].map((place) => axis.epochAt(place)), [0, 0, 1, 2, 4, 4]);
});

test("the axis of epochs is as it was: what is planned is in sight, and any whole epoch can be pointed at", () => {
  const axis = new Axis("epoch", columnsOf(newtons));
  assert.deepEqual([axis.place(3), axis.epochAt(2.6), axis.epochAt(-1), axis.end(300, [])], [3, 3, 0, 300]);
});

test("on every other axis the picture ends with the run on show that went farthest", () => {
  const ghost = { epochs: [0, 900], places: { step: [0, 7200] } };
  assert.equal(new Axis("step", columnsOf(newtons)).end(300, [ghost, { epochs: [0, 1] }]), 7200);
  assert.equal(new Axis("gradient_evaluations", columnsOf(newtons)).end(300, [ghost]), 204);
  assert.equal(new Axis("step", columnsOf({})).end(300, []), 1);
});

test("a run without the numbers of an axis is shown over its epochs, a ghost without them is not shown", () => {
  const axis = new Axis("seconds", columnsOf(newtons));
  assert.deepEqual([axis.known, axis.unit, axis.end(300, [])], [false, "epoch", 300]);
  assert.equal(placesOf({ epochs: [0, 1] }, "seconds"), null);
  assert.deepEqual(Object.keys(UNITS), ["epoch", "step", "gradient_evaluations", "seconds"]);
});

test("seconds add up over the epochs between records, and go on as the newest known", () => {
  close(elapsed([9, 0.5, 0.25], [0, 1, 2, 4, 6]), [0, 0.5, 0.75, 1.25, 1.75]);
});
