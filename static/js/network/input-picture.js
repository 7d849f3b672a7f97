// Inputs that are a picture: one of the test pictures in the inputs' column, and a line from it to every unit it feeds.

import { make, fit } from "../islands/island.js";
import { drawInk } from "../pictures/ink.js";
import { token } from "../theme.js";
import { curveOf, trace } from "./curve.js";

/** Draw the first test picture of the scene into the place kept for it inside `root`; does nothing for other data. */
export function drawInputPicture(root, { picture }) {
  const place = root.querySelector(".input-picture");
  if (!place || picture.shape.length !== 3) return;
  const [, height, width] = picture.shape;
  const canvas = place.firstChild ?? place.appendChild(make("canvas", { ariaHidden: "true" }));
  const side = place.clientWidth;
  if (side < 8) return;
  const context = fit(canvas, side, side);
  context.clearRect(0, 0, side, side);
  const levels = picture.test.points[0];
  drawInk(context, levels, { height, width, most: Math.max(1, ...levels) }, { x: 0, y: 0, side }, token("--text"));
}

/** Where the lines leave the picture, from `origin`; null where there is none. */
export function pictureEnd(root, origin) {
  const box = root.querySelector(".input-picture")?.getBoundingClientRect();
  return box ? { right: box.right - origin.left, y: box.top + box.height / 2 - origin.top } : null;
}

/** One quiet line from the picture to each of `ends`, the units of the first layer that are drawn: 784 times as many would be fog. */
export function drawBundle(context, from, ends) {
  context.strokeStyle = token("--line");
  context.lineWidth = 1.5;
  for (const end of ends) {
    trace(context, curveOf(from, end));
    context.stroke();
  }
}
