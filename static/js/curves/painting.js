// What the chart shows beside its lines: ghosts behind them, the marked epoch, names at their ends, the best epoch, the break.
// Everything is drawn on uPlot's canvas, whose unit is a device pixel.

import { readout, size } from "../format.js";
import { ink } from "../islands/island.js";
import { token } from "../theme.js";
import { say } from "../words.js";
import { placesOf } from "./axis.js";

const GHOST_STRENGTH = [0.55, 0.35, 0.2];
const FAR = 1e5; // px; a canvas drops whole lines with ends much farther away
const LABEL_GAP = 15; // CSS px between two names at the right end

/** Draw on a chart `u`, inside its plot where `clipped`. */
function drawn(u, clipped, draw) {
  const context = u.ctx;
  context.save();
  if (clipped) {
    context.beginPath();
    context.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    context.clip();
  }
  draw(context, devicePixelRatio);
  context.restore();
}

/** Values of a ghost on the curve on show: loss or metric. */
function ghostLine(ghost, curve) {
  return curve === "loss" ? ghost.test : ghost.metric;
}

/** Earlier runs in grey, nearest darkest; `lit` is the one under the pointer. */
export function ghosts(u, { ghosts: all, curve }, unit, lit) {
  drawn(u, true, (context, ratio) => {
    context.strokeStyle = token("--muted");
    all.forEach((ghost, age) => {
      const [places, values] = [placesOf(ghost, unit), ghostLine(ghost, curve)];
      if (!places) return; // kept before this axis was known
      context.lineWidth = (ghost === lit ? 2 : 1.25) * ratio;
      context.globalAlpha = ghost === lit ? 1 : GHOST_STRENGTH[age] ?? 0.2;
      context.beginPath();
      for (let at = 0; at < places.length && Number.isFinite(values[at]); at += 1) {
        if (u.scales.x.distr === 3 && !(places[at] > 0)) continue;
        context.lineTo(u.valToPos(places[at], "x", true), Math.max(-FAR, Math.min(FAR, u.valToPos(values[at], "y", true))));
      }
      context.stroke();
    });
  });
}

/** A line at the place under the crosshair, or of the epoch looked at; a log axis begins at `grain`. */
export function marker(u, place, grain) {
  if (place === null || (u.scales.x.distr === 3 && place < grain)) return;
  drawn(u, true, (context, ratio) => {
    context.fillStyle = token("--link");
    context.fillRect(Math.round(u.valToPos(place, "x", true)), u.bbox.top, ratio, u.bbox.height);
  });
}

/** ★ at the best epoch of the test line. */
export function star(u, epoch, value, font) {
  drawn(u, true, (context, ratio) => {
    context.font = font(14);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineWidth = 3 * ratio;
    context.lineJoin = "round";
    context.strokeStyle = token("--surface");
    context.fillStyle = token("--test-curve");
    const x = Math.min(u.bbox.left + u.bbox.width - 7 * ratio, Math.max(u.bbox.left + 7 * ratio, u.valToPos(epoch, "x", true)));
    const y = Math.min(u.bbox.top + u.bbox.height - 7 * ratio, Math.max(u.bbox.top + 7 * ratio, u.valToPos(value, "y", true)));
    context.strokeText("★", x, y);
    context.fillText("★", x, y);
  });
}

/** Names and values at the right end. `lines`: [{word, value, colour}…]. */
export function labels(u, lines, font) {
  drawn(u, false, (context, ratio) => {
    context.font = font(13);
    context.textAlign = "left";
    context.textBaseline = "middle";
    const [top, bottom] = [u.bbox.top, u.bbox.top + u.bbox.height];
    const places = lines.map(({ word, value, colour }) => {
      const y = Number.isFinite(value) ? u.valToPos(value, "y", true) : top;
      return { y: Math.min(bottom, Math.max(top + 6 * ratio, Number.isFinite(y) ? y : bottom)), text: `${word} ${value >= 1000 ? size(value) : readout(value)}`, colour };
    });
    places.sort((a, b) => a.y - b.y);
    const gap = ink(LABEL_GAP) * ratio;
    if (places.length === 2 && places[1].y - places[0].y < gap) {
      const middle = Math.min((places[0].y + places[1].y) / 2, bottom - gap / 2);
      [places[0].y, places[1].y] = [middle - gap / 2, middle + gap / 2];
    }
    for (const { y, text, colour } of places) {
      context.fillStyle = token(colour);
      context.fillText(text, u.bbox.left + u.bbox.width + 4 * ratio, y);
    }
  });
}

/** ✕ where the last line in sight ends: at {epoch, value} of `end`, `value` Infinity for the frame's top. */
export function cross(u, end, font) {
  drawn(u, false, (context, ratio) => {
    const { x, top } = placeOfEnd(u, end, ratio);
    context.fillStyle = token("--bad");
    context.font = font(16);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText("✕", x, top);
  });
}

/** "▲ up to 1.2·10³" beside the place where a line leaves through the top. `end`: as for `cross`. */
export function beyond(u, end, most, font) {
  drawn(u, false, (context, ratio) => {
    const text = say("▲ up to {most}", { most: size(most) });
    context.font = font(12);
    context.textBaseline = "middle";
    const right = u.bbox.left + u.bbox.width;
    const { x } = placeOfEnd(u, end, ratio);
    const before = x + 12 * ratio + context.measureText(text).width > right;
    context.textAlign = before ? "right" : "left";
    context.lineWidth = 3 * ratio;
    context.lineJoin = "round";
    context.strokeStyle = token("--surface");
    context.fillStyle = token("--text-2");
    for (const write of ["strokeText", "fillText"]) context[write](text, x + (before ? -12 : 12) * ratio, u.bbox.top + 8 * ratio);
  });
}

function placeOfEnd(u, { epoch, value }, ratio) {
  const right = u.bbox.left + u.bbox.width;
  const x = Math.min(right, Math.max(u.bbox.left + 8 * ratio, u.valToPos(Math.max(u.scales.x.distr === 3 ? u.scales.x.min : 0, epoch), "x", true)));
  const y = Number.isFinite(value) ? u.valToPos(value, "y", true) : u.bbox.top;
  return { x, top: Math.max(u.bbox.top + 8 * ratio, Math.min(u.bbox.top + u.bbox.height - 8 * ratio, y)) };
}

/** The ghost whose line passes within `reach` CSS px of a point of the plot, and its value there; or null. */
export function ghostAt(u, { ghosts: all, curve }, unit, left, top, reach = 8) {
  const place = u.posToVal(left, "x");
  let found = null;
  for (const ghost of all) {
    const [places, values] = [placesOf(ghost, unit), ghostLine(ghost, curve)];
    let at = places?.findIndex((one) => one >= place) ?? -1;
    if (at < 0) continue;
    if (at > 0 && place - places[at - 1] < places[at] - place) at -= 1;
    const away = Math.abs(u.valToPos(values[at], "y") - top);
    if (Number.isFinite(away) && away <= reach && (!found || away < found.away)) found = { ghost, value: values[at], away };
  }
  return found;
}

/** What a ghost is called: what differed, where that is known. */
export function ghostName({ label, number }) {
  return label || say("Run {number}", { number });
}
