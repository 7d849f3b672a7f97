// The X-ray's legend: the scale's colours with ticks, a bracket where all is well, triangles where cells leave the scale.

import { film } from "../colour.js";
import { tickWords, ticks } from "./quantities.js";

export const LEGEND = { width: 168, narrow: 96, height: 26, margin: 20 }; // px; the margin holds half a tick's words and the triangle
const [TOP, BAR] = [4, 10];

/** Draw a quantity's `scale` {kind, from, to, band} `width` px long; `outside`: {low, high}, whether cells fall off an end. */
export function drawLegend(context, scale, outside, { text, font, width }) {
  const { height, margin } = LEGEND;
  const at = (place) => margin + ((place - scale.from) / (scale.to - scale.from)) * width;
  context.clearRect(0, 0, width + 2 * margin, height);
  for (let x = 0; x < width; x += 1) {
    context.fillStyle = film(x / (width - 1), 0, 1);
    context.fillRect(margin + x, TOP, 1, BAR);
  }
  context.fillStyle = text;
  context.font = font;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const place of ticks(scale)) {
    context.fillRect(Math.min(margin + width - 1, Math.round(at(place))), TOP + BAR, 1, 2);
    context.fillText(tickWords(place, scale), at(place), height - 1);
  }
  if (outside.low) triangle(context, margin - 4, -1, film(0, 0, 1), text);
  if (outside.high) triangle(context, margin + width + 4, 1, film(1, 0, 1), text);
  if (scale.band) bracket(context, ...scale.band.map((place) => Math.min(margin + width, Math.max(margin, at(place)))));
}

function triangle(context, x, way, colour, edge) {
  context.beginPath();
  context.moveTo(x - 3 * way, TOP);
  context.lineTo(x + 4 * way, TOP + BAR / 2);
  context.lineTo(x - 3 * way, TOP + BAR);
  context.closePath();
  context.fillStyle = colour;
  context.fill();
  context.strokeStyle = edge;
  context.lineWidth = 1;
  context.stroke();
}

function bracket(context, left, right) {
  if (right - left < 2) return;
  context.fillRect(left, 0, right - left, 1);
  context.fillRect(left, 0, 1, TOP - 1);
  context.fillRect(right - 1, 0, 1, TOP - 1);
}
