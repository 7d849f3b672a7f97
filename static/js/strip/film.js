// One row of the X-ray drawn: exposed where something was measured, dotted where exactly nothing arrives, hatched where numbers break.

import { film } from "../colour.js";

const [PLATE_LINE, DOT, HATCH] = ["#2A313A", "#C9D1DA", "#FF5CA8"]; // the plate is the same in both themes
const DOT_EVERY = 6; // px

/** Empty plate with its baseline: nothing measured, or not yet. */
export function plate(context, from, to, top, height) {
  context.clearRect(from, top, to - from, height);
  context.fillStyle = PLATE_LINE;
  context.fillRect(from, top + height - 1, to - from, 1);
}

/** Draw a row's cells between `top` and `top + height`, on a scale `from`…`to`. Returns whether its numbers break. */
export function expose(context, row, top, height, width, scale = {}) {
  for (const { from, to, kind, place } of row) {
    if (kind === "broken") {
      hatch(context, from, top, width - from, height);
      return true;
    }
    if (kind === "size") {
      context.fillStyle = film(place, scale.from, scale.to);
      context.fillRect(from, top, to - from, height);
    } else dots(context, from, to, top, height);
  }
  return false;
}

function dots(context, from, to, top, height) {
  context.clearRect(from, top, to - from, height);
  context.fillStyle = DOT;
  for (let x = Math.ceil(from / DOT_EVERY) * DOT_EVERY; x < to; x += DOT_EVERY) context.fillRect(x, top + height / 2, 1, 1);
}

/** 45° lines: from here on there is nothing to show. */
export function hatch(context, x, y, width, height) {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = HATCH;
  context.lineWidth = 1.5;
  context.beginPath();
  for (let at = x - height; at < x + width; at += 7) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
}
