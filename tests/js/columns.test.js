// Which layers' columns have tiles, and whose links are drawn one by one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { columnCount, linked, throughTime } from "../../static/js/network/columns.js";

const dense = { name: "dense", out_shape: [6], fan_out: 6 };
const sum = { name: "residual", out_shape: [6], fan_out: 6 };

test("a residual layer shows what comes out of the sum, and the next layer's links begin there", () => {
  assert.equal(columnCount(sum), 6);
  assert.equal(columnCount({ ...sum, out_shape: [4, 5, 5], fan_out: 100 }), 4); // maps
  assert.equal(linked({ layers: [dense, dense, sum, dense], shape: [2] }, 3), true);
  assert.equal(linked({ layers: [dense, dense, sum, dense], shape: [2] }, 2), false); // nothing is weighted on the way into a sum
  for (const name of ["flatten", "dropout", "batch_norm"]) assert.equal(columnCount({ ...sum, name }), 0);
});

test("recurrent units have a tile each, whether all their steps go on or the last", () => {
  const [last, every] = [{ name: "lstm", out_shape: [5], fan_out: 5 }, { name: "gru", out_shape: [11, 3], fan_out: 33 }];
  assert.deepEqual([last, every].map(columnCount), [5, 3]);
  assert.deepEqual([last, every, { ...sum, out_shape: [11, 3] }, dense].map(throughTime), [true, true, true, false]);
});
