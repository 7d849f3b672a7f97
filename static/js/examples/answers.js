// What the network on show answers to the picture's examples: computed here from weights, or as the key frame carries it.

import { forward } from "../network/forward.js";

/** {stages, outputs} over the examples, [unit][example]; `stages` null where only a key frame knows. Null: nothing is known. */
export function answersOf(scene) {
  const { picture, weights } = scene;
  if (!picture?.examples.length) return null;
  const told = scene.frame?.sections.sample_outputs ?? null;
  const kept = found.get(scene);
  if (kept?.picture === picture && kept.weights === weights && kept.told === told) return kept.answers;
  const answers = picture.plain && weights !== null ? computed(picture, weights, scene.buffers) : told ? { stages: null, outputs: unfolded(told, picture.examples.length) } : null;
  found.set(scene, { picture, weights, told, answers });
  return answers;
}
const found = new WeakMap(); // scene → its newest answers: several figures ask for them

function computed(picture, weights, buffers) {
  picture.columnsOfExamples ??= picture.examples[0].map((_, input) => Float64Array.from(picture.examples, (x) => x[input]));
  const stages = forward(picture.layers, weights, picture.columnsOfExamples, buffers);
  return { stages, outputs: stages.at(-1) };
}

/** (examples, outputs) in a row → [output][example]. */
function unfolded(flat, examples) {
  const outputs = flat.length / examples;
  return Array.from({ length: outputs }, (_, unit) => Float64Array.from({ length: examples }, (_, at) => flat[at * outputs + unit]));
}

/**
 * What example `at` was called and how the classes shared it: {best, shares}. Shares add up to 1 where the outputs are scores
 * (softmax, or the logistic curve of one); outputs that are bounded already are shown as they are.
 */
export function sharesOf({ link, layers, classes }, outputs, at) {
  if (outputs.length === 1) {
    const y = outputs[0][at];
    const second = link.kind === "logit" ? 1 / (1 + Math.exp(-y)) : clip((y - link.low) / (link.high - link.low));
    const threshold = link.kind === "logit" ? 0 : (link.low + link.high) / 2;
    return { best: y > threshold ? 1 : 0, shares: [1 - second, second] };
  }
  const values = outputs.map((unit) => unit[at]);
  const best = values.indexOf(Math.max(...values));
  if (layers.at(-1).activation !== "identity") return { best, shares: values.map(clip) };
  const powers = values.map((value) => Math.exp(value - values[best]));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return { best: Math.max(0, best), shares: classes.map((_, unit) => powers[unit] / total) };
}

const clip = (share) => Math.max(0, Math.min(1, share));
