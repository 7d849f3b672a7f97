// Sentences with numbers in them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { say } from "../../static/js/words.js";

test("how many, and the how-manyth, has commas; what a number names has none", () => {
  assert.equal(say("epoch {epoch} / {planned}", { epoch: 4000, planned: 100000 }), "epoch 4,000 / 100,000");
  assert.equal(say("Run {number}, seed {seed}", { number: 1234, seed: 4711 }), "Run 1234, seed 4711");
  assert.equal(say("{a} {b} {c} {d}", { a: 999, b: 1234.5, c: "4000", d: -2500 }), "999 1234.5 4000 −2,500");
});
