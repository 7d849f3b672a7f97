// The rules, in the order in which they are asked. Each takes (run, facts, count) and returns a finding or null.

import { percent, readout, size } from "../format.js";
import { say } from "../words.js";
import { clipped, openLayers, pulled, slower, smallerStart, unlikeStart, wider } from "./tries.js";

const LOOK_BACK = 40; // records over which rises of the loss are counted
const LN2 = Math.LN2;

export const RULES = [exploding, bouncing, deadLayer, asleep, saturated, vanishing, byHeart, stuck, learned, settled];

function exploding(run, { recent, first, loss, guessing }, count) {
  const times = recent(run.gradient) / first(run.gradient);
  if (!(times > 100) || loss <= guessing / 4) return null; // a solved problem leaves a gradient of next to 0, and 100 times that is little
  const change = run.units.length ? clipped(run, count) : slower(run, count); // with no layers to pass through, the step is to blame
  return bad("exploding", say("Exploding"), say("the gradient is {times} × what it was at the start.", { times: size(times) }), change);
}

function bouncing(run, { guessing, loss }, count) {
  const from = Math.max(1, count - LOOK_BACK);
  let rises = 0;
  for (let at = from; at < count; at += 1) if (run.train[at] > 1.05 * run.train[at - 1]) rises += 1;
  const seen = count - from;
  if (seen < LOOK_BACK / 2 || rises <= 0.3 * seen || loss <= guessing / 4) return null;
  const words = run.epochs[count - 1] - run.epochs[from - 1] === seen
    ? say("the loss rose in {rises} of the last {seen} epochs; the steps are too long.", { rises, seen })
    : say("the loss rose in {rises} of the last {seen} records; the steps are too long.", { rises, seen });
  return warn("bouncing", say("Bouncing"), words, slower(run, count));
}

function deadLayer(run, _, count) {
  const { dead } = run.shares(count);
  const at = dead?.findIndex((share) => share >= 0.9) ?? -1;
  if (at < 0) return null;
  const places = { dead: Math.round(dead[at] * run.units[at]), units: run.units[at], layer: run.numbers[at], epoch: silentSince(run, at, count) };
  const words = places.epoch === null ? say("{dead} of {units} units of layer {layer} answer 0 to every point.", places)
    : say("{dead} of {units} units of layer {layer} answer 0 to every point since epoch {epoch}.", places);
  return bad("dead", say("Dead layer"), words, slower(run, count));
}

/** The epoch since which layer `at` got no gradient at all, or null. A layer with one unit alive still gets some. */
function silentSince(run, at, count) {
  let from = count;
  while (from > 0 && run.layers[at][from - 1] === 0) from -= 1;
  return from < count ? run.epochs[from] : null;
}

function asleep(run, { gradients, unlearned }) {
  const at = unlearned && gradients.length > 1 ? gradients.indexOf(0) : -1;
  if (at < 0) return null;
  return bad("asleep", say("Asleep"), say("layer {layer} receives exactly 0; equal weights stay equal.", { layer: run.numbers[at] }), unlikeStart(run));
}

function saturated(run, { unlearned }, count) {
  const shares = unlearned ? run.shares(count).saturated : null;
  const at = shares?.findIndex((share) => share >= 0.8) ?? -1;
  if (at < 0) return null;
  const places = { share: percent(shares[at]), layer: run.numbers[at] };
  const words = run.activations[at] === "tanh" ? say("{share} of layer {layer}'s outputs are stuck at ±1, where the slope is nearly 0.", places)
    : say("{share} of layer {layer}'s outputs are stuck at the flat ends, where the slope is nearly 0.", places);
  return warn("saturated", say("Saturated"), words, smallerStart(run, count));
}

function vanishing(run, { unlearned, gradients }) {
  const ratio = gradients[0] / gradients.at(-1);
  if (!unlearned || gradients.length < 2 || !(ratio < 0.01)) return null;
  return warn("vanishing", say("Vanishing"), say("layer {layer} gets {ratio} × the gradient of the output.", { layer: run.numbers[0], ratio: size(ratio) }), openLayers(run));
}

function byHeart(run, facts, count) {
  const best = facts.metric >= 0.95 ? null : bestBefore(run, facts, count); // nearly all unseen points right: nothing was lost
  if (best === null) return null;
  const places = { epoch: run.epochs[best], best: readout(run.test[best]), now: readout(run.test[count - 1]) };
  return warn("by-heart", say("Learning by heart"), say("test loss was best at epoch {epoch} ({best}), now {now}.", places), pulled(run));
}

/** The record of the best test loss, where it has become clearly worse since while the training loss still fell; else null. */
function bestBefore(run, { recent, around, guessing }, count) {
  let best = 0;
  for (let at = 1; at < count; at += 1) if (run.test[at] < run.test[best]) best = at;
  const now = recent(run.test);
  const worse = now > 1.25 * run.test[best] && now - run.test[best] > guessing / 20; // next to 0 a quarter more is nothing
  return worse && run.epochs[count - 1] - run.epochs[best] >= 20 && recent(run.train) < around(run.train, best) ? best : null;
}

function stuck(run, { unlearned, loss, guessing, gain, span }, count) {
  if (!unlearned || !(gain < 0.01) || loss < 0.75 * guessing) return null; // better than that has found something: it settled
  const places = { loss: readout(run.train[count - 1]), span };
  const words = Math.abs(loss - LN2) < 0.01 && guessing <= LN2 && run.task === "binary"
    ? say("nothing gained in {span} epochs, loss {loss} = guessing.", places)
    : say("nothing gained in {span} epochs, loss {loss}.", places);
  return plain("stuck", "▬", say("Stuck"), words, wider(run));
}

function learned(run, facts, count) {
  if (!(facts.metric >= 0.95)) return null;
  const best = run.testIsTrain ? null : bestBefore(run, facts, count);
  const text = (now, records) => learnedWords(now, records, best === null ? null : now.epochs[best]);
  return { kind: "learned", tone: "good", mark: "✓", word: say("Learned"), text: text(run, count), retold: text, change: null };
}

/** With the metric as it is read at that record, whatever the median that the rule holds by. */
function learnedWords(run, count, epoch) {
  const metric = run.metric[count - 1];
  if (run.testIsTrain) return allWords(metric, run.points);
  const [places, past] = [{ share: percent(metric), epoch }, epoch !== null];
  if (run.task === "regression") return past ? say("{share} of what varies in unseen points is explained; the test loss was best at epoch {epoch}.", places)
    : say("{share} of what varies in unseen points is explained.", places);
  return past ? say("{share} of unseen points are right; the test loss was best at epoch {epoch}.", places) : say("{share} of unseen points are right.", places);
}

/** Where the test set is the training set, nothing is unseen. */
function allWords(metric, total) {
  if (metric === 1) return say("all {total} points are right.", { total });
  return say("{right} of {total} points are right.", { right: Math.round(metric * total), total });
}

function settled(run, { gain }, count) {
  if (!(gain < 0.02)) return null;
  const text = (now, records) => say("at {share}: more epochs will not help, another network might.", { share: percent(Math.max(0, now.metric[records - 1])) });
  return { ...plain("settled", "▬", say("Settled"), text(run, count), wider(run)), retold: text };
}

/** Numbers left the finite: known at once, no rule has to hold first. */
export function diverged(run, count) {
  const { epoch = run.epochs[count - 1], layer } = run.detail ?? {};
  const where = layer === run.numbers.at(-1) ? say("at epoch {epoch}, first in the output layer: numbers grew beyond all bounds.", { epoch })
    : layer ? say("at epoch {epoch}, first in layer {layer}: numbers grew beyond all bounds.", { epoch, layer })
    : say("at epoch {epoch}: numbers grew beyond all bounds.", { epoch });
  return { ...bad("diverged", say("Diverged"), where, slower(run, count)), joined: true };
}

/** What is said while no rule holds. */
export function learning(run, count) {
  const loss = readout(run.train[count - 1]);
  const all = run.layers.every((values) => values[count - 1] > 0);
  const text = all ? say("loss {loss}, all layers receive gradient.", { loss }) : say("loss {loss}.", { loss });
  return { kind: "learning", tone: "plain", mark: "○", word: say("Learning"), text, change: null };
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
