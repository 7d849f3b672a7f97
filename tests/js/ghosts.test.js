// Ghosts: who stays, in which order, and what each is called.

import assert from "node:assert/strict";
import { test } from "node:test";

import { differences, inWords } from "../../static/js/instrument/differences.js";
import { comparable, haunted, labelled } from "../../static/js/instrument/ghosts.js";

const names = { label: (key) => (key === "optimizer.lr" ? "lr" : key.split(".").at(-1)), title: (_, value) => ({ sgd: "SGD", adam: "Adam" })[value] ?? value };
const layers = (...rows) => Object.fromEntries(rows.flatMap(([units, activation], index) => [[`network.layers.${index}.units`, units], [`network.layers.${index}.activation`, activation]]));
const base = { seed: "1", "loss.name": "bce", "optimizer.name": "sgd", "optimizer.lr": "0.3", ...layers(["4", "tanh"], ["4", "tanh"]) };
const said = (before, now = base) => inWords(differences({ ...before }, { ...now }, names));

test("a plain field is told by the value it had", () => assert.equal(said({ ...base, "optimizer.lr": "0.03" }), "lr 0.03"));
test("another seed", () => assert.equal(said({ ...base, seed: "7" }), "seed 7"));
test("another entry is an arrow, and its own fields say nothing beside it", () => {
  assert.equal(said({ ...base, "optimizer.name": "adam", "optimizer.lr": "0.001", "optimizer.beta1": "0.9" }), "Adam → SGD");
});
test("one activation for all layers, and one layer's", () => {
  assert.equal(said(base, { ...base, ...layers(["4", "sigmoid"], ["4", "sigmoid"]) }), "tanh → sigmoid");
  assert.equal(said(base, { ...base, ...layers(["4", "tanh"], ["4", "relu"]) }), "layer 2 tanh → relu");
});
test("units: one layer's number, or all of them", () => {
  assert.equal(said(base, { ...base, ...layers(["4", "tanh"], ["5", "tanh"]) }), "4 → 5 units");
  assert.equal(said(base, { ...base, ...layers(["8", "tanh"], ["6", "tanh"]) }), "4·4 → 8·6 units");
});
test("layers more and fewer are counted, whatever else is in them", () => {
  assert.equal(said(base, { ...base, ...layers(["4", "tanh"], ["4", "tanh"], ["4", "tanh"]) }), "+ 1 layer");
  const { "network.layers.0.units": _, "network.layers.0.activation": __, "network.layers.1.units": ___, "network.layers.1.activation": ____, ...none } = base;
  assert.equal(said(base, { ...none, "network.layers": "none" }), "− 2 layers");
});
test("two differences are told, the others counted; none is the same set-up", () => {
  assert.equal(said({ ...base, "optimizer.lr": "0.03", seed: "7" }), "seed 7, lr 0.03");
  assert.equal(said({ ...base, "optimizer.lr": "0.03", seed: "7", "data.noise": "0.2" }, { ...base, "data.noise": "0.1" }), "seed 7, lr 0.03 and 1 more");
  assert.equal(said(base), "same set-up");
});

const scene = (id, length = 20, values = base) => ({ length, metricName: "test_accuracy", run: { id, number: 1, recipe: { values } }, column: () => new Float32Array(length) });

test("three stay, the last left first; a try of under five records does not, and a run haunts once", () => {
  let ghosts = [];
  for (const id of ["a", "b", "c", "d"]) ghosts = haunted(ghosts, scene(id));
  assert.deepEqual(ghosts.map(({ id }) => id), ["d", "c", "b"]);
  assert.equal(haunted(ghosts, scene("e", 4)), ghosts);
  assert.deepEqual(haunted(ghosts, scene("c")).map(({ id }) => id), ["c", "d", "b"]);
});
test("labels follow the present set-up; where one is not known there is none", () => {
  const ghosts = haunted([], scene("a", 20, { ...base, "optimizer.lr": "10" }));
  assert.equal(labelled(ghosts, base, names)[0].label, "lr 10");
  assert.equal(labelled(ghosts, null, names)[0].label, "");
});
test("curves of other data, another loss or metric do not stand in one picture", () => {
  const [ghost] = haunted([], scene("a"));
  assert.ok(comparable(ghost, base, "test_accuracy") && comparable(ghost, null, null));
  assert.ok(!comparable(ghost, { ...base, "data.name": "moons" }, "test_accuracy"));
  assert.ok(!comparable(ghost, { ...base, "loss.name": "mse" }, "test_accuracy") && !comparable(ghost, base, "test_r2"));
});
