// Points drawn by hand: their text, and what can be done to them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Sketch } from "../../static/js/drawing/sketch.js";
import { decode, encode, MOST, place, STEPS, steps } from "../../static/js/drawing/text.js";

const point = (kind, across, up) => ({ kind, across, up });

test("two points worked by hand: 5, then 2^22 + 3, which is 4194302 more, seven bits a byte", () => {
  const text = Buffer.from([5, 0b11111110, 0b11111111, 0b11111111, 1]).toString("base64url");
  assert.equal(encode([point(1, 0, 3), point(0, 0, 5)]), text);
  assert.deepEqual(decode(text), [point(0, 0, 5), point(1, 0, 3)]);
  assert.equal(encode([]), "");
});

test("every point comes back, the corners among them", () => {
  const points = [point(0, 0, 0), point(0, 0, 0), point(1, STEPS, 0), point(2, 0, STEPS), point(2, STEPS, STEPS)];
  assert.deepEqual(decode(encode(points)), points);
  for (let at = 0; at <= STEPS; at += 1) assert.equal(steps(place(at)), at);
  assert.deepEqual([place(0), place(STEPS), steps(-99), steps(99)], [-6, 6, 0, STEPS]);
});

test("each deed is one thing to take back", () => {
  const sketch = new Sketch(encode([point(0, 10, 10)]));
  const added = sketch.add(1, 500, 500);
  sketch.begin(); // a drag
  added.across = 700;
  sketch.erase(sketch.nearest(0, 0, 50));
  assert.deepEqual(sketch.points, [point(1, 700, 500)]);
  assert.ok(sketch.undo());
  assert.deepEqual(decode(sketch.text), [point(0, 10, 10), point(1, 700, 500)]);
  assert.ok(sketch.undo());
  assert.deepEqual(decode(sketch.text), [point(0, 10, 10), point(1, 500, 500)]);
  sketch.clear();
  assert.equal(sketch.text, "");
  assert.ok(sketch.undo() && sketch.undo());
  assert.equal(sketch.text, encode([point(0, 10, 10)]));
  assert.ok(!sketch.undo() && !sketch.canUndo);
});

test("the nearest point within reach is found, and the last of those at one place", () => {
  const sketch = new Sketch();
  const [, second] = [sketch.add(0, 100, 100), sketch.add(1, 100, 100), sketch.add(2, 150, 100)];
  assert.equal(sketch.nearest(110, 100, 20), second);
  assert.equal(sketch.nearest(125, 180, 20), null);
});

test("there is room for so many points and not one more", () => {
  const sketch = new Sketch(encode(Array.from({ length: MOST }, (_, index) => point(index % 2, index, index))));
  assert.equal(sketch.add(0, 1, 1), null);
  assert.equal(sketch.points.length, MOST);
  sketch.erase(sketch.points[7]);
  assert.notEqual(sketch.add(0, 1, 1), null);
});
