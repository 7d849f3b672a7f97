// The verdict's rules on made-up runs: each sick one gets its word, healthy ones are accused of nothing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { applied } from "../../static/js/verdict/applied.js";
import { within } from "../../static/js/verdict/bounds.js";
import { judge, verdict } from "../../static/js/verdict.js";

const LENGTH = 120;

/** A run of `length` records from functions of the epoch; healthy unless said otherwise. */
function run(changes = {}, length = LENGTH) {
  const column = (f) => Float32Array.from({ length }, (_, epoch) => f(epoch));
  const { train = (e) => 0.7 * Math.exp(-e / 60), test: unseen = train, metric = (e) => Math.min(0.9, 0.5 + e / 200), gradient = () => 0.2, layers = [() => 0.2, () => 0.15, () => 0.1], dead = [0, 0], saturated = [0, 0], rates = () => 0.03, ...rest } = changes;
  return {
    train: column(train), test: column(unseen), metric: column(metric), gradient: column(gradient), layers: layers.map(column), rates: column(rates),
    epochs: Uint32Array.from({ length }, (_, epoch) => epoch), task: "binary", state: "training", detail: {}, shares: () => ({ dead, saturated }),
    units: [6, 4], numbers: [1, 2, 3], activations: ["tanh", "tanh"], values: {}, allows: () => true, usual: () => "0.03", ...rest,
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
test("exploding: a hundred times the first gradient", () => assert.equal(said({ gradient: (e) => 0.1 * 1.1 ** e, train: () => 0.69 }), "exploding"));
test("a gradient that grows from nothing in a solved problem explodes for nobody", () => assert.notEqual(said({ gradient: (e) => 1e-8 * 1.1 ** e, train: (e) => (e ? 1e-5 : 0.7) }), "exploding"));
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
test("layers are called by their place in the whole network, those without parameters counted", () => {
  const named = (changes) => verdict(run({ numbers: [1, 3, 4], ...changes })).text;
  assert.match(named({ dead: [0, 1], units: [6, 4] }), /^4 of 4 units of layer 3 /);
  assert.match(named({ layers: [() => 0.2, () => 0, () => 0.1], train: () => 0.69 }), /^layer 3 receives exactly 0/);
  assert.match(named({ saturated: [0, 0.9], train: () => 0.69 }), /of layer 3's outputs/);
  assert.match(named({ numbers: [2, 3, 4], layers: [() => 1.5e-5, () => 0.01, () => 0.1], train: () => 0.69 }), /^layer 2 gets 1\.5·10⁻⁴ ×/);
});
test("vanishing: layer 1 gets under a hundredth of the output's gradient", () => {
  const found = verdict(run({ layers: [() => 1.5e-5, () => 0.01, () => 0.1], train: () => 0.69 }));
  assert.equal(found.kind, "vanishing");
  assert.match(found.text, /1\.5·10⁻⁴ × the gradient/);
});
test("a first layer that gets more than the output is healthy", () => assert.equal(said({ layers: [() => 4, () => 1, () => 0.1] }), "learning"));
test("learning by heart: unseen points get worse while seen ones get better", () => {
  const found = verdict(run({ train: (e) => 0.7 * Math.exp(-e / 20), test: (e) => 0.3 + Math.abs(e - 25) / 100 }));
  assert.equal(found.kind, "by-heart");
  assert.match(found.text, /best at epoch 25 \(0\.300\)/);
});
test("nearly all unseen points right is learned, and the test loss's best epoch is told beside it", () => {
  const found = verdict(run({ train: (e) => 0.7 * Math.exp(-e / 20), test: (e) => 0.3 + Math.abs(e - 25) / 100, metric: () => 0.97 }));
  assert.equal(found.text, "97 % of unseen points are right; the test loss was best at epoch 25.");
});
test("a test loss a quarter above a best of nearly nothing is no learning by heart", () => {
  assert.equal(said({ train: (e) => 0.7 * Math.exp(-e / 20), test: (e) => (e < 25 ? 0.04 : 0.06), metric: () => 0.9 }), "learning");
});
test("stuck at guessing", () => assert.match(verdict(run({ train: () => 0.6931 })).text, /in 50 epochs, loss 0\.693 = guessing/));
test("learned", () => assert.match(verdict(run({ metric: () => 0.97, train: (e) => 0.7 * Math.exp(-e / 20) })).text, /97 % of unseen points are right/));
test("a test set that is the training set has no unseen points", () => {
  const told = (metric) => verdict(run({ metric, testIsTrain: true, points: 4, train: (e) => 0.7 * Math.exp(-e / 20), test: (e) => 0.3 + Math.abs(e - 25) / 100 })).text;
  assert.equal(told(() => 1), "all 4 points are right.");
  assert.equal(told((e) => (e < LENGTH - 1 ? 1 : 0.75)), "3 of 4 points are right.");
});
test("the rule holds by medians, the sentence says what is read at that moment", () => {
  assert.equal(verdict(run({ metric: (e) => (e < LENGTH - 1 ? 0.97 : 1), train: (e) => 0.7 * Math.exp(-e / 20) })).text, "100 % of unseen points are right.");
  const falling = { train: (e) => 0.7 * Math.exp(-e / 60) };
  assert.match(verdict(run(falling)).text, new RegExp(`loss ${(0.7 * Math.exp(-(LENGTH - 1) / 60)).toFixed(3)},`));
  assert.match(verdict(run({ train: (e) => (e === LENGTH - 1 ? 0.6789 : 0.6931) })).text, /loss 0\.679/);
  assert.match(verdict(run({ train: (e) => (e ? 0.3 : 0.7), metric: (e) => (e < LENGTH - 1 ? 0.8 : 0.83) })).text, /^at 83 %/);
});
test("the last layer goes by its name", () => {
  const found = (layer) => verdict(run({ state: "diverged", detail: { epoch: 7, layer } })).text;
  assert.match(found(3), /at epoch 7, first in the output layer/);
  assert.match(found(2), /at epoch 7, first in layer 2/);
});
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

// -- dead and asleep -------------------------------------------------------------------------------------------------

test("a dead layer says since when nothing reaches it", () => {
  const found = verdict(run({ dead: [0, 1], layers: [(e) => (e < 2 ? 1 : 0), (e) => (e < 2 ? 1 : 0), () => 0.1], activations: ["relu", "relu"] }));
  assert.match(found.text, /4 of 4 units of layer 2 answer 0 to every point since epoch 2\./);
});
test("a network without hidden layers is never asleep: equal weights are no trouble there", () => {
  assert.equal(said({ layers: [() => 0], units: [], activations: [], dead: [], saturated: [], train: () => 0.6931 }), "stuck");
});
test("no gradient once everything is right is no sleep either", () => assert.equal(said({ layers: [() => 0, () => 0, () => 0], metric: () => 1, train: () => 0.69 }), "learned"));

// -- what to try -----------------------------------------------------------------------------------------------------

const tried = (changes) => verdict(run(changes)).change;
const sigmoid = { layers: [() => 1e-5, () => 0.01, () => 0.1], train: () => 0.69 };

test("vanishing with tanh already everywhere offers a layer less, never tanh again", () => {
  assert.equal(tried({ ...sigmoid, activations: ["sigmoid", "sigmoid"] }).value, "tanh");
  assert.deepEqual(tried(sigmoid), { key: "do", value: "layer.remove.1", words: "Remove a layer" });
});
test("a rate far above the usual one goes to the usual one, others to a tenth", () => {
  const bouncing = { train: (e) => (e % 2 ? 0.9 : 0.7) };
  assert.equal(tried({ ...bouncing, rates: () => 10 }).value, "0.03");
  assert.equal(tried({ ...bouncing, rates: () => 1.1 }).value, "0.11");
});
test("a falling rate is counted from the field, not from where it has fallen to", () => {
  const values = { "schedule.name": "cosine", "optimizer.lr": "1" };
  assert.equal(tried({ train: (e) => (e % 2 ? 0.9 : 0.7), rates: () => 0.001, values }).value, "0.1");
});
test("what is set already is not offered: clipping gives way to smaller steps, L2 to a stronger one, then to nothing", () => {
  const exploding = { gradient: (e) => 0.1 * 1.1 ** e, train: () => 0.69 };
  assert.equal(tried(exploding).key, "training.clip_norm");
  assert.equal(tried({ ...exploding, values: { "training.clip_norm": "1" } }).key, "optimizer.lr");
  const byHeart = { train: (e) => 0.7 * Math.exp(-e / 20), test: (e) => 0.3 + Math.abs(e - 25) / 100 };
  assert.equal(tried(byHeart).value, "0.03");
  assert.equal(tried({ ...byHeart, values: { "regularization.l2": "0.03" } }).value, "0.1");
  assert.equal(tried({ ...byHeart, values: { "regularization.l2": "0.1" } }), null);
});
test("what the field refuses is not offered", () => {
  assert.equal(tried({ train: (e) => (e % 2 ? 0.9 : 0.7), allows: (key, value) => key === "optimizer.lr" && Number(value) > 0.01 }), null);
  assert.equal(tried({ train: (e) => (e ? 0.3 : 0.7), metric: () => 0.8, allows: (_, value) => value !== "units.more.0" }).value, "layer.add");
});
test("a saturated start that fits its width already is answered with smaller steps", () => {
  const loud = { saturated: [0.2, 0.98], train: () => 0.69 };
  assert.equal(tried({ ...loud, values: { "network.initializer.name": "normal" } }).value, "xavier_uniform");
  assert.equal(tried({ ...loud, values: { "network.initializer.name": "he_normal" } }).key, "optimizer.lr");
});
test("bounds: exclusive ones are not reached, missing ones do not bind", () => {
  assert.ok(within(0, { minimum: 0 }) && !within(0, { minimum: 0, exclusiveMinimum: true }) && within(1e9, {}));
  assert.ok(!within(2, { maximum: 1 }) && !within(1, { maximum: 1, exclusiveMaximum: true }) && !within(NaN, {}));
});

// -- the same change made to flat values -----------------------------------------------------------------------------

const flat = { "optimizer.lr": "1", "network.initializer.name": "normal", "network.initializer.scale": "10", "network.layers.0.units": "6", "network.layers.0.activation": "relu", "network.layers.1.units": "4", "network.layers.1.activation": "relu" };

test("a change of one field leaves the others", () => assert.deepEqual(applied(flat, { key: "optimizer.lr", value: "0.1" }), { ...flat, "optimizer.lr": "0.1" }));
test("another entry leaves the former one's own fields behind", () => {
  const { "network.initializer.scale": _, ...rest } = flat;
  assert.deepEqual(applied(flat, { key: "network.initializer.name", value: "xavier_uniform" }), { ...rest, "network.initializer.name": "xavier_uniform" });
});
test("every layer's activation, one unit more, a layer more and less", () => {
  assert.equal(applied(flat, { key: "all.activation", value: "tanh" })["network.layers.1.activation"], "tanh");
  assert.equal(applied(flat, { key: "do", value: "units.more.0" })["network.layers.0.units"], "7");
  const more = applied(flat, { key: "do", value: "layer.add" });
  assert.deepEqual([more["network.layers.2.units"], more["network.layers.2.activation"]], ["4", "relu"]);
  const less = applied(flat, { key: "do", value: "layer.remove.0" });
  assert.deepEqual([less["network.layers.0.units"], less["network.layers.1.units"]], ["4", undefined]);
  assert.equal(applied({ "network.layers.0.units": "4" }, { key: "do", value: "layer.remove.0" })["network.layers"], "none");
  assert.equal(applied({ "network.layers": "none" }, { key: "do", value: "layer.add" })["network.layers"], undefined);
});
