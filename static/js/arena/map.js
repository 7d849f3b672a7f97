// The surface from above: contours, axes in numbers, and what stands on it.

import { size } from "../format.js";
import { fit } from "../islands/island.js";
import { theme, token } from "../theme.js";
import { contours } from "./ground.js";
import { flat, ticks } from "./places.js";

/** Paint the ground of a race; asked again only where race, size or theme changed. */
export function drawGround(canvas, race, scale, extent) {
  const context = fit(canvas, extent, extent);
  const { frame, put } = flat(race.told.window, extent);
  const [left, top, wide, high] = frame;
  context.clearRect(0, 0, extent, extent);
  context.fillStyle = token("--raised");
  context.fillRect(...frame);
  if (scale) {
    const ratio = globalThis.devicePixelRatio || 1;
    const width = Math.max(2, Math.round(wide * ratio));
    const picture = new OffscreenCanvas(width, width);
    picture.getContext("2d").putImageData(new ImageData(contours(race, scale, width, theme()), width), 0, 0);
    context.drawImage(picture, left, top, wide, high);
  }
  Object.assign(context, { strokeStyle: token("--line"), lineWidth: 1, fillStyle: token("--text-2"), font: `12px ${getComputedStyle(document.body).fontFamily}` });
  context.strokeRect(left + 0.5, top + 0.5, wide - 1, high - 1);
  const [[x0, x1], [y0, y1]] = race.told.window;
  context.textBaseline = "top";
  for (const x of ticks(x0, x1)) {
    context.textAlign = "center";
    context.fillText(size(x, 3), put(x, y0)[0], top + high + 5);
  }
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const y of ticks(y0, y1)) context.fillText(size(y, 3), left - 5, put(x0, y)[1]);
  return context;
}
