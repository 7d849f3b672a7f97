// The histograms' axis and words: fixed signed bins, whole powers of two.

import assert from "node:assert/strict";
import { test } from "node:test";

import { axisTicks, BINS, binOf, binWords, summary, summaryWords } from "../../static/js/strip/bins.js";

const GRADIENTS = BINS.grad_histogram;
const WEIGHTS = BINS.weight_histogram;
const counts = (found) => Array.from({ length: 32 }, (_, bin) => found[bin] ?? 0);

test("bins run from large negative through 0 to large positive, two octaves or one wide", () => {
  assert.deepEqual(binOf(16, GRADIENTS), { sign: 1, from: -Infinity, to: -22 });
  assert.deepEqual(binOf(15, GRADIENTS), { sign: -1, from: -Infinity, to: -22 });
  assert.deepEqual(binOf(24, GRADIENTS), { sign: 1, from: -8, to: -6 });
  assert.deepEqual(binOf(0, WEIGHTS), { sign: -1, from: 4, to: Infinity });
  assert.deepEqual(binOf(27, WEIGHTS), { sign: 1, from: 0, to: 1 });
});

test("a bin is said in plain numbers", () => {
  assert.equal(binWords(24, GRADIENTS), "0.0039 to 0.016");
  assert.equal(binWords(7, GRADIENTS), "−0.016 to −0.0039");
  assert.equal(binWords(16, WEIGHTS), "0 to 9.8·10⁻⁴");
  assert.equal(binWords(31, WEIGHTS), "16 and above");
  assert.equal(binWords(0, WEIGHTS), "−16 and below");
});

test("the axis is marked in powers of ten, at ±1 where bins meet", () => {
  assert.deepEqual(axisTicks(GRADIENTS).map(({ text }) => text), ["−1", "−10⁻³", "0", "10⁻³", "1"]);
  const small = axisTicks(GRADIENTS)[3];
  assert.ok(binOf(Math.floor(small.at), GRADIENTS).from < Math.log2(0.001) && Math.log2(0.001) < binOf(Math.floor(small.at), GRADIENTS).to);
  for (const scale of [GRADIENTS, WEIGHTS]) for (const { at, text } of axisTicks(scale)) if (text === "1") assert.equal(binOf(at, scale).from, 0);
});

test("the summary counts signs and finds the size that half are below", () => {
  const made = counts({ 7: 3, 24: 2, 26: 1 });
  assert.deepEqual(summary(made, GRADIENTS), { total: 6, negative: 3, positive: 3, half: -6 });
  assert.equal(summaryWords(made, GRADIENTS), "6 values: 3 negative, 3 positive or 0; half of them smaller than 0.016.");
  assert.equal(summaryWords(counts({}), GRADIENTS), "No finite values.");
  assert.equal(summary(counts({ 31: 4 }), WEIGHTS).half, Infinity);
});
