// What the X-ray can show: where each quantity is read, its scale, and how a scale is fitted to one run.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fitted, frameValues, QUANTITIES, recordValues, relative, ticks, tickWords, valueWords } from "../../static/js/strip/quantities.js";

const COLUMNS = { "layer.1.grad_norm": Float32Array.of(1, 4, 0, NaN), "layer.2.grad_norm": Float32Array.of(2, 1, 0, 1) };
const column = (name) => COLUMNS[name];
const quantityOf = (wanted) => QUANTITIES.find(({ name }) => name === wanted);

test("six quantities answer the keys 1 to 6, by names of their own", () => {
  assert.deepEqual(QUANTITIES.map(({ name }) => name), ["size", "relative", "update", "dead", "saturated", "spread"]);
});

test("gradients are read as recorded, or divided by the largest layer's of the same epoch", () => {
  assert.deepEqual(recordValues(quantityOf("size"), [1, 2], column, 1).map((row) => [...row]), [[4, 0, NaN], [1, 0, 1]]);
  assert.deepEqual(recordValues(quantityOf("relative"), [1, 2], column).map((row) => [...row]), [[0.5, 1, 0, NaN], [1, 0.25, 0, NaN]]);
  assert.deepEqual(relative([[0], [0]]).map((row) => [...row]), [[0], [0]]);
});

test("shares come from key frames, one number a layer", () => {
  const frames = [{ sections: { dead_units: Float32Array.of(0, 0.5) } }, { sections: { dead_units: Float32Array.of(0.25, 1) } }];
  assert.deepEqual(frameValues(quantityOf("dead"), 2, frames).map((row) => [...row]), [[0, 0.25], [0.5, 1]]);
});

test("fitting takes whole decades around what is positive and finite, and leaves shares alone", () => {
  const scale = quantityOf("size").scale;
  const fit = (...values) => fitted(scale, [values]);
  assert.deepEqual([fit(0.02, 0.5, 0, NaN, Infinity).from, fit(0.02, 0.5).to], [-2, 0]);
  assert.deepEqual([fit(0.01, 0.1).from, fit(0.01, 0.1).to], [-2, -1]);
  assert.deepEqual([fit(0.1).from, fit(0.1).to], [-1, 0]);
  assert.deepEqual(fit(0, NaN), scale);
  assert.deepEqual(fitted(quantityOf("dead").scale, [[0.1]]), quantityOf("dead").scale);
});

test("ticks stand on whole powers of ten, at most five of them, or at 0, 50 and 100 %", () => {
  assert.deepEqual(ticks(quantityOf("size").scale), [-5, -3, -1, 1]);
  assert.deepEqual(ticks({ kind: "log", from: -2, to: 0 }), [-2, -1, 0]);
  assert.deepEqual(ticks(quantityOf("dead").scale).map((place) => tickWords(place, { kind: "share" })), ["0 %", "50 %", "100 %"]);
  for (let to = -4; to < 30; to += 1) assert.ok(ticks({ kind: "log", from: -5, to }).length <= 5);
});

test("values are said as what they are", () => {
  assert.equal(valueWords(1.5e-5, { kind: "log" }), "1.5·10⁻⁵");
  assert.deepEqual([0.2, 1, 0.0123, 12, 0].map((value) => valueWords(value, { kind: "log" })), ["0.20", "1.0", "0.012", "12", "0"]);
  assert.equal(valueWords(1 / 3, { kind: "share" }), "33 %");
  assert.equal(valueWords(undefined, { kind: "log" }), "");
});
