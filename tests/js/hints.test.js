// One hint at a time, in order, each until its action was done.

import assert from "node:assert/strict";
import { test } from "node:test";

import { due, NOTHING_YET, remembered } from "../../static/js/instrument/hints.js";

/** The hints shown while a newcomer does this, step by step. */
function shown(steps, memory = NOTHING_YET) {
  return steps.map((facts) => {
    memory = remembered({ first: true, deep: false, rate: "0.03", ...facts }, memory);
    return due({ first: true, rates: true, deep: false, ...facts }, memory);
  });
}

test("train, then at the end the rates until 0.3 and 10 were seen to their end, then the deep one, then nothing", () => {
  const steps = [
    { state: "new" }, { state: "waiting" }, { state: "training" }, { state: "finished" },
    { state: "training", rate: "0.3" }, { state: "finished", rate: "0.3" }, { state: "training", rate: "10" }, { state: "finished", rate: "10" },
    { state: "new", first: false, deep: true }, { state: "training", first: false, deep: true }, { state: "finished" },
  ];
  assert.deepEqual(shown(steps), ["train", null, null, "rates", "rates", "rates", "rates", "deep", null, null, null]);
});
test("rates are spoken of on First light alone", () => assert.deepEqual(shown([{ state: "training" }, { state: "finished", first: false }]), [null, null]));
test("and not where a teacher hid the rate", () => assert.deepEqual(shown([{ state: "training" }, { state: "finished", rates: false }]), [null, null]));
test("once hidden, none comes", () => assert.deepEqual(shown([{ state: "new" }, { state: "finished" }], { ...NOTHING_YET, off: true }), [null, null]));
test("who trained before is not told to again", () => assert.deepEqual(shown([{ state: "new" }], { ...NOTHING_YET, done: ["train"] }), [null]));
