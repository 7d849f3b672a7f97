// The surface from above: contours, axes in numbers, and what stands on it.

import { size } from "../format.js";
import { fit } from "../islands/island.js";
import { theme, token } from "../theme.js";
import { contours, pale } from "./ground.js";
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
    const picture = Object.assign(document.createElement("canvas"), { width, height: width });
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

/** The colours of the heights with five numbers below them, on a canvas of `width` px; returns the numbers' words. */
export function drawScale(canvas, scale, width) {
  const context = fit(canvas, width, 30);
  context.clearRect(0, 0, width, 30);
  const [left, wide] = [28, width - 56];
  for (let x = 0; x < wide; x += 1) {
    context.fillStyle = `rgb(${pale(x / (wide - 1), theme()).join(" ")})`;
    context.fillRect(left + x, 2, 1, 10);
  }
  Object.assign(context, { fillStyle: token("--text-2"), strokeStyle: token("--line"), font: `12px ${getComputedStyle(document.body).fontFamily}`, textAlign: "center", textBaseline: "top" });
  context.strokeRect(left - 0.5, 1.5, wide + 1, 11);
  const written = (digits) => [0, 0.25, 0.5, 0.75, 1].map((place) => size(scale.height(place), digits));
  const marks = [2, 3, 4].map(written).find((ones) => new Set(ones).size === ones.length) ?? written(2);
  marks.forEach((mark, at) => context.fillText(mark, left + (wide * at) / 4, 16));
  return marks;
}
