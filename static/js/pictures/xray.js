// The X-ray as a file: every cell as a rectangle on its dark plate, the layers' names, the epochs below, and the scale of its colours.

import { ticks } from "../arena/places.js";
import { count } from "../format.js";
import { fit } from "../islands/island.js";
import { leftOf } from "../strip/cells.js";
import { drawLegend, LEGEND } from "../strip/legend.js";
import { Strip } from "../strip/strip.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { Sheet } from "./sheet.js";
import { take } from "./taken.js";

const PLATE = "#0E1116"; // the plate is the same in both themes
const BELOW = 24; // CSS px for the epochs

/** Save what <pg-xray> shows. */
export function takeXray(kind, island) {
  const title = say("{quantity}, epochs 0 to {epoch}", { quantity: island.quantity.title(), epoch: island.scene.planned });
  const family = getComputedStyle(island).fontFamily;
  return take(kind, (canvas) => sketch(island, canvas, family), { title, family, name: "x-ray" });
}

function sketch(island, canvas, family) {
  const { scene, quantity, scale, box: { width, row, gap } } = island;
  const names = Array.from(island.names.children, (name) => name.textContent);
  const height = names.length * (row + gap) - gap;
  const context = fit(canvas, 1, 1);
  context.font = `13px ${family}`;
  const left = Math.ceil(Math.max(...names.map((name) => context.measureText(name).width))) + 10;
  fit(canvas, left + width + LEGEND.margin, height + BELOW + LEGEND.height + 8);

  const [film, legend] = [new Sheet(), new Sheet()];
  const strip = new Strip();
  const plate = fit(film, width, height);
  strip.paint(plate, { ...island.series.of(quantity), key: "taken", scale, planned: scene.planned, width, row, gap });
  if (scene.state === "diverged") island.divergence(plate, width, height, strip.broken);
  context.fillStyle = PLATE;
  context.fillRect(left, 0, width, height);
  context.drawImage(film, left, 0, width, height);

  Object.assign(context, { font: `13px ${family}`, fillStyle: token("--text"), textAlign: "right", textBaseline: "middle" });
  const every = Math.ceil(14 / (row + gap)); // more rows than can have a name each
  names.forEach((name, at) => (at % every && at < names.length - 1) || context.fillText(name, left - 8, at * (row + gap) + row / 2));
  Object.assign(context, { font: `12px ${family}`, fillStyle: token("--text-2"), textAlign: "center", textBaseline: "top" });
  for (const epoch of ticks(0, scene.planned).filter(Number.isInteger)) context.fillText(count(epoch), left + leftOf(epoch + 0.5, scene.planned, width), height + 6);
  drawLegend(fit(legend, LEGEND.width + 2 * LEGEND.margin, LEGEND.height), scale, strip.outside, { text: token("--text-2"), font: `12px ${family}`, width: LEGEND.width });
  context.drawImage(legend, left + width - LEGEND.width - LEGEND.margin, height + BELOW + 4, LEGEND.width + 2 * LEGEND.margin, LEGEND.height);
  const [low, high] = quantity.ends();
  Object.assign(context, { textAlign: "right", textBaseline: "middle" });
  context.fillText([low, high].join(" … "), left + width - LEGEND.width - 2 * LEGEND.margin, height + BELOW + 12);
}
