import assert from "node:assert/strict";
import { test } from "node:test";

import { Gap, RunStore } from "../../static/js/live/store.js";
import { chunk, frame, hello, joined, loss } from "./making.js";

function store(...events) {
  const one = new RunStore();
  one.heard = [];
  for (const type of events) one.addEventListener(type, ({ detail }) => one.heard.push([type, detail]));
  one.hello(hello());
  return one;
}

test("records grow as columns, over many chunks", () => {
  const run = store("records");
  let [seq, turn] = [0, 0];
  while (seq < 2000) seq += run.append(chunk(seq, 1 + (turn++ % 13)));
  assert.equal(run.length, seq);
  assert.deepEqual([...run.column("epoch")], Array.from({ length: seq }, (_, i) => i));
  assert.deepEqual([...run.column("train_loss")], Array.from({ length: seq }, (_, i) => Math.fround(loss(i))));
  assert.equal(run.column("nothing"), undefined);
  assert.equal(run.heard.length, turn);
});

test("what repeats is dropped, in part or whole; what would leave a hole is an error and changes nothing (F38)", () => {
  const run = store("records");
  run.append(chunk(0, 10));
  assert.equal(run.append(chunk(4, 6)), 0);
  assert.equal(run.append(chunk(8, 5)), 3);
  assert.throws(() => run.append(chunk(14, 2)), Gap);
  assert.equal(run.length, 13);
  assert.deepEqual([...run.column("epoch")], Array.from({ length: 13 }, (_, i) => i));
  assert.deepEqual(run.heard.map(([, detail]) => detail), [{ from: 0, to: 10 }, { from: 10, to: 13 }]);
});

test("a random order of chunks never leaves a hole or a repeat", () => {
  let state = 7;
  const next = (n) => (state = (state * 1103515245 + 12345) % 2 ** 31) % n;
  for (let round = 0; round < 200; round += 1) {
    const run = store();
    for (let i = 0; i < 60; i += 1) {
      try {
        run.append(chunk(next(100), 1 + next(20)));
      } catch (error) {
        assert.ok(error instanceof Gap);
      }
      const epochs = run.column("epoch") ?? [];
      assert.ok(epochs.every((epoch, seq) => epoch === seq));
    }
  }
});

test("key frames are found by record, whatever order they came in", () => {
  const run = store("frame");
  assert.equal(run.frame(), null);
  run.addFrames(joined(frame(8), frame(2)));
  run.addFrames(frame(4));
  assert.deepEqual(run.frameSeqs, [2, 4, 8]);
  assert.equal(run.frame(1), null);
  assert.equal(run.frame(2).seq, 2);
  assert.equal(run.frame(7).seq, 4);
  assert.equal(run.frame().seq, 8);
  assert.deepEqual([...run.frame(5).sections.weights], [4, 4.5, -4]);
  run.addFrames(frame(4));
  assert.deepEqual(run.frameSeqs, [2, 4, 8]);
});

test("a new attempt takes over from its first record on", () => {
  const run = store("reset");
  run.append(chunk(0, 10));
  run.addFrames(joined(frame(2), frame(6), frame(8)));
  run.truncate(6, 2);
  assert.deepEqual([run.length, run.attempt, run.frameSeqs], [6, 2, [2]]);
  assert.equal(run.append(chunk(6, 3)), 3);
  assert.deepEqual(run.heard, [["reset", { from: 6 }]]);
});

test("state and probe are kept and told", () => {
  const run = store("state", "probe");
  run.setState({ state: "paused" });
  run.setProbe({ loss: 0.5 });
  assert.deepEqual([run.state.state, run.state.epochs, run.probe], ["paused", 300, { loss: 0.5 }]);
});
