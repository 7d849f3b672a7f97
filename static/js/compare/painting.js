// A comparison's picture on uPlot's canvas: lines or bands, names at their right ends. Its unit is a device pixel.

import { readout } from "../format.js";
import { token } from "../theme.js";
import { at } from "./resampled.js";
import { strokeOf } from "./palette.js";
import { area, projection, trace } from "./tracing.js";

const LABEL_GAP = 15; // CSS px between two names
const FAINT = 0.18; // of the lines that are not lit

function inside(u, draw) {
  const { ctx: context, bbox } = u;
  context.save();
  context.beginPath();
  context.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  context.clip();
  context.lineJoin = "bevel"; // round joins cost as much as the lines themselves
  draw(context, devicePixelRatio);
  context.restore();
}

/** Lines [{line: {x, y}, slot, run}…], the lit one in front and the pinned one thicker. `moving`: in a hurry, so plain and coarse; `whole`: every record. */
export function drawLines(u, lines, { lit, base, moving, whole }) {
  const to = projection(u);
  const { min, max } = u.scales.x;
  inside(u, (context, ratio) => {
    const many = lines.length > 12;
    const sorted = lit ? [...lines.filter(({ run }) => run !== lit), ...lines.filter(({ run }) => run === lit)] : lines;
    for (const { line, slot, run } of sorted) {
      const { colour, dash } = strokeOf(slot);
      const { x } = line;
      context.strokeStyle = token(colour);
      context.globalAlpha = lit && run !== lit ? FAINT : 1;
      context.lineWidth = moving && many ? 1 : (run === lit || run === base ? 2.5 : many ? 1.25 : 1.75) * ratio; // 1: a hairline, which costs a fifth
      context.setLineDash(moving ? [] : dash.map((part) => part * ratio));
      context.beginPath();
      trace(context, line, to, Math.max(0, at(x, min)), Math.min(x.length - 1, at(x, max) + 1), whole ? 1e-3 : moving && many ? 3 * ratio : ratio, moving && many);
      context.stroke();
      if (!moving && run.store.state.state === "diverged") broken(context, u.bbox, to, line, token(colour), ratio);
    }
  });
}

/** ✕ where a line that left the finite was last seen. */
function broken(context, { left, top, width, height }, to, { x, y }, colour, ratio) {
  const last = y.findLastIndex((value) => Number.isFinite(value) && !(to.logY && value <= 0));
  if (last < 0) return;
  const reach = 5 * ratio;
  const [px, py] = [to.x(x[last]), Math.max(top + reach, Math.min(top + height - reach, to.y(y[last])))];
  if (!(px >= left - 1 && px <= left + width + 1)) return;
  const at = Math.max(left + reach, Math.min(left + width - reach, px));
  context.setLineDash([]);
  context.lineWidth = 2 * ratio;
  context.strokeStyle = colour;
  context.beginPath();
  for (const way of [1, -1]) {
    context.moveTo(at - reach, py - way * reach);
    context.lineTo(at + reach, py + way * reach);
  }
  context.stroke();
}

/** Bands [{grid, middle, low, high, inner, slot}…] with their middles. */
export function drawBands(u, bands) {
  const to = projection(u);
  inside(u, (context, ratio) => {
    for (const { grid, low, high, inner, slot } of bands) {
      context.fillStyle = token(strokeOf(slot).colour);
      for (const [from, upto, alpha] of [[low, high, 0.13], ...(inner ? [[inner.low, inner.high, 0.22]] : [])]) {
        context.globalAlpha = alpha;
        context.beginPath();
        area(context, grid, from, upto, to);
        context.fill();
      }
    }
    context.globalAlpha = 1;
    context.lineWidth = 2 * ratio;
    for (const { grid, middle, slot } of bands) {
      const { colour, dash } = strokeOf(slot);
      context.strokeStyle = token(colour);
      context.setLineDash(dash.map((part) => part * ratio));
      context.beginPath();
      trace(context, { x: grid, y: middle }, to, 0, grid.length - 1, ratio);
      context.stroke();
    }
  });
}

/** Names with values at the right end, one below the other where they would touch. `ends`: [{name, value, slot}…]. */
export function drawNames(u, ends, font) {
  const to = projection(u);
  const { ctx: context, bbox } = u;
  const ratio = devicePixelRatio;
  const gap = LABEL_GAP * ratio;
  const [top, bottom] = [bbox.top + gap / 2, bbox.top + bbox.height - gap / 4];
  const known = ends.filter(({ value }) => Number.isFinite(value) && !(to.logY && value <= 0));
  const places = known.map((one) => ({ ...one, y: Math.max(top, Math.min(bottom, to.y(one.value))) })).sort((a, b) => a.y - b.y);
  for (let turn = 1; turn < places.length; turn += 1) places[turn].y = Math.max(places[turn].y, places[turn - 1].y + gap);
  for (let turn = places.length - 1, floor = bottom; turn >= 0; turn -= 1, floor -= gap) places[turn].y = Math.min(places[turn].y, floor);
  context.save();
  context.font = font(13);
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const { name, value, slot, y } of places) {
    context.fillStyle = token(strokeOf(slot).colour);
    context.fillRect(bbox.left + bbox.width + 4 * ratio, y - ratio, 8 * ratio, 2 * ratio);
    context.fillStyle = token("--text-2");
    context.fillText(`${shortened(context, name, 92 * ratio)} ${readout(value)}`, bbox.left + bbox.width + 16 * ratio, y);
  }
  context.restore();
}

/** A piece of a run's line and its name at (x, y), CSS px, `room` of them wide; `ratio`: how many units one is. */
export function drawKey(context, { name, slot }, x, y, font, { room = 160, ratio = devicePixelRatio } = {}) {
  const { colour, dash } = strokeOf(slot);
  Object.assign(context, { strokeStyle: token(colour), lineWidth: 2 * ratio, font: font(13), fillStyle: token("--text-2"), textAlign: "left", textBaseline: "middle" });
  context.setLineDash(dash.map((part) => part * ratio));
  context.beginPath();
  context.moveTo(x * ratio, y * ratio);
  context.lineTo((x + 24) * ratio, y * ratio);
  context.stroke();
  context.setLineDash([]);
  context.fillText(shortened(context, name, (room - 32) * ratio), (x + 32) * ratio, y * ratio);
}

function shortened(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let kept = text;
  while (kept.length > 1 && context.measureText(`${kept}…`).width > width) kept = kept.slice(0, -1);
  return `${kept}…`;
}
