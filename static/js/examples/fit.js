// Regression over many inputs: every point by what it is (across) and what the network says (up). Right answers lie on the diagonal.

import { inputsOf, forward } from "../network/forward.js";
import { token } from "../theme.js";
import { answersOf } from "./answers.js";

/** {test: [[is, said]…], train: [[is, said]…]} at the scene's moment; from a key frame alone only the test examples it carries. */
export function fitted(scene) {
  const { picture, weights, buffers } = scene;
  const answers = answersOf(scene);
  if (!answers) return { test: [], train: [] };
  const pairs = ({ targets }, said) => targets.slice(0, said.length).map((target, at) => [target, said[at]]);
  if (!answers.stages || picture.shape.length > 1) return { test: pairs(picture.test, answers.outputs[0]), train: [] };
  const said = (split) => forward(picture.layers, weights, inputsOf(picture, picture[split].points), buffers).at(-1)[0];
  return { test: pairs(picture.test, said("test")), train: pairs(picture.train, said("train")) };
}

/** Draw them into a square of `side` px; `view` says which points are wanted. */
export function drawFit(context, side, { picture, found, view }) {
  const values = [...picture.train.targets, ...picture.test.targets];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const air = 0.08 * (most - least || 1);
  const place = (value) => ((value - least + air) / (most - least + 2 * air)) * side;
  context.fillStyle = token("--surface");
  context.fillRect(0, 0, side, side);
  context.strokeStyle = token("--edge");
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(0, side);
  context.lineTo(side, 0);
  context.stroke();
  const inside = (value) => Math.max(4, Math.min(side - 4, value)); // far off is still on the sheet, at its edge
  for (const [split, hollow] of [["train", false], ["test", true]]) {
    if (!view[split]) continue;
    for (const [is, said] of found[split]) {
      if (!Number.isFinite(said)) continue;
      context.beginPath();
      context.arc(place(is), inside(side - place(said)), 3, 0, 2 * Math.PI);
      context.fillStyle = hollow ? token("--surface") : token("--train-curve");
      context.strokeStyle = token(hollow ? "--test-curve" : "--surface");
      context.fill();
      context.stroke();
    }
  }
}
