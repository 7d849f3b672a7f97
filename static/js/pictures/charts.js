// A uPlot chart on another canvas, or on a sheet: its scales, its axes, and lines through every record. Its unit is a device pixel.

import { token } from "../theme.js";

const GAP = 4; // CSS px between an axis' numbers and the plot, as in the charts
const FAR = 1e5; // px; a canvas drops whole lines with ends much farther away

/** What paints on the chart `u` paints on `canvas` if it is given this instead. `below`: CSS px left free under it. */
export function onCanvas(u, canvas, below = 0) {
  const { width, height } = u.ctx.canvas;
  Object.assign(canvas, { width, height: height + below * devicePixelRatio });
  return { ctx: canvas.getContext("2d"), bbox: u.bbox, scales: u.scales, axes: u.axes, valToPos: u.valToPos };
}

/** Grid lines, and the numbers that stand at the axes just now. */
export function drawAxes({ ctx: context, bbox, axes, valToPos }, font) {
  const gap = GAP * devicePixelRatio;
  Object.assign(context, { font: font(12), lineWidth: devicePixelRatio, strokeStyle: token("--line"), fillStyle: token("--muted") });
  for (const { scale, grid, _splits: places, _values: words } of axes) {
    const across = scale === "x";
    Object.assign(context, across ? { textAlign: "center", textBaseline: "top" } : { textAlign: "right", textBaseline: "middle" });
    (places ?? []).forEach((place, at) => {
      const px = Math.round(valToPos(place, scale, true));
      const outside = across ? px < bbox.left - 1 || px > bbox.left + bbox.width + 1 : px < bbox.top - 1 || px > bbox.top + bbox.height + 1;
      if (outside) return;
      if (words[at]) context.fillText(words[at], ...(across ? [px, bbox.top + bbox.height + gap] : [bbox.left - gap, px]));
      if (!grid.show) return;
      context.beginPath();
      context.moveTo(...(across ? [px, bbox.top] : [bbox.left, px]));
      context.lineTo(...(across ? [px, bbox.top + bbox.height] : [bbox.left + bbox.width, px]));
      context.stroke();
    });
  }
}

/** Draw inside the plot only. */
export function inPlot({ ctx: context, bbox }, draw) {
  context.save();
  context.beginPath();
  context.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  context.clip();
  draw(context, devicePixelRatio);
  context.restore();
}

/** A line through every record, with a gap where one is not finite, or not above 0 on a log axis. */
export function drawLine({ scales, valToPos }, context, xs, ys) {
  const fits = (value, axis) => Number.isFinite(value) && (axis.distr !== 3 || value > 0);
  context.beginPath();
  let pen = false;
  for (let at = 0; at < xs.length; at += 1) {
    const here = fits(xs[at], scales.x) && ys[at] !== null && fits(ys[at], scales.y);
    if (here) context[pen ? "lineTo" : "moveTo"](valToPos(xs[at], "x", true), Math.max(-FAR, Math.min(FAR, valToPos(ys[at], "y", true))));
    pen = here;
  }
  context.stroke();
}
