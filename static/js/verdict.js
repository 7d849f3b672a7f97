// What the numbers say, in one line: the first rule that holds, on medians of the last ten records, and only once it has held
// for ten. Words accuse the setting, not the person. Pure: records in, sentence out.

import { percent, size } from "./format.js";
import { median } from "./strip/cells.js";
import { say } from "./words.js";

const WINDOW = 10; // records a median is taken over, and for how long a rule must hold
const MEMORY = 60; // records for which a finding stands when no other has held since
const LN2 = Math.LN2;

/**
 * `run`: {train, test, metric, gradient, layers: [gradient norms by record], epochs} — arrays over records, layers from the
 * input side; {task, lr, state, detail, dead, saturated} — shares by layer of the newest key frame, or null.
 * `memo` keeps what was found at each count of records, for as long as the records stay the same.
 * Returns {kind, tone, mark, word, text, change}; `change` is {key, value, words} or null.
 */
export function verdict(run, memo = new Map()) {
  const count = run.train.length;
  if (!count) return null;
  if (run.state === "diverged" || !finite(run.train[count - 1])) return diverged(run);
  for (let end = count; end > count - MEMORY && end > WINDOW; end -= 1) {
    const held = heldAt(run, end, memo);
    if (!held) continue;
    const now = judge(run, count);
    if (now.kind === held.kind) return now; // the newest numbers in the same sentence
    return held.kind === "learning" ? learning(run, count) : held;
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
  const recent = (values, length = WINDOW) => median(values.subarray(Math.max(0, count - length), count));
  const start = run.train[0];
  const classes = run.task !== "regression";
  const loss = recent(run.train);
  return {
    recent,
    loss,
    guessing: classes ? Math.min(start, LN2) : start,
    unlearned: loss > 0.5 * (classes ? Math.min(start, LN2) : start),
    metric: recent(run.metric),
    gradients: run.layers.map((values) => recent(values)),
  };
}

const RULES = [exploding, bouncing, deadLayer, asleep, saturated, vanishing, byHeart, stuck, learned, settled];

function exploding(run, { recent }) {
  const first = median(run.gradient.subarray(0, WINDOW));
  const times = recent(run.gradient) / first;
  if (!(times > 100)) return null;
  return bad("exploding", say("Exploding"), say("the gradient is {times} × what it was at the start.", { times: size(times) }), {
    key: "training.clip_norm", value: "1", words: say("Clip at 1"),
  });
}

function bouncing(run, { guessing, loss }, count) {
  const from = Math.max(1, count - 40);
  let rises = 0;
  for (let at = from; at < count; at += 1) if (run.train[at] > 1.05 * run.train[at - 1]) rises += 1;
  const seen = count - from;
  if (seen < 20 || rises <= 0.3 * seen || loss <= guessing / 4) return null;
  return warn("bouncing", say("Bouncing"), say("the loss rose in {rises} of the last {seen} epochs; the steps are too long.", { rises, seen }), slower(run));
}

function deadLayer(run) {
  const at = run.dead?.findIndex((share) => share >= 0.9) ?? -1;
  if (at < 0) return null;
  const units = run.units?.[at];
  const words = units ? say("{dead} of {units} units of layer {layer} answer 0 to every point.", { dead: Math.round(run.dead[at] * units), units, layer: at + 1 })
    : say("layer {layer} answers 0 to every point.", { layer: at + 1 });
  return bad("dead", say("Dead layer"), words, slower(run));
}

function asleep(run, { gradients }) {
  const at = gradients.indexOf(0);
  if (at < 0) return null;
  return bad("asleep", say("Asleep"), say("layer {layer} receives exactly 0. Equal weights cannot tell each other apart.", { layer: at + 1 }), {
    key: "network.initializer.name", value: "xavier_uniform", words: say("Try xavier"),
  });
}

function saturated(run, { unlearned }) {
  const at = unlearned ? (run.saturated?.findIndex((share) => share >= 0.8) ?? -1) : -1;
  if (at < 0) return null;
  const share = percent(run.saturated[at]);
  return warn("saturated", say("Saturated"), say("{share} of layer {layer}'s outputs are stuck at the flat ends, where the slope is nearly 0.", { share, layer: at + 1 }), {
    key: "network.initializer.name", value: "xavier_uniform", words: say("Smaller start"),
  });
}

function vanishing(run, { unlearned, gradients }) {
  const ratio = gradients[0] / gradients.at(-1);
  if (!unlearned || gradients.length < 2 || !(ratio < 0.01)) return null;
  return warn("vanishing", say("Vanishing"), say("layer 1 gets {ratio} × the gradient of the output.", { ratio: size(ratio) }), {
    key: "all.activation", value: "tanh", words: say("Try tanh"),
  });
}

function byHeart(run, { recent }, count) {
  let best = 0;
  for (let at = 1; at < count; at += 1) if (run.test[at] < run.test[best]) best = at;
  const now = recent(run.test);
  const then = median(run.train.subarray(Math.max(0, best - WINDOW / 2), best + WINDOW / 2));
  if (!(now > 1.25 * run.test[best]) || run.epochs[count - 1] - run.epochs[best] < 20 || recent(run.train) >= then) return null;
  return warn("by-heart", say("Learning by heart"), say("test loss was best at epoch {epoch} ({best}), now {now}.", {
    epoch: run.epochs[best], best: size(run.test[best]), now: size(now),
  }), { key: "regularization.l2", value: "0.03", words: say("Try L2 0.03") });
}

function stuck(run, { unlearned, loss, guessing }, count) {
  if (!unlearned || !(gain(run, count) < 0.01)) return null;
  const words = Math.abs(loss - LN2) < 0.01 && guessing <= LN2 && run.task === "binary"
    ? say("nothing gained in 50 epochs, loss {loss} = guessing.", { loss: size(loss, 3) })
    : say("nothing gained in 50 epochs, loss {loss}.", { loss: size(loss, 3) });
  return plain("stuck", "▬", say("Stuck"), words, { key: "do", value: "layer.add", words: say("Add a layer") });
}

function learned(run, { metric }) {
  if (!(metric >= 0.95)) return null;
  const words = run.task === "regression"
    ? say("{share} of what varies in unseen points is explained.", { share: percent(metric) })
    : say("{share} of unseen points are right.", { share: percent(metric) });
  return { kind: "learned", tone: "good", mark: "✓", word: say("Learned"), text: words, change: null };
}

function settled(run, { metric }, count) {
  if (!(gain(run, count) < 0.02)) return null;
  return plain("settled", "▬", say("Settled"), say("at {share}: more epochs will not help, another network might.", { share: percent(Math.max(0, metric)) }),
    run.units?.length > 1 ? { key: "do", value: "units.more.0", words: say("One neuron more") } : null);
}

/** By how much of itself the loss fell over the last 50 records; ∞ where fewer are known. */
function gain(run, count) {
  if (count < 50 + WINDOW) return Infinity;
  const before = median(run.train.subarray(count - 50 - WINDOW, count - 50));
  return (before - median(run.train.subarray(count - WINDOW, count))) / before;
}

function diverged(run) {
  const { epoch = run.epochs.at(-1), layer } = run.detail ?? {};
  const where = layer ? say("at epoch {epoch}, first in layer {layer}: numbers grew beyond all bounds.", { epoch, layer })
    : say("at epoch {epoch}: numbers grew beyond all bounds.", { epoch });
  return { ...bad("diverged", say("Diverged"), where, slower(run)), joined: true };
}

function learning(run, count) {
  const loss = size(run.train[count - 1], 3);
  const all = run.layers.every((values) => values[count - 1] > 0);
  const text = all ? say("loss {loss}, all layers receive gradient.", { loss }) : say("loss {loss}.", { loss });
  return { kind: "learning", tone: "plain", mark: "○", word: say("Learning"), text, change: null };
}

function slower(run) {
  if (!(run.lr > 0)) return null;
  const value = String(Number(Math.min(run.lr / 10, 1).toPrecision(3))); // a tenth of a billion would be no help
  return { key: "optimizer.lr", value, words: say("Try {value}", { value }) };
}

function bad(kind, word, text, change) {
  return { kind, tone: "bad", mark: "✕", word, text, change };
}

function warn(kind, word, text, change) {
  return { kind, tone: "warn", mark: "▲", word, text, change };
}

function plain(kind, mark, word, text, change) {
  return { kind, tone: "plain", mark, word, text, change };
}

function finite(value) {
  return Number.isFinite(value);
}
