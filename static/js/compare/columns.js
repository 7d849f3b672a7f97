// The columns of records, as people call them, and which way is better.

import { say } from "../words.js";

const PLACES = new Set(["epoch", "step", "gradient_evaluations"]); // what lies to the right, not up
const TITLES = {
  lr: () => say("learning rate"),
  train_loss: () => say("train loss"),
  test_loss: () => say("test loss"),
  penalty: () => say("penalty"),
  train_accuracy: () => say("train accuracy"),
  test_accuracy: () => say("test accuracy"),
  test_precision: () => say("test precision"),
  test_recall: () => say("test recall"),
  test_f1: () => say("test F1"),
  test_r2: () => say("test R²"),
  grad_norm: () => say("gradient size"),
  grad_mean: () => say("gradient mean"),
  grad_std: () => say("gradient spread"),
  grad_max: () => say("largest gradient"),
  weight_norm: () => say("weight size"),
  update_ratio: () => say("update ÷ weight"),
  step_length: () => say("step length"),
  trials: () => say("trials"),
  damping: () => say("damping"),
  negative_curvatures: () => say("negative curvatures"),
};
const BETTER_HIGH = /_(accuracy|precision|recall|f1|r2)$/;

/** "test loss", "layer 2: gradient size". */
export function titleOf(column) {
  const [, layer, own] = /^layer\.(\d+)\.(.+)$/.exec(column) ?? [null, null, column];
  const title = TITLES[own]?.() ?? own.replaceAll("_", " ");
  return layer ? say("layer {layer}: {what}", { layer, what: title }) : title;
}

/** 1: higher is better, −1: lower is, 0: neither. */
export function better(column) {
  return BETTER_HIGH.test(column) ? 1 : /_loss$/.test(column) ? -1 : 0;
}

/** Whether a column is a share of 1, drawn from 0 to 1. */
export function isShare(column) {
  return BETTER_HIGH.test(column);
}

/** [{title, columns}…]: every column that any of these schemas has, results first, then layer by layer. */
export function columnsOf(schemas) {
  const names = [...new Set(schemas.flatMap(({ columns }) => columns.map(([name]) => name)))].filter((name) => !PLACES.has(name));
  const layers = [...new Set(names.map((name) => /^layer\.(\d+)\./.exec(name)?.[1]).filter(Boolean))].sort((a, b) => a - b);
  const groups = [{ title: say("Results"), columns: names.filter((name) => !name.startsWith("layer.")) }];
  for (const layer of layers) groups.push({ title: say("Layer {number}", { number: layer }), columns: names.filter((name) => name.startsWith(`layer.${layer}.`)) });
  return groups;
}
