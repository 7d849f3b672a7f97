// The verdict's rules on made-up runs: each sick one gets its word, healthy ones are accused of nothing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { judge, verdict } from "../../static/js/verdict.js";

const LENGTH = 120;

/** A run of `length` records from functions of the epoch; healthy unless said otherwise. */
function run(changes = {}, length = LENGTH) {
  const column = (f) => Float32Array.from({ length }, (_, epoch) => f(epoch));
  const { train = (e) => 0.7 * Math.exp(-e / 60), test: unseen = train, metric = (e) => Math.min(0.9, 0.5 + e / 200), gradient = () => 0.2, layers = [() => 0.2, () => 0.15, () => 0.1], ...rest } = changes;
  return {
    train: column(train), test: column(unseen), metric: column(metric), gradient: column(gradient), layers: layers.map(column),
    epochs: Uint32Array.from({ length }, (_, epoch) => epoch), task: "binary", lr: 0.03, state: "training", detail: {}, dead: [0, 0], saturated: [0, 0], units: [6, 4], ...rest,
  };
}

const said = (changes, length) => verdict(run(changes, length)).kind;

test("a healthy run is learning", () => assert.equal(said({}), "learning"));
test("nothing recorded, nothing said", () => assert.equal(verdict(run({}, 0)), null));
test("the first ten records are never judged", () => assert.equal(said({ layers: [() => 0, () => 1, () => 1] }, 10), "learning"));
test("diverged, with epoch and layer, as soon as the state says so", () => {
  const found = verdict(run({ state: "diverged", detail: { epoch: 237, layer: 1 } }));
  assert.equal(found.kind, "diverged");
  assert.match(found.text, /at epoch 237, first in layer 1/);
  assert.deepEqual(found.change, { key: "optimizer.lr", value: "0.003", words: "Try 0.003" });
});
test("a loss that is not finite is divergence too", () => assert.equal(said({ train: (e) => (e > 100 ? NaN : 1) }), "diverged"));
test("exploding: a hundred times the first gradient", () => assert.equal(said({ gradient: (e) => 0.1 * 1.1 ** e }), "exploding"));
test("bouncing: the loss rises in a third of the epochs", () => {
  const found = verdict(run({ train: (e) => (e % 2 ? 0.9 : 0.7) }));
  assert.equal(found.kind, "bouncing");
  assert.match(found.text, /rose in 20 of the last 40 epochs/);
});
test("a small loss may tremble", () => assert.notEqual(said({ train: (e) => (e ? (e % 2 ? 0.09 : 0.07) : 0.7) }), "bouncing"));
test("dead layer, with its units counted", () => assert.match(verdict(run({ dead: [0, 1] })).text, /4 of 4 units of layer 2/));
test("asleep: a gradient of exactly 0", () => assert.equal(said({ layers: [() => 0, () => 0.1, () => 0.1], train: () => 0.69 }), "asleep"));
test("saturated, while unlearned", () => assert.equal(said({ saturated: [0.2, 0.98], train: () => 0.69 }), "saturated"));
test("saturated units of a network that has learned are nobody's business", () => assert.notEqual(said({ saturated: [1, 1], train: (e) => (e ? 0.05 : 0.7) }), "saturated"));
test("vanishing: layer 1 gets under a hundredth of the output's gradient", () => {
  const found = verdict(run({ layers: [() => 1.5e-5, () => 0.01, () => 0.1], train: () => 0.69 }));
  assert.equal(found.kind, "vanishing");
  assert.match(found.text, /1\.5·10⁻⁴ × the gradient/);
});
test("a first layer that gets more than the output is healthy", () => assert.equal(said({ layers: [() => 4, () => 1, () => 0.1] }), "learning"));
test("learning by heart: unseen points get worse while seen ones get better", () => {
  const found = verdict(run({ train: (e) => 0.7 * Math.exp(-e / 20), test: (e) => 0.3 + Math.abs(e - 25) / 100 }));
  assert.equal(found.kind, "by-heart");
  assert.match(found.text, /best at epoch 25 \(0\.3\)/);
});
test("stuck at guessing", () => assert.match(verdict(run({ train: () => 0.6931 })).text, /loss 0\.693 = guessing/));
test("learned", () => assert.match(verdict(run({ metric: () => 0.97, train: (e) => 0.7 * Math.exp(-e / 20) })).text, /97 % of unseen points are right/));
test("settled: no more to be had", () => assert.equal(said({ train: (e) => (e ? 0.3 : 0.7), metric: () => 0.8 }), "settled"));
test("regression is measured by its own start, never against guessing", () => {
  assert.equal(said({ task: "regression", train: (e) => 4 * Math.exp(-e / 60), metric: () => 0.5 }), "learning");
});
test("no flicker: a rule counts only after it held for ten records", () => {
  const sick = { metric: (e) => (e > 112 ? 0.97 : 0.9) };
  assert.equal(judge(run(sick), LENGTH).kind, "learned");
  assert.equal(said(sick), "learning");
  assert.equal(said({ metric: (e) => (e > 90 ? 0.97 : 0.9) }), "learned");
});
