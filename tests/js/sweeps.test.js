// Brushes on a sweep's axes: which runs lie within, where keys take an end, what a run says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { moved, nextStop, runOf, sentenceOf, stopsOf, within, wordsAt } from "../../static/js/sweeps/brushes.js";
import { apart as above } from "../../static/js/sweeps/parallel.js";
import { staggered } from "../../static/js/sweeps/names.js";
import { apart } from "../../static/js/sweeps/scatter.js";

const FACTS = {
  axes: [
    { label: "Learning rate", words: ["0.01", "0.1", "1"], at: [0, 0.5, 1], ticks: [[0, "0.01"], [0.5, "0.1"], [1, "1"]] },
    { label: "Optimizer", words: ["SGD", "Adam"], at: [0, 1], ticks: [[0, "SGD"], [1, "Adam"]] },
  ],
  result: { label: "Test accuracy", ticks: [[0, "0.5"], [1, "1"]] },
  cells: [[0, 0, 0.2, 3, "", "a", "0.6"], [1, 0, 0.9, 14, "", "b", "0.95"], [1, 1, 1, 15, "", "c", "1"], [2, 1, null, null, "d", "e", "–"], null],
};

test("a run lies within if it lies within every range", () => {
  assert.deepEqual(within(FACTS, new Map()), [true, true, true, true, false]);
  assert.deepEqual(within(FACTS, new Map([[0, [0.4, 1]]])), [false, true, true, true, false]);
  assert.deepEqual(within(FACTS, new Map([[0, [0.4, 1]], [1, [0, 0.2]]])), [false, true, false, false, false]);
});

test("what diverged has no result and is outside any range of results", () => {
  assert.deepEqual(within(FACTS, new Map([[2, [0, 0.95]]])), [true, true, false, false, false]);
});

test("keys go from value to value, and past the last stay", () => {
  const stops = stopsOf(FACTS, 0);
  assert.deepEqual(stops, [0, 0.5, 1]);
  assert.equal(nextStop(stops, 0, true), 0.5);
  assert.equal(nextStop(stops, 0.7, false), 0.5);
  assert.equal(nextStop(stops, 1, true), 1);
  assert.equal(stopsOf(FACTS, 2).length, 21);
});

test("an end pushes the other along, and a range over everything is none", () => {
  assert.deepEqual(moved(null, 0, 0.5), [0.5, 1]);
  assert.deepEqual(moved([0.2, 0.4], 0, 0.6), [0.6, 0.6]);
  assert.deepEqual(moved([0.2, 0.4], 1, 0.1), [0.1, 0.1]);
  assert.equal(moved([0.5, 1], 0, 0), null);
});

test("ends and runs say what they stand for", () => {
  assert.equal(wordsAt(FACTS, 1, 0.8), "Adam");
  assert.equal(wordsAt(FACTS, 2, 0.1), "0.5");
  assert.equal(sentenceOf(FACTS, 1, "diverged"), "Learning rate 0.1 · Optimizer SGD: 0.95");
  assert.equal(sentenceOf(FACTS, 3, "diverged"), "Learning rate 1 · Optimizer Adam: diverged");
  assert.equal(runOf(FACTS, 4), null);
});

test("a label that would run into the one before is left out, the last ends at its tick", () => {
  const x = (at) => 52 + at * 188;
  const rates = [[0, "0.001"], [2 / 7, "0.009851"], [4 / 7, "0.09703"], [6 / 7, "0.9558"]];
  assert.deepEqual(apart(rates, x).map(([, text]) => text), ["0.001", "0.009851", "0.9558"]);
  const names = [[0, "SGD"], [0.5, "Adam"], [1, "Momentum"]];
  assert.deepEqual(apart(names, x), names);
});

test("names are all there, in as few rows as keep them apart and inside the figure", () => {
  const x = (at) => 52 + at * 188;
  const five = ["SGD", "Momentum", "RMSprop", "Adam", "Levenberg–Marquardt"].map((name, place) => [place / 4, name]);
  const placed = staggered(five, x, [2, 258]);
  assert.deepEqual(placed.map(([, text]) => text), five.map(([, text]) => text));
  for (const [, text, row, middle] of placed) {
    assert.ok(middle - text.length * 3.75 >= 2 && middle + text.length * 3.75 <= 258, text);
    for (const [, other, there, where] of placed) {
      if (other !== text && there === row) assert.ok(Math.abs(where - middle) >= (text.length + other.length) * 3.75, `${text} touches ${other}`);
    }
  }
  assert.deepEqual(staggered([[0, "SGD"], [1, "Adam"]], x, [2, 258]).map(([, , row]) => row), [0, 0]);
  assert.equal(staggered(Array.from({ length: 30 }, (_, place) => [place / 29, "Levenberg–Marquardt"]), x, [2, 258]), null);
});

test("labels of an upright axis stand a line apart, its ends stay", () => {
  const height = ([at]) => 276 - at * 232;
  const values = [[0, "0.1"], [0.03, "0.11"], [0.5, "0.3"], [0.97, "0.9"], [1, "1"]];
  assert.deepEqual(above(values, height).map(([, text]) => text), ["0.1", "0.3", "1"]);
  assert.deepEqual(above([[0.5, "only"]], height), [[0.5, "only"]]);
  assert.deepEqual(above([], height), []);
});
