// A run's thumbnail: the bytes a trainer wrote (the same as in tests/training/test_thumbnails.py), read and coloured.

import assert from "node:assert/strict";
import { test } from "node:test";

import { CLASSES, CONFUSION, decode, fromBase64, LINE, NONE, SIGNED } from "../../static/js/thumbs/decode.js";
import { cellPixels, finiteStart } from "../../static/js/thumbs/draw.js";

const bytes = (hex) => Uint8Array.from(hex.replaceAll(" ", "").match(/../g), (pair) => parseInt(pair, 16));
const GOLDEN = "42505431 01030201 2c010000 e8030000 817f0080ff01020304 0aec 00ff fe64 80ff";

test("a thumbnail is read as it was written", () => {
  const read = decode(bytes(GOLDEN));
  assert.deepEqual([read.kind, read.side, read.epoch, read.width], [SIGNED, 3, 300, 1000]);
  assert.deepEqual([...read.cells], [-127, 127, 0, -128, -1, 1, 2, 3, 4]);
  assert.deepEqual([...read.dots], [10, -20]);
  assert.deepEqual([[...read.places], [...read.train], [...read.test]], [[0, 255], [254, 100], [128, 255]]);
});

test("bytes inside a larger buffer and base64 are read alike", () => {
  const inside = new Uint8Array([9, 9, 9, ...bytes(GOLDEN), 9]).subarray(3, -1);
  assert.deepEqual([...decode(inside).cells], [...decode(bytes(GOLDEN)).cells]);
  assert.deepEqual(fromBase64(Buffer.from(bytes(GOLDEN)).toString("base64")), bytes(GOLDEN));
});

test("bytes that are no thumbnail, or not all of one, are an error", () => {
  for (const hex of ["", "42505431", GOLDEN.slice(0, -2), `${GOLDEN}00`, GOLDEN.replace("4250", "4251")]) {
    assert.throws(() => decode(hex ? bytes(hex) : new Uint8Array()), /thumbnail/);
  }
});

test("the number of cells follows the kind", () => {
  const head = (kind, side, cells) => bytes(`42505431 0${kind}0${side}0000 00000000 01000000 ${"05".repeat(cells)}`);
  for (const [kind, side, cells] of [[NONE, 5, 0], [CLASSES, 3, 9], [LINE, 7, 7], [CONFUSION, 3, 9]]) {
    assert.equal(decode(head(kind, side, cells)).cells.length, cells);
    assert.throws(() => decode(head(kind, side, cells + 1)), /should have/);
  }
});

test("cells have the colours of every signed thing, and a cell without a number the hatch's", () => {
  const colours = { theme: "light", third: [27, 138, 90], hatch: [255, 92, 168] };
  const at = (pixels, index) => [...pixels.subarray(4 * index, 4 * index + 4)];
  const signed = cellPixels({ kind: SIGNED, cells: Int8Array.of(-127, 0, 127, -128) }, colours);
  assert.deepEqual([at(signed, 0), at(signed, 2)], [[0xd9, 0x77, 0x00, 255], [0x08, 0x77, 0xbd, 255]]);
  assert.deepEqual(at(signed, 3), [255, 92, 168, 255]);
  const grey = at(signed, 1);
  assert.ok(Math.max(...grey.slice(0, 3)) - Math.min(...grey.slice(0, 3)) < 6, `the middle is grey, not ${grey}`);
  const classes = cellPixels({ kind: CLASSES, cells: Uint8Array.of(31, (1 << 5) | 31, (2 << 5) | 31, 2 << 5) }, colours);
  assert.deepEqual([at(classes, 0), at(classes, 1), at(classes, 2)], [[0xd9, 0x77, 0x00, 255], [0x08, 0x77, 0xbd, 255], [27, 138, 90, 255]]);
  assert.ok(at(classes, 3).every((value, index) => Math.abs(value - grey[index]) < 6), "undecided is grey, whichever class leads");
});

test("a curve ends before its first number that is none", () => {
  assert.deepEqual([[1, 2, 3], [1, 255, 3], [255]].map((values) => finiteStart(Uint8Array.from(values))), [3, 1, 0]);
});
