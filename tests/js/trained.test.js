// Which layers have rows, and what they are called.

import assert from "node:assert/strict";
import { test } from "node:test";

import { shortName, trainedOf } from "../../static/js/network/trained.js";
import { reading } from "../../static/js/verdict/reading.js";

const CNN = [
  { name: "conv2d", activation: "relu", out_shape: [8, 6, 6], fan_out: 288, trained: true },
  { name: "max_pool2d", activation: "identity", out_shape: [8, 3, 3], fan_out: 72, trained: false },
  { name: "flatten", activation: "identity", out_shape: [72], fan_out: 72, trained: false },
  { name: "batch_norm", activation: "identity", out_shape: [72], fan_out: 72, trained: true },
  { name: "dense", activation: "tanh", out_shape: [16], fan_out: 16, trained: true },
  { name: "dense", activation: "identity", out_shape: [10], fan_out: 10, trained: true },
];

test("rows are the layers with parameters, named by their place in the network", () => {
  const rows = trainedOf(CNN);
  assert.deepEqual(rows.map((row, at) => shortName(row, at === rows.length - 1)), ["1 conv·8", "4 batch norm", "5 tanh·16", "output"]);
  const lstm = { name: "lstm", number: 2, fan_out: 320, out_shape: [20, 16] };
  assert.deepEqual([shortName(lstm), shortName({ ...lstm, fan_out: 16, out_shape: [16] })], ["2 lstm·16", "2 lstm·16"]);
});

test("the verdict reads the columns there are", () => {
  const asked = [];
  const store = { column: (name) => asked.push(name) && new Float32Array(1), frame: () => null };
  const run = reading(store, { count: 1, layers: CNN, task: "multiclass" });
  assert.deepEqual(asked.filter((name) => name.startsWith("layer.")), [1, 4, 5, 6].map((number) => `layer.${number}.grad_norm`));
  assert.deepEqual([run.numbers, run.units, run.activations], [[1, 4, 5, 6], [288, 72, 16], ["relu", "identity", "tanh"]]);
});
