// The map of the output as a file: its pixels as they are, the points as shapes, and the axes in numbers, which the page has no room for.

import { ticks } from "../arena/places.js";
import { featureName, size } from "../format.js";
import { fit } from "../islands/island.js";
import { viewOf } from "../maps/grid.js";
import { paintingOf } from "../maps/paintings.js";
import { theme, token } from "../theme.js";
import { say } from "../words.js";
import { lit } from "./copied.js";
import { layOut } from "./laid.js";
import { take } from "./taken.js";
import { Sheet } from "./sheet.js";

const [LEFT, BELOW] = [44, 36]; // CSS px for the axes

/** Save what <pg-map> shows: a map, or answers to examples or a confusion matrix as they stand there. */
export function takeMap(kind, island) {
  const [title, family] = [island.canvas.getAttribute("aria-label"), getComputedStyle(island).fontFamily];
  const sketch = (canvas) => (island.canvas.hidden ? lit(island, () => layOut(island, canvas)) : sketchMap(island, canvas, family));
  return take(kind, sketch, { title, family, name: `${say("map")}-${island.scene.epoch}` });
}

/** Draw the map, with its axes. */
export function sketchMap(island, canvas, family) {
  const { scene, side } = island;
  const view = viewOf(scene.picture, scene.view.axes);
  const figure = new Sheet();
  const painting = painted(scene);
  island.paint(fit(figure, side, side), side, view, painting);
  const ratio = globalThis.devicePixelRatio || 1;
  const context = fit(canvas, side + LEFT, side + BELOW);
  context.drawImage(figure, LEFT, 0, side, side);
  if (island.dozen) return;
  Object.assign(context, { font: `12px ${family}`, fillStyle: token("--text-2"), strokeStyle: token("--edge"), lineWidth: 1 / ratio });
  context.strokeRect(LEFT, 0, side, side);
  const place = ([low, high], at) => ((at - low) / (high - low)) * side;
  const across = [view.low[0], view.high[0]];
  const up = view.axes.length === 2 ? [view.low[1], view.high[1]] : [-1, 1].map((sign) => sign * island.most(island.own(painting)));
  Object.assign(context, { textAlign: "center", textBaseline: "top" });
  for (const at of ticks(...across)) context.fillText(size(at, 3), LEFT + place(across, at), side + 4);
  context.fillText(`${featureName(scene.picture.columns[view.axes[0]])} →`, LEFT + side / 2, side + 20);
  Object.assign(context, { textAlign: "right", textBaseline: "middle" });
  for (const at of ticks(...up)) context.fillText(size(at, 3), LEFT - 5, side - place(up, at));
  if (view.axes.length === 2) context.fillText(`${featureName(scene.picture.columns[view.axes[1]])} ↑`, LEFT - 5, side + 14);
}

/** The painting in the colours wanted here: the page's own may be another theme's. */
export function painted({ picture, painting, weights, buffers, view }) {
  if (!weights || !painting) return painting;
  return { ...paintingOf({ picture, name: "taken", weights, buffers, theme: theme(), axes: view.axes, discretize: view.discretize }), picture };
}
