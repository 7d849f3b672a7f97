// The arena's figures: heights on the scale, places of the window on the canvas, the relief's angles, rates, and where a path is drawn to.

import assert from "node:assert/strict";
import { test } from "node:test";

import { contours, scaleOf } from "../../static/js/arena/ground.js";
import { hider } from "../../static/js/arena/behind.js";
import { flat, projection, ticks } from "../../static/js/arena/places.js";
import { rates, scaleSlot, stride, until } from "../../static/js/arena/result.js";

test("half of the map lies in the lower half of the scale, whatever the heights", () => {
  const heights = Float32Array.from({ length: 1001 }, (_, at) => 10 ** (at / 100)); // ten decades
  const scale = scaleOf(heights, 0);
  assert.ok(Math.abs(scale.place(heights[500]) - 0.5) < 0.01 || scale.power === 0.08);
  for (const place of [0, 0.3, 1]) assert.ok(Math.abs(scale.place(scale.height(place)) - place) < 1e-9);
  assert.equal(scale.low, 0);
});

test("what is not finite is left out, and nothing at all is no scale", () => {
  const scale = scaleOf(Float32Array.of(NaN, 1, Infinity, 3, 2), NaN);
  assert.deepEqual([scale.low, scale.high, scale.place(2)], [1, 3, 0.5]);
  assert.equal(scaleOf(Float32Array.of(NaN, Infinity), NaN), null);
});

test("a map has a pixel for every place that has a height, none elsewhere", () => {
  const heights = Float32Array.of(0, 1, 2, 1, 2, 3, NaN, 3, 4); // 3 × 3, the lower left corner unknown
  const pixels = contours({ heights, side: 3 }, scaleOf(heights, 0), 20, "light");
  const alpha = (x, y) => pixels[4 * (y * 20 + x) + 3];
  assert.deepEqual([alpha(1, 1), alpha(18, 1), alpha(18, 18), alpha(1, 18)], [255, 255, 255, 0]);
});

test("a click comes back as the place that was clicked", () => {
  const { put, back } = flat([[-2, 6], [1, 3]], 500);
  for (const place of [[-2, 1], [6, 3], [0.5, 2.2]]) {
    const [x, y] = back(...put(...place));
    assert.ok(Math.abs(x - place[0]) < 1e-9 && Math.abs(y - place[1]) < 1e-9);
  }
  assert.ok(put(6, 3)[0] > put(-2, 3)[0] && put(0, 3)[1] < put(0, 1)[1], "x to the right, y upwards");
});

test("ticks are round and stand inside", () => {
  assert.deepEqual(ticks(-5, 5), [-4, -2, 0, 2, 4]);
  assert.deepEqual(ticks(-0.1, 0.5), [0, 0.2, 0.4]);
});

test("seen from straight above the relief is the map; a turn goes about its middle", () => {
  const above = projection(0, 90, 100);
  assert.deepEqual(above(0, 0, 0.2).map(Math.round), above(0, 0, 0.9).map(Math.round));
  assert.ok(above(1, 0, 0)[0] > 50 && above(0, 1, 0)[1] < 50);
  const [x, y] = projection(90, 90, 100)(1, 0, 0);
  assert.ok(Math.abs(x - 50) < 1e-9 && y < 50, "what lay to the right lies at the back");
  assert.ok(projection(0, 30, 100)(0, 0, 1)[1] < projection(0, 30, 100)(0, 0, 0)[1], "high is up");
});

test("the rate of plain descent is its learning rate along both axes, and unknown without a gradient", () => {
  const path = { x: Float32Array.of(1, 0.5, 0.25), y: Float32Array.of(0, 0, 0), gradient: { x: Float32Array.of(5, 2.5, 1.25), y: new Float32Array(3) } };
  const found = rates(path);
  assert.ok(found.x.every((rate) => Math.abs(rate - 0.1) < 1e-7) && found.y.every(Number.isNaN));
  assert.deepEqual(stride(path, 1), { x: -0.25, y: 0 });
  assert.equal(stride(path, 2), null);
});

test("who diverged is drawn to where it did", () => {
  assert.equal(until({ diverged: 7 }, 20), 7);
  assert.equal(until({ diverged: null }, 20), 20);
  assert.equal(scaleSlot({ slots: { m: 1, v: 2 } }), 2);
  assert.equal(scaleSlot({ slots: { momentum: 1 } }), null);
});

test("the relief hides what stands behind a hill, from the side it is seen from, and nothing from above", () => {
  const side = 61; // a ridge along y = 0 over a plain: 1 there, 0 elsewhere
  const heights = Float32Array.from({ length: side * side }, (_, at) => (Math.abs(Math.floor(at / side) - 30) <= 1 ? 1 : 0));
  const race = { heights, side, told: { window: [[-1, 1], [-1, 1]] } };
  const scale = scaleOf(heights, 0);
  const seen = (turn, tilt) => {
    const hides = hider(race, scale, { turn, tilt });
    return (y) => hides(0, y, 0);
  };
  // The line of sight climbs tan(tilt) / (2 · 0.62) of the scale a unit of ground, so a ridge of height 1 hides 1.24 / tan(tilt) behind it.
  for (const tilt of [40, 60, 75]) {
    const shadow = 1.24 / Math.tan((tilt * Math.PI) / 180);
    const front = seen(0, tilt);
    for (const y of [0.3, 0.5, 0.7, 0.95]) if (Math.abs(y - shadow) > 0.1) assert.equal(front(y), y < shadow, `y ${y} at ${tilt}°`);
    assert.equal(front(-0.5), false, "what lies before the ridge is seen");
    assert.equal(seen(180, tilt)(0.5), false, "and so is what lay behind it, from the other side");
  }
  assert.equal(seen(0, 90)(0.5), false);
});
