// Columns that are no plain neurons: how many maps or units they show, and the one quiet line that stands for all their links.

import { token } from "../theme.js";
import { curveOf, trace } from "./curve.js";

const SLIM = new Set(["flatten", "batch_norm", "layer_norm", "dropout", "residual"]); // they change what passes, unit by unit

/** How many tiles a layer's column has: its units, a picture's channels, none for what only passes on. */
export function columnCount({ name, out_shape: shape, fan_out: fanOut }) {
  if (SLIM.has(name)) return 0;
  if (!shape || shape.length === 1) return fanOut;
  return shape.length === 3 ? shape[0] : shape[1];
}

/** Whether the links into a stage (0-based) are drawn one by one: a dense layer over inputs or units that are drawn themselves. */
export function linked({ layers, shape }, stage) {
  if ((layers[stage].name ?? "dense") !== "dense") return false;
  if (stage === 0) return !shape || shape.length < 3;
  const below = layers[stage - 1];
  return columnCount(below) === below.fan_out;
}

/** Left and right edge and middle of each stage's column, the inputs first, from `origin`; null where a column is not there. */
export function boxesOf(root, picture, origin) {
  const columns = [root.querySelector(".inputs"), ...picture.layers.map((_, stage) => columnOf(root, stage, picture.layers.length))];
  return columns.map((element) => {
    if (!element) return null;
    const tiles = element.querySelector(".neurons")?.children.length ? element.querySelector(".neurons") : element;
    const box = tiles.getBoundingClientRect();
    const outer = element.getBoundingClientRect();
    return { left: outer.left - origin.left + 8, right: outer.right - origin.left - 8, y: box.top + box.height / 2 - origin.top };
  });
}

function columnOf(root, stage, stages) {
  return root.querySelector(stage === stages - 1 ? ".output-column" : `.layer[data-layer="${stage + 1}"]`);
}

/** One line from column to column wherever `alone(stage)` does not say that its links are drawn by themselves. */
export function drawStreams(context, boxes, { layers }, alone) {
  context.strokeStyle = token("--edge");
  context.lineWidth = 2;
  layers.forEach((layer, stage) => {
    const [from, to] = [boxes[stage], boxes[stage + 1]];
    if (alone(stage) || !from || !to) return;
    trace(context, curveOf(from, to));
    context.stroke();
    if (layer.name === "residual") drawArc(context, boxes, stage, layer.over ?? 2);
  });
}

/** What a residual layer adds: an arc from the input of the layer `over` places below. */
function drawArc(context, boxes, stage, over) {
  const [from, to] = [boxes[Math.max(0, stage - over)], boxes[stage + 1]];
  if (!from) return;
  const top = Math.min(from.y, to.y) - 56;
  context.beginPath();
  context.setLineDash([4, 3]);
  context.moveTo(from.right, from.y);
  context.bezierCurveTo(from.right + 24, top, to.left - 24, top, to.left, to.y);
  context.stroke();
  context.setLineDash([]);
}
