// What the page says of a few test examples: shares worked out by hand, outputs from weights and from key frames alike.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answersOf, sharesOf } from "../../static/js/examples/answers.js";
import { kindShown, kindsOf } from "../../static/js/examples/kinds.js";

const near = (value, wanted) => assert.ok(Math.abs(value - wanted) < 1e-9, `${value} is not ${wanted}`);
const column = (...values) => Float64Array.from(values);

test("scores of classes become shares by softmax, and the largest is what it was called", () => {
  const picture = { link: { kind: "multiclass" }, layers: [{ activation: "identity" }], classes: ["a", "b", "c"] };
  const { best, shares } = sharesOf(picture, [column(0, 1000), column(Math.log(2), 0), column(Math.log(5), 0)], 0);
  assert.equal(best, 2);
  [1 / 8, 2 / 8, 5 / 8].forEach((share, at) => near(shares[at], share));
  assert.deepEqual(sharesOf(picture, [column(1000), column(0), column(0)], 0).shares, [1, 0, 0]); // no overflow
});

test("one output is the second class's share, by the logistic curve or along its range", () => {
  const layers = [{ activation: "identity" }];
  near(sharesOf({ link: { kind: "logit" }, layers, classes: ["no", "yes"] }, [column(Math.log(3))], 0).shares[1], 0.75);
  const linear = { link: { kind: "linear", low: -1, high: 1 }, layers: [{ activation: "tanh" }], classes: ["no", "yes"] };
  assert.deepEqual(sharesOf(linear, [column(-0.5)], 0), { best: 0, shares: [0.75, 0.25] });
});

test("bounded outputs are shown as they are", () => {
  const picture = { link: { kind: "multiclass" }, layers: [{ activation: "sigmoid" }], classes: ["a", "b"] };
  assert.deepEqual(sharesOf(picture, [column(0.9), column(0.4)], 0), { best: 0, shares: [0.9, 0.4] });
});

test("answers come from the weights where the page can compute them, else from the key frame", () => {
  const picture = { plain: true, examples: [[1, 2], [3, 4]], layers: [{ fan_in: 2, fan_out: 1, activation: "identity", start: 0 }] };
  const told = Float32Array.of(7, 8);
  const scene = { picture, weights: Float32Array.of(10, 1, 0.5), frame: { sections: { sample_outputs: told } } };
  assert.deepEqual([...answersOf(scene).outputs[0]], [12.5, 34.5]); // 10·1 + 1·2 + ½, 10·3 + 1·4 + ½
  const alone = answersOf({ ...scene, weights: null });
  assert.deepEqual([alone.stages, [...alone.outputs[0]]], [null, [7, 8]]);
  assert.equal(answersOf({ ...scene, weights: null, frame: null }), null);
  const two = { ...picture, plain: false };
  const pairs = answersOf({ picture: two, weights: scene.weights, frame: { sections: { sample_outputs: Float32Array.of(1, 2, 3, 4) } } });
  assert.deepEqual(pairs.outputs.map((unit) => [...unit]), [[1, 3], [2, 4]]); // an example after the other
});

test("what can be shown follows the data; what was wanted gives way where there is none", () => {
  const plane = { classes: ["0", "1"], columns: ["x1", "x2"], shape: [2] };
  const table = { classes: [], columns: ["a", "b", "c"], shape: [3] };
  const digits = { classes: [..."0123456789"], columns: [], shape: [1, 8, 8] };
  assert.deepEqual(kindsOf(plane), ["map", "confusion"]);
  assert.deepEqual(kindsOf({ ...plane, classes: [], columns: ["x"], shape: [1] }), ["map"]);
  assert.deepEqual(kindsOf(table), ["map", "examples"]);
  assert.deepEqual(kindsOf(digits), ["examples", "confusion"]);
  assert.equal(kindShown(digits, "map"), "examples");
  assert.equal(kindShown(table, "confusion"), "map");
  assert.equal(kindShown(digits, "confusion"), "confusion");
});
