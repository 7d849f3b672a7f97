import assert from "node:assert/strict";
import { test } from "node:test";

import { FormatError, decodeChunk, decodeChunks, decodeFrames, kindOf } from "../../static/js/live/chunk.js";
import { FRAME_SCHEMA, SCHEMA, chunk, frame, joined, loss } from "./making.js";

test("a chunk gives its columns, NaN included, without copying", () => {
  const bytes = chunk(5, 3);
  const { firstSeq, rows, columns } = decodeChunk(SCHEMA, bytes);
  assert.deepEqual([firstSeq, rows], [5, 3]);
  assert.deepEqual([...columns.epoch], [5, 6, 7]);
  assert.deepEqual([...columns.step], [50, 60, 70]);
  assert.deepEqual([...columns.train_loss], [Math.fround(loss(5)), NaN, Math.fround(loss(7))]);
  assert.equal(columns.step.buffer, bytes);
});

test("chunks and key frames come apart again when joined", () => {
  assert.deepEqual(decodeChunks(SCHEMA, joined(chunk(0, 1), chunk(1, 4), chunk(5, 2))).map((one) => one.firstSeq), [0, 1, 5]);
  const frames = decodeFrames(FRAME_SCHEMA, joined(frame(2), frame(9)));
  assert.deepEqual(frames.map((one) => one.seq), [2, 9]);
  assert.deepEqual([...frames[1].sections.weights], [9, 9.5, -9]);
  assert.deepEqual([...frames[1].sections.confusion], [1, 2, 3, 9]);
  assert.deepEqual(decodeFrames(FRAME_SCHEMA, new ArrayBuffer(0)), []);
});

test("bytes are told apart by their magic", () => {
  assert.equal(kindOf(chunk(0, 1)), "chunk");
  assert.equal(kindOf(frame(0)), "frame");
  assert.throws(() => kindOf(new ArrayBuffer(64)), FormatError);
  assert.throws(() => kindOf(new ArrayBuffer(3)), FormatError);
});

test("every truncation, another version and another schema are refused", () => {
  const whole = chunk(0, 5);
  for (let length = 0; length < whole.byteLength; length += 1) {
    assert.throws(() => decodeChunk(SCHEMA, whole.slice(0, length)), FormatError, `${length} bytes`);
  }
  const later = chunk(0, 1);
  new DataView(later).setUint16(4, 2, true);
  assert.throws(() => decodeChunk(SCHEMA, later), /version/);
  assert.throws(() => decodeChunk({ ...SCHEMA, digest: "ffffffffffffffff" }, whole), /schema/);
  assert.throws(() => decodeFrames(FRAME_SCHEMA, whole), FormatError);
});
