import assert from "node:assert/strict";
import { test } from "node:test";

import { openAt } from "../../static/js/instrument/opening.js";

/** As much of a scene as opening at an epoch needs. */
class Stage extends EventTarget {
  run = { id: "r" };
  store = { state: null };
  newest = 0;
  lookingAt = null;
  looks = [];

  look(epoch) {
    this.looks.push(epoch);
    this.lookingAt = epoch >= this.newest ? null : epoch;
    this.tell("look");
  }

  tell(type) {
    this.dispatchEvent(new Event(type));
  }

  arrive(newest) {
    this.newest = newest;
    this.tell("records");
  }
}

function opening(epoch, known) {
  const stage = new Stage();
  openAt(stage, epoch);
  if (known !== undefined) {
    stage.store.state = { epoch: known };
    stage.tell("state");
  }
  return stage;
}

test("looks at the epoch as soon as its records are there, and once", () => {
  const stage = opening(40, 300);
  stage.arrive(12);
  stage.arrive(40);
  assert.deepEqual(stage.looks, [], "the newest is not the past yet");
  stage.arrive(80);
  assert.deepEqual([stage.looks, stage.lookingAt], [[40], 40]);
  stage.lookingAt = null; // the person went back to the newest
  stage.arrive(120);
  assert.deepEqual(stage.looks, [40]);
});

test("a run that has not come so far is watched live, for good", () => {
  const stage = opening(40, 20);
  for (const newest of [20, 39, 41, 100]) stage.arrive(newest);
  assert.deepEqual([stage.looks, stage.lookingAt], [[], null]);
});

test("records before the first word of the run are waited with", () => {
  const stage = opening(40);
  stage.arrive(80);
  assert.deepEqual(stage.looks, []);
  stage.store.state = { epoch: 80 };
  stage.tell("state");
  assert.deepEqual(stage.looks, [40]);
});

test("whoever looks around meanwhile, or starts another run, stays where they are", () => {
  const looking = opening(40, 300);
  looking.newest = 30;
  looking.look(10);
  looking.arrive(200);
  assert.deepEqual(looking.looks, [10]);
  const other = opening(40, 300);
  other.run = { id: "another" };
  other.tell("run");
  other.arrive(200);
  assert.deepEqual(other.looks, []);
});

test("epoch 0 is an epoch", () => {
  const stage = opening(0, 300);
  stage.arrive(5);
  assert.deepEqual(stage.looks, [0]);
});
