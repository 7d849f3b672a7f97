// What the numbers say, in one line: the first rule that holds, on medians of the last ten records, and only once it has held
// for ten. Words accuse the setting, not the person. Pure: records in, sentence out.

import { diverged, learning, RULES } from "./verdict/rules.js";
import { median } from "./strip/cells.js";

const WINDOW = 10; // records a median is taken over, and for how long a rule must hold
const MEMORY = 60; // records for which a finding stands when no other has held since
const GAINED_OVER = 50; // records over which a run should have become better
const LN2 = Math.LN2;

/**
 * `run` is what verdict/reading.js reads: arrays over records (train, test, metric, gradient, rates, epochs, and `layers` of
 * gradient norms from the input side), {task, state, detail, units}, `shares(count)` of the key frame at that record and what
 * verdict/tries.js asks. `memo` keeps what was found at each count of records, for as long as the records stay the same.
 * Returns {kind, tone, mark, word, text, change}; `change` is {key, value, words} or null. Null before the first record.
 */
export function verdict(run, memo = new Map()) {
  const count = run.train.length;
  if (!count) return null;
  if (run.state === "diverged" || !Number.isFinite(run.train[count - 1])) return diverged(run, count);
  for (let end = count; end > count - MEMORY && end > WINDOW; end -= 1) {
    const held = heldAt(run, end, memo);
    if (!held) continue;
    const now = judge(run, count);
    if (now.kind === held.kind) return now; // the newest numbers in the same sentence
    if (held.kind === "learning") return learning(run, count);
    return held.retold ? { ...held, text: held.retold(run, count) } : held; // rules hold by medians, words say what is read
  }
  return learning(run, count);
}

/** The finding at `end` records, if its rule held for the ten records up to there. */
function heldAt(run, end, memo) {
  const at = (count) => memo.get(count) ?? memo.set(count, judge(run, count)).get(count);
  const found = at(end);
  for (let back = 1; back < WINDOW; back += 1) if (at(end - back).kind !== found.kind) return null;
  return found;
}

/** The first rule that holds when only the first `count` records are known. */
export function judge(run, count) {
  if (count <= WINDOW) return learning(run, count);
  const facts = factsAt(run, count);
  for (const rule of RULES) {
    const found = rule(run, facts, count);
    if (found) return found;
  }
  return learning(run, count);
}

function factsAt(run, count) {
  const recent = (values) => median(values.subarray(Math.max(0, count - WINDOW), count));
  const start = run.train[0];
  const loss = recent(run.train);
  const metric = recent(run.metric);
  const guessing = run.task === "regression" ? start : Math.min(start, LN2);
  return {
    recent,
    loss,
    metric,
    guessing,
    unlearned: loss > guessing / 2 && !(metric >= 0.95), // other losses than cross-entropy count on other scales: the metric knows
    gradients: run.layers.map((values) => recent(values)),
    first: (values) => median(values.subarray(0, WINDOW)),
    around: (values, at) => median(values.subarray(Math.max(0, at - WINDOW / 2), at + WINDOW / 2)),
    gain: gain(run.train, count),
    span: count > GAINED_OVER ? run.epochs[count - 1] - run.epochs[count - 1 - GAINED_OVER] : 0, // in epochs
  };
}

/** By how much of itself the loss fell over the last 50 records; ∞ where fewer are known. */
function gain(train, count) {
  if (count < GAINED_OVER + WINDOW) return Infinity;
  const before = median(train.subarray(count - GAINED_OVER - WINDOW, count - GAINED_OVER));
  return (before - median(train.subarray(count - WINDOW, count))) / before;
}
