// The X-ray's columns, the scales, and the numbers beside them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { divergingTable, film, filmTable, signed } from "../../static/js/colour.js";
import { featureName, percent, powerOfTen, readout, size } from "../../static/js/format.js";
import { nextNice, stepped } from "../../static/js/numbers.js";
import { unitsShown } from "../../static/js/network/widths.js";
import { cells, epochAt, firstTouched, leftOf, median } from "../../static/js/strip/cells.js";
import { Strip } from "../../static/js/strip/strip.js";

const epochs = (count) => Uint32Array.from({ length: count }, (_, epoch) => epoch);

test("columns are laid over the planned epochs without gap or overlap", () => {
  const row = cells(epochs(301), new Float32Array(301).fill(0.1), 300, 1127);
  assert.equal(row[0].from, 0);
  assert.equal(row.at(-1).to, 1127);
  row.slice(1).forEach((cell, index) => assert.equal(cell.from, row[index].to));
});

test("a run under way leaves the rest of the film dark", () => {
  const row = cells(epochs(31), new Float32Array(31).fill(0.1), 300, 903);
  assert.equal(row.at(-1).to, leftOf(31, 300, 903));
});

test("several epochs in one pixel show the median of the logs", () => {
  const values = Float32Array.from({ length: 1000 }, (_, epoch) => (epoch % 5 === 0 ? 1e6 : 0.01));
  for (const cell of cells(epochs(1000), values, 999, 100)) assert.ok(Math.abs(cell.place - -2) < 1e-6);
});

test("exactly nothing and not a number are cells of their own", () => {
  const kinds = cells(epochs(4), Float32Array.from([0.5, 0, NaN, Infinity]), 3, 400).map((cell) => cell.kind);
  assert.deepEqual(kinds, ["size", "zero", "broken", "broken"]);
});

test("shares are told as they are, and a cell ends where nothing was measured", () => {
  const row = cells([0, 1, 4], [0, 0.5, 1], 9, 100, { shares: true, ends: [1, 2, 5] });
  assert.deepEqual(row, [
    { from: 0, to: 10, kind: "size", place: 0 },
    { from: 10, to: 20, kind: "size", place: 0.5 },
    { from: 40, to: 50, kind: "size", place: 1 },
  ]);
});

/** A canvas context that notes what is filled: `columns[x]` is the colour last put on pixel column x of the first row. */
function paper(width) {
  const columns = Array(width).fill(null);
  return {
    columns,
    fillStyle: "",
    fillRect(x, y, w) {
      if (y === 0) columns.fill(this.fillStyle, x, x + w);
    },
    clearRect(x, y, w) {
      columns.fill(null, x, x + w);
    },
  };
}

test("a strip drawn as records arrive is the strip drawn at once, whatever arrives together", () => {
  for (const [planned, width] of [[299, 1000], [999, 130], [300, 301]]) {
    const values = Float32Array.from({ length: planned + 1 }, (_, epoch) => 10 ** (-4 + 4 * Math.abs(Math.sin(epoch / 9))));
    const film = (count) => ({
      key: "same", epochs: epochs(count), read: (begin) => [values.slice(begin, count)], scale: { kind: "log", from: -5, to: 1 }, planned, width, row: 10, gap: 2, grows: true,
    });
    const [little, once] = [paper(width), paper(width)];
    const strip = new Strip();
    const kinds = new Set();
    for (let count = 1; count <= planned + 1; count += 1 + (count % 7)) kinds.add(strip.paint(little, film(Math.min(count, planned + 1))));
    strip.paint(little, film(planned + 1));
    assert.equal(new Strip().paint(once, film(planned + 1)), "whole");
    assert.deepEqual(little.columns, once.columns);
    assert.deepEqual([...kinds], ["whole", "part"]);
    assert.equal(strip.paint(little, film(planned + 1)), "");
  }
});

test("only the pixel columns that grew are touched", () => {
  assert.equal(firstTouched(epochs(301), 0, 300, 1127), 0);
  assert.equal(firstTouched(epochs(301), 40, 300, 1127), 39);
  assert.equal(firstTouched(epochs(1000), 505, 999, 100), 500);
});

test("pixel and epoch agree", () => {
  for (const epoch of [0, 1, 40, 299, 300]) assert.equal(epochAt(leftOf(epoch, 300, 1127) + 2, 300, 1127), epoch);
});

test("the median of an even count is the middle's mean", () => assert.equal(median([4, 1, 3, 2]), 2.5));

test("the scales end and meet in the colours of the brief", () => {
  assert.equal(signed(-1, "light"), "rgb(217 119 0)");
  assert.equal(signed(1, "light"), "rgb(8 119 189)");
  assert.equal(signed(7, "dark"), "rgb(74 168 240)");
  assert.equal(film(-9), "rgb(26 16 41)");
  assert.equal(film(1), "rgb(246 240 202)");
  assert.equal(divergingTable("dark").length, 256);
});

test("the film brightens strictly", () => {
  const luma = [...filmTable()].map((pixel) => 0.2126 * (pixel & 255) + 0.7152 * ((pixel >> 8) & 255) + 0.0722 * ((pixel >> 16) & 255));
  for (let at = 8; at < luma.length; at += 8) assert.ok(luma[at] > luma[at - 8]);
});

test("numbers read as people write them", () => {
  assert.equal(size(0.2134), "0.21");
  assert.equal(size(1.5e-5), "1.5·10⁻⁵");
  assert.equal(size(-Infinity), "−∞");
  assert.equal(size(640.4), "640");
  assert.equal(readout(0.0841), "0.084");
  assert.equal(readout(12.34), "12.3");
  assert.equal(readout(999.6), "1000"); // three digits that round up to four
  assert.equal(readout(-1234), "−1230");
  assert.equal(percent(0.966), "97 %");
  assert.equal(powerOfTen(-5), "10⁻⁵");
  assert.equal(featureName("x1_squared"), "x₁²");
  assert.equal(featureName("sin_x2"), "sin x₂");
  assert.equal(featureName("petal_length"), "petal length");
});

test("arrow keys take the next nice value within the bounds", () => {
  assert.equal(nextNice(0.03, true), 0.1);
  assert.equal(nextNice(0.1, true), 0.3);
  assert.equal(nextNice(0.1, false), 0.03);
  assert.equal(nextNice(0.05, false), 0.03);
  assert.equal(stepped(64, true, { kind: "int", scale: "linear", minimum: 1, maximum: 64 }), 64);
  assert.equal(stepped(0.1, true, { kind: "float", scale: "linear", minimum: 0, maximum: 0.5 }), 0.12);
});

test("a wide layer shows its first and last five", () => {
  assert.equal(unitsShown(12).length, 12);
  assert.deepEqual(unitsShown(32), [0, 1, 2, 3, 4, null, 27, 28, 29, 30, 31]);
});
