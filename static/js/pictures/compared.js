// What a comparison shows below its charts, as files: the X-rays of all runs on one scale, and their maps side by side.

import { drawKey } from "../compare/painting.js";
import { count } from "../format.js";
import { fit } from "../islands/island.js";
import { drawLegend, LEGEND } from "../strip/legend.js";
import { leftOf } from "../strip/cells.js";
import { Strip } from "../strip/strip.js";
import { recordValues } from "../strip/quantities.js";
import { ticks } from "../arena/places.js";
import { paintingOf } from "../maps/paintings.js";
import { theme, token } from "../theme.js";
import { say } from "../words.js";
import { Sheet } from "./sheet.js";
import { take } from "./taken.js";

const [NAMES, AIR, FOOT] = [168, 6, 64]; // CSS px
const [TILE, BETWEEN, BELOW, ABREAST] = [160, 16, 40, 5]; // of the maps
const PLATE = "#0E1116"; // the plate is the same in both themes

/** A run's line and name; here the unit is a CSS pixel already. */
function key(context, run, x, y, room, family) {
  drawKey(context, run, x, y, (px) => `${px}px ${family}`, { room, ratio: 1 });
}

/** `rows`: {row, gap} px; `width`: of the films. */
export function takeStrips(kind, { scene, quantity, rows: { row, gap }, width, family }) {
  const sketch = (canvas) => {
    const runs = scene.shown.filter(({ length }) => length);
    const heights = runs.map(({ layers }) => layers.length * (row + gap) - gap);
    const all = heights.reduce((sum, high) => sum + high + AIR, 0);
    const context = fit(canvas, NAMES + width + LEGEND.margin, all + FOOT);
    const outside = { low: false, high: false };
    let top = 0; // films are pixels here: ten thousand rectangles a run would be a file nobody opens
    runs.forEach((run, at) => {
      const [film, strip, numbers] = [document.createElement("canvas"), new Strip(), run.layers.map(([number]) => number)];
      strip.paint(fit(film, width, heights[at]), { epochs: run.column("epoch"), grows: true, read: (begin) => recordValues(quantity, numbers, (name) => run.column(name), begin), key: "taken", scale: quantity.scale, planned: scene.planned, width, row, gap });
      key(context, run, 0, top + heights[at] / 2, NAMES, family);
      context.fillStyle = PLATE;
      context.fillRect(NAMES, top, width, heights[at]);
      context.drawImage(film, NAMES, top, width, heights[at]);
      outside.low ||= strip.outside.low;
      outside.high ||= strip.outside.high;
      top += heights[at] + AIR;
    });
    Object.assign(context, { font: `12px ${family}`, fillStyle: token("--text-2"), textAlign: "center", textBaseline: "top" });
    for (const epoch of ticks(0, scene.planned).filter(Number.isInteger)) context.fillText(count(epoch), NAMES + leftOf(epoch + 0.5, scene.planned, width), top);
    const legend = new Sheet();
    drawLegend(fit(legend, LEGEND.width + 2 * LEGEND.margin, LEGEND.height), quantity.scale, outside, { text: token("--text-2"), font: `12px ${family}`, width: LEGEND.width });
    context.drawImage(legend, NAMES + width - LEGEND.width - LEGEND.margin, top + 24, LEGEND.width + 2 * LEGEND.margin, LEGEND.height);
  };
  return take(kind, sketch, { title: `${quantity.title()} · ${say("epochs")}`, family, name: `${say("comparison")}-x-ray` });
}

/** `tiles`: [{run, words, picture, weights, buffers} or, where no map can show it, without a picture]. */
export function takeMaps(kind, { tiles, title, family }) {
  const sketch = (canvas) => {
    const abreast = Math.min(ABREAST, tiles.length);
    const [wide, high] = [TILE + BETWEEN, TILE + BELOW];
    const context = fit(canvas, abreast * wide - BETWEEN, Math.ceil(tiles.length / abreast) * high);
    tiles.forEach(({ run, words, picture, weights, buffers }, at) => {
      const [left, top] = [(at % abreast) * wide, Math.floor(at / abreast) * high];
      Object.assign(context, { fillStyle: token("--raised") });
      context.fillRect(left, top, TILE, TILE);
      if (picture && weights) drawTile(context, left, top, paintingOf({ picture, name: "taken", weights, buffers, theme: theme(), axes: null, alone: true }));
      key(context, run, left, top + TILE + 12, TILE, family);
      Object.assign(context, { font: `12px ${family}`, fillStyle: token("--text-2") });
      context.fillText(words, left, top + TILE + 28);
    });
  };
  return take(kind, sketch, { title, family, name: `${say("comparison")}-${say("map")}` });
}

function drawTile(context, left, top, { side, output, values }) {
  if (!output) return drawValues(context, left, top, values);
  const sheet = Object.assign(document.createElement("canvas"), { width: side, height: side });
  sheet.getContext("2d").putImageData(new ImageData(output, side, side), 0, 0);
  context.drawImage(sheet, left, top, TILE, TILE);
}

/** The answers over the one input there is. */
function drawValues(context, left, top, values) {
  const most = 1.1 * Math.max(1, ...values.map(Math.abs).filter(Number.isFinite));
  Object.assign(context, { strokeStyle: token("--train-curve"), lineWidth: 1.75 });
  context.beginPath();
  values.forEach((value, at) => context.lineTo(left + (at / (values.length - 1)) * TILE, top + TILE * (0.5 - value / (2 * most))));
  context.stroke();
}
