// Columns that are no plain neurons: where they stand, and the one quiet line that stands for all their links.

import { token } from "../theme.js";
import { curveOf, trace } from "./curve.js";

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
