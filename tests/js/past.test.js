// Key frames of epochs gone by are fetched in blocks: the looked-at record's and the one before, each once, to their very ends.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Past } from "../../static/js/instrument/past.js";

function looking(length) {
  const asked = [];
  globalThis.fetch = async (address) => {
    asked.push(address.match(/from=(\d+)&to=(\d+)/).slice(1).map(Number));
    return new Response(new ArrayBuffer(0));
  };
  const past = new Past("/runs/r/", { length, attempt: 1, addFrames() {} });
  return { asked, past };
}

const settled = () => new Promise((done) => setImmediate(done));

test("the last record of a block belongs to it, the next begins another", async () => {
  const { asked, past } = looking(200);
  past.fetchAround(63);
  assert.deepEqual(asked, [[0, 63]]);
  past.fetchAround(64);
  assert.deepEqual(asked, [[0, 63], [64, 127]]);
  past.fetchAround(127);
  await settled();
  assert.equal(asked.length, 2);
  assert.deepEqual([past.covers(0, 127), past.covers(0, 128)], [true, false]);
});

test("the newest block is asked for again once it has grown, a whole one never", async () => {
  const { asked, past } = looking(65);
  await past.fetchAll();
  assert.deepEqual(asked, [[0, 63], [64, 127]]);
  assert.deepEqual([past.covers(0, 64), past.covers(64, 65)], [true, false]);
  await past.fetchAll();
  assert.equal(asked.length, 2);
});
