// Four pictures of a data set in a small square.

import { drawInk } from "../pictures/ink.js";

const INSET = 4; // px free around
const GAP = 2;

/** `sample.shape` is [1, height, width]. */
export function drawPictures(context, side, { points, shape: [, height, width] }, { ink }) {
  const most = Math.max(1e-9, ...points.flat());
  const each = (side - 2 * INSET - GAP) / 2;
  points.slice(0, 4).forEach((levels, at) => {
    const place = { x: INSET + (at % 2) * (each + GAP), y: INSET + Math.floor(at / 2) * (each + GAP), side: each };
    drawInk(context, levels, { height, width, most }, place, ink);
  });
}
