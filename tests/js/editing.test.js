// Links and edits: geometry against arithmetic, places of parameters, what a step is, which flags stand where.

import assert from "node:assert/strict";
import { test } from "node:test";
import { editsOf, epochOf, indexOf, pathOf, placeOf, valueBefore, withEdits } from "../../static/js/instrument/edits.js";
import { flagsOf } from "../../static/js/instrument/flags.js";
import { curveOf, distance, pointAt } from "../../static/js/network/curve.js";
import { stepOf } from "../../static/js/network/stepping.js";

const LAYERS = [{ fan_in: 2, fan_out: 3, start: 0 }, { fan_in: 3, fan_out: 1, start: 9 }];

/** A scene of a run of 8 steps an epoch, with records of epochs 0 … `newest`. */
function scene({ edits = [], newest = 20, lookingAt = null, run = { begun: { "optimizer.lr": "0.03" } }, ...rest } = {}) {
  const epochs = Array.from({ length: newest + 1 }, (_, epoch) => epoch);
  const columns = { epoch: epochs, step: epochs.map((epoch) => 8 * epoch), test_loss: epochs.map((epoch) => Math.abs(epoch - 12)) };
  return {
    layers: LAYERS, run, lookingAt, planned: 300,
    store: { state: { edits }, frame: () => null },
    past: { fetchAround() {} },
    column: (name) => columns[name],
    recordAt: (epoch) => Math.min(epoch, newest),
    ...rest,
  };
}

globalThis.document ??= { querySelector: () => null, getElementById: () => null };
globalThis.CSS ??= { escape: String };

test("a level link is a straight line: the distance from it is the height", () => {
  const curve = curveOf({ right: 10, y: 50 }, { left: 110, y: 50 });
  assert.deepEqual(pointAt(curve, 0.5), [60, 50]);
  for (const away of [0, 1, 5.9]) assert.ok(Math.abs(distance(curve, 60, 50 + away, 6) - away) < 1e-9);
  assert.equal(distance(curve, 60, 57, 6), Infinity);
  assert.equal(distance(curve, 3, 50, 6), Infinity);
});

test("a bent link is met along its whole length, and nowhere else", () => {
  const curve = curveOf({ right: 0, y: 0 }, { left: 100, y: 80 });
  for (let t = 0; t <= 1; t += 0.05) assert.ok(distance(curve, ...pointAt(curve, t), 6) < 0.5);
  assert.equal(distance(curve, 20, 60, 6), Infinity);
});

test("paths, places and flat indices name the same parameter", () => {
  for (const [place, path, index] of [
    [{ stage: 0, from: 1, to: 2 }, "weights.1.1.2", 5], [{ stage: 0, from: null, to: 1 }, "biases.1.1", 7],
    [{ stage: 1, from: 2, to: 0 }, "weights.2.2.0", 11], [{ stage: 1, from: null, to: 0 }, "biases.2.0", 12],
  ]) {
    assert.equal(pathOf(place), path);
    assert.deepEqual(placeOf(path), place);
    assert.equal(indexOf(LAYERS, place), index);
  }
  assert.equal(placeOf("optimizer.lr"), null);
  for (const missing of [{ stage: 2, from: 0, to: 0 }, { stage: 0, from: 2, to: 0 }, { stage: 0, from: 0, to: 3 }]) assert.equal(indexOf(LAYERS, missing), -1);
});

test("an edit stands at the epoch after which it was made, in mid-epoch too", () => {
  const one = scene();
  for (const [step, epoch] of [[0, 0], [7, 0], [8, 1], [80, 10], [83, 10], [160, 20], [900, 20]]) assert.equal(epochOf(one, { step }), epoch);
});

test("a field's value in force is what it began with, then what it was edited to", () => {
  const one = scene({ edits: [{ step: 80, path: "optimizer.lr", value: 0.3 }, { step: 40, path: "optimizer.lr", value: 0.1 }] });
  assert.deepEqual([1, 40, 41, 80, 81].map((step) => valueBefore(one, "optimizer.lr", step)), [0.03, 0.03, 0.1, 0.1, 0.3]);
  assert.equal(valueBefore(one, "regularization.l2", 5), null);
});

test("weights on show have what was set since the last step, and only there", () => {
  const weights = new Float32Array(13).fill(0.5);
  const edits = [{ step: 160, path: "weights.1.1.2", value: 2 }, { step: 80, path: "biases.2.0", value: 9 }];
  const shown = withEdits(scene({ edits }), weights);
  assert.deepEqual([shown[5], shown[12], weights[5]], [2, 0.5, 0.5]);
  assert.equal(withEdits(scene({ edits, newest: 21 }), weights), weights); // the step was made: the key frame tells
  assert.equal(withEdits(scene({ edits, lookingAt: 20 }), weights), weights); // the past is as it was
  assert.equal(withEdits(scene({ trial: { index: 3, value: -1 } }), weights)[3], -1);
  const setUp = scene({ run: null, recipe: { spec: { edits: [{ step: 0, path: "weights.1.0.0", value: 4 }] } } });
  assert.equal(withEdits(setUp, weights)[0], 4);
});

test("flags: edits with their values of before, the fork, the best epoch", () => {
  const frame = { seq: 10, sections: { weights: new Float32Array(13).fill(0.84) } };
  const one = scene({ edits: [{ step: 80, path: "weights.1.1.2", value: 2 }, { step: 88, path: "optimizer.lr", value: 0.3 }], run: { begun: { "optimizer.lr": "0.03" }, kin: { id: "x", number: 3, epoch: 5 } } });
  one.store.frame = (seq) => (seq >= 10 ? frame : null);
  assert.deepEqual(flagsOf(one).map(({ epoch, kind, words }) => [epoch, kind, words]), [
    [5, "fork", "forked from Run 3"], [10, "edit", "weight 0.84→2"], [11, "edit", "optimizer.lr 0.03→0.3"], [12, "best", "best test loss 0"],
  ]);
  assert.deepEqual(flagsOf(scene({ newest: 12 })), []); // still falling: no epoch is the best yet
  assert.deepEqual(editsOf(scene()), []);
});

test("a step is −lr·g, after clipping by value and by norm", () => {
  const gradients = Float64Array.of(3, -4, 0.5);
  const plain = { clip_value: null, clip_norm: null };
  assert.equal(stepOf(plain, gradients, 0.1, 1), 0.4);
  assert.equal(stepOf({ ...plain, clip_value: 1 }, gradients, 0.1, 1), 0.1);
  const both = stepOf({ clip_value: 2, clip_norm: 1 }, Float64Array.of(3, -4, 0.5), 0.1, 0); // clipped to 2, −2, 0.5
  assert.ok(Math.abs(both + (0.1 * 2) / (Math.sqrt(8.25) + 1e-6)) < 1e-12);
  for (const unknown of [[null, gradients, 0.1], [plain, null, 0.1], [plain, gradients, undefined]]) assert.equal(stepOf(...unknown, 0), null);
});
